"""Which articles are about sport."""

from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.grammar.sport import is_about_sport, sport_score

Parse = Callable[..., Document]

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The goalkeeper missed the match. The winger scored twice in the tournament.", True),
        ("The goalkeeper missed the match. " + "The council met. " * 8, False),
        ("The council met. It voted on the budget.", False),
    ],
)
def test_is_about_sport_article_yields_whether_enough_sentences_are(parse: Parse, text: str, expected: bool) -> None:
    assert is_about_sport(parse(text)) is expected


def test_sport_score_word_of_sport_alone_counts_twice(parse: Parse) -> None:
    document = parse("The goalkeeper missed the match.")
    assert sport_score(document, document.sentences[0]) == 3
