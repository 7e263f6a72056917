"""Rows of patterns as they are read."""

import pytest

from transforms.extract.events.patterns.language import (
    Conditions,
    Pattern,
    check_fields,
    head_first,
    read_conditions,
    read_phrases,
)


@pytest.mark.parametrize(
    ("phrase", "pos", "words"),
    [
        ("air strike", "NOUN", ("strike", "air")),
        ("exchange of fire", "NOUN", ("exchange", "of", "fire")),
        ("blow up", "VERB", ("blow", "up")),
        ("ethnically cleanse", "VERB", ("cleanse", "ethnically")),
    ],
)
def test_head_first_phrase_begins_with_its_head(phrase: str, pos: str, words: tuple[str, ...]) -> None:
    assert head_first(phrase.split(), pos) == words


def test_read_phrases_class_gives_each_of_its_words() -> None:
    phrases = dict(read_phrases({"verbs": ["@injuring"], "nouns": ["body"]}))
    assert phrases[("maim",)] == "VERB"
    assert phrases[("body",)] == "NOUN"


def test_read_conditions_require_and_forbid_are_read() -> None:
    conditions = read_conditions({"child": ["dead"], "not_governor": ["shoot"], "negated": True})
    assert [(name, wanted.words) for name, wanted in conditions.require] == [("child", {"dead"})]
    assert [(name, barred.words) for name, barred in conditions.forbid] == [("governor", {"shoot"})]
    assert conditions.negated is True


def test_read_conditions_behind_several_prepositions_share_a_class() -> None:
    ((prepositions, wanted),) = read_conditions({"behind": {"by with": ["bullet"]}}).behind
    assert (prepositions, wanted.words) == ({"by", "with"}, {"bullet"})


@pytest.mark.parametrize("row", [{"child": "dead"}, {"behind": ["to"]}, {"behind": {"to": "hospital"}}])
def test_read_conditions_wrong_type_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="wanted"):
        read_conditions(row)


def test_check_fields_unknown_field_is_named() -> None:
    check_fields("table", {"verbs": ["hit"], "child": ["dead"], "victims": "object"}, frozenset(("victims",)))
    with pytest.raises(ValueError, match="children"):
        check_fields("table", {"verbs": ["hit"], "children": ["dead"]}, frozenset())


def test_rank_more_words_and_conditions_is_higher() -> None:
    plain = Pattern(("shoot",), "VERB", Conditions())
    with_condition = Pattern(("shoot",), "VERB", read_conditions({"child": ["dead"]}))
    of_two_words = Pattern(("shoot", "down"), "VERB", Conditions())
    assert plain.rank < with_condition.rank < of_two_words.rank
