"""Triggers that the networks add to those of the lexicon, with the trained model."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.documents import make_document
from transforms.extract.document import Document
from transforms.extract.events.detection import detect
from transforms.extract.events.detection.detect import detected_triggers, detection_of, event_probabilities
from transforms.extract.events.detection.words import NO_EVENT, TYPE_COLUMNS
from transforms.extract.events.triggers.triggers import triggers

Parse = Callable[..., Document]
pytestmark = pytest.mark.model


def test_detected_triggers_include_all_of_the_lexicon(parse: Parse) -> None:
    document = parse("Rebels attacked a market in Lima. The minister met his counterpart for talks.")
    assert set(triggers(document)) <= set(detected_triggers(document))


def test_detected_triggers_word_outside_the_lexicon_is_added(parse: Parse) -> None:
    document = parse(
        "The retailer axed 400 jobs at its warehouse on Tuesday. The union lambasted the firm over the layoffs.",
        title="Retailer axes 400 jobs",
    )
    assert {match.token.text: match.event_type for match in detected_triggers(document)}.get("axed") == "TRADE"


def test_detected_triggers_advice_adds_none(parse: Parse) -> None:
    document = parse("Preheat the oven. Whisk the eggs, fold in the flour and bake the cake until it is golden.")
    assert set(detected_triggers(document)) == set(triggers(document))


def test_detected_triggers_listed_word_has_the_type_that_is_far_likelier(monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_document(
        [
            ("Troops", "troop", "NOUN", "NNS", "nsubj", 1),
            ("shelled", "shell", "VERB", "VBD", "ROOT", 1),
            ("towns", "town", "NOUN", "NNS", "dobj", 1),
        ]
    )
    types = []
    for likely in (0.3, 0.9):
        row = np.zeros(NO_EVENT + 1, np.float32)
        row[TYPE_COLUMNS["TRADE"]], row[TYPE_COLUMNS["ASSAULT"]] = likely, 0.9 - likely
        row[NO_EVENT] = 0.1
        monkeypatch.setattr(detect, "event_probabilities", lambda _, row=row: {1: row})
        document.memo.clear()
        types += [match.event_type for match in detected_triggers(document)]
    assert types == ["ASSAULT", "TRADE"]


def test_detection_of_same_word_depends_on_its_context(parse: Parse) -> None:
    shooting = parse("A gunman shot two men outside a bar in Leeds on Friday night, police said.")
    film = parse("The director shot two films in a bar in Leeds, his favourite place for a comedy.")
    found = [
        detection_of(document, next(match for match in detected_triggers(document) if match.token.text == "shot"))
        for document in (shooting, film)
        if any(match.token.text == "shot" for match in detected_triggers(document))
    ]
    assert found[0].event > 0.8
    assert len(found) == 1 or found[1].event < found[0].event


def test_event_probabilities_are_probabilities(parse: Parse) -> None:
    document = parse("Thousands marched against the pension law in Rome.")
    rows = event_probabilities(document)
    assert all(row.sum() == pytest.approx(1, abs=1e-3) for row in rows.values())
    marched = next(token for token in document.tokens if token.text == "marched")
    assert rows[marched.i][NO_EVENT] < 0.5


def test_event_probabilities_without_words_is_empty(parse: Parse) -> None:
    assert event_probabilities(parse("Of the and.")) == {}
