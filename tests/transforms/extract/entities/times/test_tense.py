from collections.abc import Callable

import pytest

from tests.documents import make_document
from transforms.extract.document import Document
from transforms.extract.entities.times.tense import tense_at


def test_tense_at_past_tense_is_past() -> None:
    document = make_document(
        [("They", "they", "PRON", "PRP", "nsubj", 1), ("left", "leave", "VERB", "VBD", "ROOT", 1),
         ("Monday", "Monday", "PROPN", "NNP", "npadvmod", 1)]
    )  # fmt: skip
    assert tense_at(document, document.text.index("Monday")) == -1


def test_tense_at_modal_is_future() -> None:
    document = make_document(
        [("They", "they", "PRON", "PRP", "nsubj", 2), ("will", "will", "AUX", "MD", "aux", 2),
         ("leave", "leave", "VERB", "VB", "ROOT", 2), ("Monday", "Monday", "PROPN", "NNP", "npadvmod", 2)]
    )  # fmt: skip
    assert tense_at(document, document.text.index("Monday")) == 1


def test_tense_at_passive_clause_in_present_tense_is_not_past() -> None:
    document = make_document(
        [("They", "they", "PRON", "PRP", "nsubj", 1), ("lose", "lose", "VERB", "VBP", "ROOT", 1),
         ("when", "when", "SCONJ", "WRB", "advmod", 5), ("it", "it", "PRON", "PRP", "nsubjpass", 5),
         ("is", "be", "AUX", "VBZ", "auxpass", 5), ("heard", "hear", "VERB", "VBN", "advcl", 1),
         ("Monday", "Monday", "PROPN", "NNP", "npadvmod", 5)]
    )  # fmt: skip
    assert tense_at(document, document.text.index("Monday")) == 0


def test_tense_at_infinitive_depends_on_governing_verb() -> None:
    for form, verb, expected in (("declined", "decline", -1), ("agreed", "agree", 1), ("were", "be", 1)):
        document = make_document(
            [("They", "they", "PRON", "PRP", "nsubj", 1), (form, verb, "VERB", "VBD", "ROOT", 1),
             ("to", "to", "PART", "TO", "aux", 3), ("talk", "talk", "VERB", "VB", "xcomp", 1),
             ("Monday", "Monday", "PROPN", "NNP", "npadvmod", 3)]
        )  # fmt: skip
        assert tense_at(document, document.text.index("Monday")) == expected


def test_tense_at_modifier_of_noun_is_unknown() -> None:
    document = make_document(
        [("Monday", "Monday", "PROPN", "NNP", "compound", 1), ("talks", "talk", "NOUN", "NNS", "nsubj", 2),
         ("failed", "fail", "VERB", "VBD", "ROOT", 2)]
    )  # fmt: skip
    assert tense_at(document, 0) == 0


def test_tense_at_offset_without_token_is_unknown() -> None:
    document = make_document([("Monday", "Monday", "PROPN", "NNP", "ROOT", 0)])
    assert tense_at(document, 99) == 0


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "word", "tense"),
    [
        ("Police reviewed Sunday's shooting.", "Sunday", -1),
        ("Police will review Sunday morning's shooting.", "Sunday", -1),
        ("They prepared for Sunday's election.", "Sunday", 0),
        ("It fell short of the profit it had promised in July.", "July", -1),
        ("The match had been scheduled for July.", "July", 1),
    ],
)
def test_tense_at_modifier_of_past_event_is_past(
    parse: Callable[[str], Document], text: str, word: str, tense: int
) -> None:
    assert tense_at(parse(text), text.index(word)) == tense
