"""Participants that the network adds or withdraws, with the fitted model."""

from collections.abc import Callable

import numpy as np
import pytest

from transforms.extract.document import Document
from transforms.extract.events.extract import extract_events, roles_by_rules
from transforms.extract.events.networks import Network
from transforms.extract.events.participants.accusations import ROLES
from transforms.extract.events.participants.selection import select
from transforms.extract.events.participants.selection.features import BUCKETS
from transforms.extract.events.participants.selection.select import Pairs, pair, probabilities, with_selected
from transforms.extract.events.triggers.triggers import triggers

Parse = Callable[..., Document]
pytestmark = pytest.mark.model
TEXT = "Rebels attacked a market in Lima. The army condemned the attack."


def _paired(document: Document) -> Pairs:
    matches = triggers(document)
    return pair(document, matches, roles_by_rules(document, matches), [None] * len(matches))


def _certain(monkeypatch: pytest.MonkeyPatch, role: int, words: set[str], probability: float = 0.95) -> None:
    """Let the network be sure of some words and of nobody else."""

    def known(paired: Pairs, _networks: object) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        found = np.zeros((len(paired.pairs), len(ROLES)), np.float32)
        for row, place in enumerate(paired.head):
            found[row, role] = probability * (paired.heads[place].text in words)
        return found

    monkeypatch.setattr(select, "probabilities", known)


def _selected(document: Document, trigger: str) -> tuple[list[str], list[str]]:
    matches = triggers(document)
    found = with_selected(document, matches, roles_by_rules(document, matches), [None] * len(matches))
    own = next(roles for match, roles in zip(matches, found, strict=True) if match.token.text == trigger)
    return [row.text for row in own.actors], [row.text for row in own.recipients]


def test_pair_rows_are_in_order_of_events(parse: Parse) -> None:
    paired = _paired(parse(TEXT))
    assert paired.event.tolist() == sorted(paired.event.tolist())
    assert len(paired.pairs) == len(paired.head) == len(paired.buckets)
    assert paired.words.shape[0] == len(paired.heads)


def test_probabilities_equal_those_of_the_whole_matrix(parse: Parse) -> None:
    paired = _paired(parse(TEXT))
    random = np.random.default_rng(1)
    width = paired.words.shape[1] + paired.events.shape[1] + paired.pairs.shape[1] + 2 * BUCKETS
    network = Network(
        random.normal(0, 0.1, (width, 8)).astype(np.float32),
        random.normal(0, 0.1, 8).astype(np.float32),
        random.normal(0, 1, (8, len(ROLES))).astype(np.float32),
        np.zeros(len(ROLES), np.float32),
    )
    ways = np.zeros((len(paired.pairs), 2 * BUCKETS), np.float32)
    for column in range(2):
        ways[np.arange(len(ways)), paired.buckets[:, column]] = 1
    whole = np.hstack([paired.words[paired.head], paired.events[paired.event], paired.pairs, ways])
    hidden = np.maximum(whole @ network.hidden + network.hidden_bias, 0)
    wanted = 1 / (1 + np.exp(-(hidden @ network.output)))
    np.testing.assert_allclose(probabilities(paired, [network]), wanted, rtol=1e-4)


def test_with_selected_unlikely_participant_of_the_rules_is_withdrawn(
    parse: Parse, monkeypatch: pytest.MonkeyPatch
) -> None:
    _certain(monkeypatch, select.RECIPIENT, {"market"})
    assert _selected(parse(TEXT), "attacked") == ([], ["a market"])


def test_with_selected_likeliest_is_added_with_those_coordinated_with_it(
    parse: Parse, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = parse("The council and the mayor welcomed visitors. A resignation followed.")
    _certain(monkeypatch, select.ACTOR, {"council", "mayor"})
    assert _selected(document, "resignation")[0] == ["The council", "the mayor"]


def test_with_selected_named_person_is_accused_only_if_nearly_certain(
    parse: Parse, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = parse("Tom Baker lives in Leeds. An attack hurt four people there.")
    _certain(monkeypatch, select.ACTOR, {"Baker"}, 0.7)
    assert _selected(document, "attack")[0] == []
    _certain(monkeypatch, select.ACTOR, {"Baker"}, 0.9)
    assert _selected(document, "attack")[0] == ["Tom Baker"]


def test_with_selected_without_events_is_empty(parse: Parse) -> None:
    assert with_selected(parse("It rained."), (), (), ()) == []


def test_extract_events_agent_of_the_sentence_before_is_found(parse: Parse) -> None:
    document = parse(
        "Police raided four homes in Leeds on Monday. Two men were arrested and a third was detained for questioning."
    )
    arrest = next(row for row in extract_events(document) if row.trigger.text == "arrested")
    assert [row.text for row in arrest.actors] == ["Police"]


def test_extract_events_document_does_not_act(parse: Parse) -> None:
    accusation = next(
        row for row in extract_events(parse("An exclusive report accused the minister of fraud.")) if row.recipients
    )
    assert accusation.actors == ()
