"""The participants of praise and blame told in words outside the lexicon."""

from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.events.participants.participants import participants
from transforms.extract.events.triggers.senses import match_outside_lexicon

Parse = Callable[..., Document]

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "word", "actors", "recipients"),
    [
        ('"The mayor is clueless," said Ana Ruiz.', "clueless", ["Ana Ruiz"], ["The mayor"]),
        ("Ana Ruiz said the mayor was clueless.", "clueless", ["Ana Ruiz"], ["the mayor"]),
        ("Ana Ruiz argued that the mayor had ruined the town.", "argued", ["Ana Ruiz"], ["the mayor"]),
    ],
)
def test_opinion_roles_word_outside_lexicon_yields_speaker_and_who_is_judged(
    parse: Parse, text: str, word: str, actors: list[str], recipients: list[str]
) -> None:
    document = parse(text)
    token = next(token for token in document.tokens if token.text == word)
    roles = participants(document, match_outside_lexicon(token, "ACCUSE"))
    assert ([one.text for one in roles.actors], [one.text for one in roles.recipients]) == (actors, recipients)
