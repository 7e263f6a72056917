"""Rows of patterns as they are read."""

import pytest

from transforms.extract.events.patterns.language import head_first


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
