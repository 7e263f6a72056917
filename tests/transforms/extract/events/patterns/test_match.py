"""Conditions of patterns on hand-made parses."""

import pytest

from tests.documents import make_document, trigger
from transforms.extract.document import Document
from transforms.extract.events.patterns.language import Pattern, read_conditions
from transforms.extract.events.patterns.match import matches

STRUCK = make_document(
    [
        ("Two", "two", "NUM", "CD", "nummod", 1),
        ("boys", "boy", "NOUN", "NNS", "nsubjpass", 3),
        ("were", "be", "AUX", "VBD", "auxpass", 3),
        ("struck", "strike", "VERB", "VBN", "ROOT", 3),
        ("fatally", "fatally", "ADV", "RB", "advmod", 3),
        ("by", "by", "ADP", "IN", "agent", 3),
        ("a", "a", "DET", "DT", "det", 8),
        ("police", "police", "NOUN", "NN", "compound", 8),
        ("bullet", "bullet", "NOUN", "NN", "pobj", 5),
        (".", ".", "PUNCT", ".", "punct", 3),
    ]
)
UNABLE = make_document(
    [
        ("They", "they", "PRON", "PRP", "nsubj", 1),
        ("were", "be", "AUX", "VBD", "ROOT", 1),
        ("not", "not", "PART", "RB", "neg", 1),
        ("able", "able", "ADJ", "JJ", "acomp", 1),
        ("to", "to", "PART", "TO", "aux", 5),
        ("save", "save", "VERB", "VB", "xcomp", 3),
        ("her", "she", "PRON", "PRP", "dobj", 5),
        (".", ".", "PUNCT", ".", "punct", 1),
    ]
)
NON_FATAL = make_document(
    [
        ("a", "a", "DET", "DT", "det", 4),
        ("non", "non", "ADJ", "JJ", "amod", 4),
        ("-", "-", "PUNCT", "HYPH", "punct", 3),
        ("fatal", "fatal", "ADJ", "JJ", "amod", 4),
        ("shooting", "shooting", "NOUN", "NN", "ROOT", 4),
    ]
)


def fits(document: Document, word: str, row: dict[str, object]) -> bool:
    """Whether a word fits a pattern of itself alone with the conditions of a row."""
    (token,) = trigger(document, word)
    pattern = Pattern((token.lemma,), token.pos, read_conditions(row))
    return any(True for _ in matches(token, [pattern]))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"child": ["@fatally"]}, True),
        ({"child": ["dead"]}, False),
        ({"not_child": ["@fatally"]}, False),
        ({"behind": {"by with": ["@missile"]}}, True),
        ({"behind": {"by": ["police"]}}, True),
        ({"behind": {"in": ["@missile"]}}, False),
        ({"auxiliary": ["could"]}, False),
        ({"negated": False}, True),
        ({"form": "passive"}, True),
        ({"form": "participle"}, False),
        ({"form": "adjective"}, False),
    ],
)
def test_matches_verb_holds_conditions(row: dict[str, object], expected: bool) -> None:
    assert fits(STRUCK, "struck", row) is expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"governor": ["able"], "negated": True}, True),
        ({"governor": ["able"], "negated": False}, False),
        ({"governor": ["unable"]}, False),
        ({"governor": ["VERB"]}, False),
    ],
)
def test_matches_not_able_to_is_negated(row: dict[str, object], expected: bool) -> None:
    assert fits(UNABLE, "save", row) is expected


def test_matches_child_after_non_does_not_count() -> None:
    assert not fits(NON_FATAL, "shooting", {"child": ["@deadly"]})
    assert fits(NON_FATAL, "shooting", {"child": ["non"]})


def test_matches_several_words_are_given_head_first() -> None:
    (struck,) = trigger(STRUCK, "struck")
    pattern = Pattern(("strike", "by", "bullet"), "VERB", read_conditions({}))
    ((found, words),) = matches(struck, [pattern])
    assert found is pattern
    assert [word.lower for word in words] == ["struck", "by", "bullet"]
