"""Sectors are read off heads before modifiers."""

import pytest

from tests.documents import make_document
from transforms.extract.events.sectors import sector_of


@pytest.mark.parametrize(
    ("words", "sector"),
    [
        (["soldiers"], "MIL"),
        (["government", "soldiers"], "MIL"),
        (["police", "chief"], "COP"),
        (["opposition", "parliament"], "LEG"),
        (["unidentified", "men"], "UNK"),
        (["blue", "stones"], None),
    ],
)
def test_sector(words: list[str], sector: str | None) -> None:
    lemmas = {"soldiers": "soldier", "men": "man", "stones": "stone"}
    last = len(words) - 1
    rows = [
        (word, lemmas.get(word, word), "NOUN", "NN", "ROOT" if i == last else "compound", last)
        for i, word in enumerate(words)
    ]
    assert sector_of(make_document(rows).tokens[last], None) == sector
