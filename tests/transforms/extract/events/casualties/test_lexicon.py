"""The casualty lexicon as it is read."""

import pytest

from transforms.extract.events.casualties.lexicon import NONE, _patterns, lexicon, patterns_of
from transforms.extract.events.casualties.records import KINDS, Certainty
from transforms.extract.events.casualties.victims import PLACES

PREPOSITIONS = {"of", "to", "on"}


def test_lexicon_has_patterns_of_every_kind() -> None:
    assert {pattern.kind for patterns in lexicon().values() for pattern in patterns} == {*KINDS, NONE}


def test_lexicon_every_place_of_victims_is_known() -> None:
    places = {place for patterns in lexicon().values() for pattern in patterns for place in pattern.victims}
    assert places <= PLACES.keys() | PREPOSITIONS


def test_lexicon_only_patterns_without_casualties_have_no_victims() -> None:
    assert all((pattern.kind == NONE) == (not pattern.victims) for found in lexicon().values() for pattern in found)


def test_patterns_of_specific_pattern_comes_first() -> None:
    ranks = [pattern.rank for pattern in patterns_of("shoot", "shot", "VERB")]
    assert len(ranks) > 1
    assert ranks == sorted(ranks, reverse=True)


def test_patterns_of_adjective_is_found_by_form_only() -> None:
    assert patterns_of("dead", "dead", "ADJ")
    assert not patterns_of("wound", "wounding", "ADJ")


def test_patterns_of_any_noun_has_the_patterns_of_any_head() -> None:
    assert [pattern.kind for pattern in patterns_of("house", "house", "NOUN")] == [NONE, NONE]
    assert "house" not in lexicon()


@pytest.mark.parametrize(("kind", "row"), [("wounded", {}), ("killed", {"who": "all"}), ("killed", {"certainty": "2"})])
def test_patterns_unknown_value_is_refused(kind: str, row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="wanted one of"):
        _patterns(kind, {"verbs": ["kill"], **row})


def test_patterns_without_fields_is_explicit_and_not_negated() -> None:
    (pattern,) = _patterns("killed", {"verbs": ["kill"], "victims": "object"})
    assert (pattern.certainty, pattern.conditions.negated, pattern.who) == (Certainty.EXPLICIT, False, "possible")
