"""Who is considered as a participant."""

from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.events.extract import roles_by_rules
from transforms.extract.events.participants.accusations import ROLES
from transforms.extract.events.participants.selection.candidates import Cast, candidates, parts_of, reference_key
from transforms.extract.events.triggers.triggers import triggers

Parse = Callable[..., Document]
pytestmark = pytest.mark.model


def considered(document: Document, trigger: str) -> list[str]:
    matches = triggers(document)
    roles = roles_by_rules(document, matches)
    parts = [
        parts_of(document, index, match, (own.actors, own.recipients))
        for index, (match, own) in enumerate(zip(matches, roles, strict=True))
    ]
    index = next(index for index, match in enumerate(matches) if match.token.text == trigger)
    alike = [
        part for own in parts for part in own if part.event_type == matches[index].event_type and part.event != index
    ]
    return [
        head.text for head in candidates(document, matches[index], parts[index], [Cast(alike, role) for role in ROLES])
    ]


def test_candidates_are_the_noun_phrases_of_the_sentence(parse: Parse) -> None:
    document = parse("Rebels attacked a crowded market in Lima on Tuesday with two rockets.")
    assert considered(document, "attacked") == ["Rebels", "market", "Lima", "rockets"]


def test_candidates_of_earlier_sentences_are_people_and_bodies(parse: Parse) -> None:
    document = parse("Police arrived at noon. The weather was bad. Two men were arrested.")
    assert considered(document, "arrested") == ["Police", "men"]


def test_candidates_of_like_events_are_considered_however_far(parse: Parse) -> None:
    between = " ".join(["The weather was bad."] * 4)
    document = parse(f"Rebels attacked a market in Lima. {between} The attack lasted an hour.")
    assert "Rebels" in considered(document, "attack")


def test_reference_key_is_the_same_for_all_mentions_of_an_entity(parse: Parse) -> None:
    document = parse("Ana Ruiz resigned on Monday. Friends say that Ruiz will not return.")
    first, second = (token for token in document.tokens if token.text == "Ruiz")
    assert reference_key(document, first) == reference_key(document, second)
