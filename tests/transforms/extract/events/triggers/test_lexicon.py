"""The lexicon covers the codebook and has nothing that the codebook lacks."""

import pytest

from schemas.codebook import EVENT_MODES, EVENT_TYPES
from transforms.extract.events.triggers.lexicon import NO_EVENT, lexicon, read_entries


def test_lexicon_every_type_has_verbs_and_nouns() -> None:
    found: dict[str, set[str]] = {}
    for entries in lexicon().values():
        for entry in entries:
            found.setdefault(entry.sense.event_type, set()).add(entry.pos)
    assert found.keys() == {*EVENT_TYPES, NO_EVENT}
    assert {name: kinds for name, kinds in found.items() if not {"VERB", "NOUN"} <= kinds} == {}


def test_lexicon_has_over_a_thousand_triggers() -> None:
    assert len({(entry.words, entry.pos) for entries in lexicon().values() for entry in entries}) > 1000


def test_lexicon_modes_stand_under_their_types() -> None:
    used = {(entry.sense.event_type, entry.sense.event_mode) for entries in lexicon().values() for entry in entries}
    assert [(kind, mode) for kind, mode in used if mode and kind not in EVENT_MODES[mode].types] == []


def test_lexicon_entries_are_sorted_by_rank() -> None:
    figures = [entry.sense.event_type == NO_EVENT for entry in lexicon()["fire"]]
    assert figures == sorted(figures, reverse=True)
    ranks = [entry.rank for entry in lexicon()["fire"] if entry.sense.event_type != NO_EVENT]
    assert ranks == sorted(ranks, reverse=True)


def test_read_entries_unknown_field_is_named() -> None:
    with pytest.raises(ValueError, match="objects"):
        list(read_entries("ASSAULT", None, {"verbs": ["hit"], "objects": ["him"]}))


def test_read_entries_word_for_list_is_rejected() -> None:
    with pytest.raises(TypeError, match="wanted a list"):
        list(read_entries("ASSAULT", None, {"verbs": "hit"}))


@pytest.mark.parametrize(("event_type", "event_mode"), [("PICNIC", None), ("ASSAULT", "picnic"), ("TRADE", "shooting")])
def test_read_entries_type_or_mode_not_in_codebook_is_rejected(event_type: str, event_mode: str | None) -> None:
    with pytest.raises(ValueError, match=rf"{event_type}.*codebook"):
        list(read_entries(event_type, event_mode, {"verbs": ["eat"]}))
