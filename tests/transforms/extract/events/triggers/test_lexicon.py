"""The lexicon covers the codebook and says nothing that the codebook does not know."""

import pytest

from schemas.codebook import EVENT_MODES, EVENT_TYPES
from transforms.extract.events.triggers.lexicon import NONE, _entries, lexicon


def test_covers_every_type_with_verbs_and_nouns() -> None:
    found: dict[str, set[str]] = {}
    for entries in lexicon().values():
        for entry in entries:
            found.setdefault(entry.sense.event_type, set()).add(entry.pos)
    assert found.keys() == {*EVENT_TYPES, NONE}
    assert {name: kinds for name, kinds in found.items() if not {"VERB", "NOUN"} <= kinds} == {}


def test_holds_more_than_three_hundred_triggers() -> None:
    assert len({(entry.words, entry.pos) for entries in lexicon().values() for entry in entries}) > 1000


def test_modes_stand_with_their_types() -> None:
    used = {(entry.sense.event_type, entry.sense.event_mode) for entries in lexicon().values() for entry in entries}
    assert [(kind, mode) for kind, mode in used if mode and kind not in EVENT_MODES[mode].types] == []


def test_the_most_specific_sense_comes_first() -> None:
    figures = [entry.sense.event_type == NONE for entry in lexicon()["fire"]]
    assert figures == sorted(figures, reverse=True)
    ranks = [entry.rank for entry in lexicon()["fire"] if entry.sense.event_type != NONE]
    assert ranks == sorted(ranks, reverse=True)


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(ValueError, match="objects"):
        _entries("ASSAULT", None, {"verbs": ["hit"], "objects": ["him"]})


def test_a_list_that_is_a_word_is_refused() -> None:
    with pytest.raises(TypeError, match="wanted a list"):
        _entries("ASSAULT", None, {"verbs": "hit"})
