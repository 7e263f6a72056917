"""Games are no violence, and violence at a game is no game."""

from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.events.triggers.sport import is_game

Parse = Callable[..., Document]

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "word", "game"),
    [
        ("Adeyemi shot from 20 metres and scored his third goal.", "shot", True),
        ("The striker beat two defenders and attacked the left wing.", "attacked", True),
        ("The visitors were crushed 6-1 in Leeds.", "crushed", True),
        ("The protest was crushed within 24-36 hours.", "crushed", False),
        ("The army attacked the town.", "attacked", False),
        ("A gunman shot the coach of the team after the match.", "shot", False),
        ("The referee was attacked by fans after the match.", "attacked", False),
        ("The team was stabbed in the back, the coach and player said.", "stabbed", False),
    ],
)
def test_is_game_sentence_yields_whether_sport(parse: Parse, text: str, word: str, game: bool) -> None:
    document = parse(text)
    assert is_game(document, next(token for token in document.tokens if token.text == word)) is game


def test_is_game_article_about_sport_needs_one_word(parse: Parse) -> None:
    lead = "The goalkeeper missed the match. The winger scored twice in the tournament. "
    document = parse(lead + "Then he beat his rival.")
    assert is_game(document, next(token for token in document.tokens if token.text == "beat"))
    document = parse("Then he beat his rival.")
    assert not is_game(document, next(token for token in document.tokens if token.text == "beat"))
