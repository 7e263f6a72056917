"""What is told, acted or simulated is told from what happened."""

from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.grammar.enactment import is_enacted

Parse = Callable[..., Document]

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "word", "enacted"),
    [
        ("In a drill, actors played gunmen who attacked a school and killed ten pupils.", "attacked", True),
        ("In a drill, actors played gunmen who attacked a school and killed ten pupils.", "killed", True),
        ("A drill simulating a bombing that killed 40 people was held in Oslo.", "bombing", True),
        ("A drill simulating a bombing that killed 40 people was held in Oslo.", "killed", True),
        ("Police staged a mock attack on the station.", "attack", True),
        ("The film in which a man kills his wife opened in Rome.", "kills", True),
        ("The novel tells of a man who kills three people.", "kills", True),
        ("The report tells of a man who killed three people.", "killed", False),
        ("In the film he attacks a guard.", "attacks", True),
        ("An exercise in which two soldiers were killed was halted.", "killed", False),
        ("The film that angered rebels was attacked by critics.", "attacked", False),
        ("Three men were killed in a series of raids.", "killed", False),
        ("Rebels attacked a school in Mali.", "attacked", False),
    ],
)
def test_is_enacted_story_or_simulation_yields_true(parse: Parse, text: str, word: str, enacted: bool) -> None:
    document = parse(text)
    assert is_enacted(next(token for token in document.tokens if token.text == word)) is enacted
