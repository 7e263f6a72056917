"""A participant's noun phrase: without clauses, with the name set beside it."""

from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.grammar.noun_phrases import noun_phrase_span

Parse = Callable[..., Document]

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "head", "expected"),
    [
        ("The editor of the paper, who was ill, left.", "editor", "The editor of the paper"),
        ("The minister, Ana Ruiz, left.", "minister", "The minister, Ana Ruiz"),
        ("They met the rebels after the talks.", "rebels", "the rebels"),
    ],
)
def test_noun_phrase_span_leaves_out_clauses_and_circumstances(
    parse: Parse, text: str, head: str, expected: str
) -> None:
    document = parse(text)
    start, end = noun_phrase_span(next(token for token in document.tokens if token.text == head))
    assert document.text[start:end] == expected
