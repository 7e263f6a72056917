"""Sectors, read from the head before its modifiers."""

from collections.abc import Callable

import pytest

from tests.documents import make_document
from transforms.extract.document import Document
from transforms.extract.events.extract import extract_events
from transforms.extract.events.participants.sectors import sector_of


@pytest.mark.parametrize(
    ("words", "sector"),
    [
        (["soldiers"], "MIL"),
        (["government", "soldiers"], "MIL"),
        (["police", "chief"], "COP"),
        (["crime", "branch"], "COP"),
        (["new", "branch"], None),
        (["army", "men"], "MIL"),
        (["city", "men"], "CVL"),
        (["opposition", "parliament"], "LEG"),
        (["unidentified", "men"], "UNK"),
        (["blue", "stones"], None),
        (["security", "force"], "MIL"),
        (["political", "force"], None),
    ],
)
def test_sector_of_noun_phrase_yields_sector_of_head(words: list[str], sector: str | None) -> None:
    lemmas = {"soldiers": "soldier", "men": "man", "stones": "stone"}
    last = len(words) - 1
    rows = [
        (word, lemmas.get(word, word), "NOUN", "NN", "ROOT" if i == last else "compound", last)
        for i, word in enumerate(words)
    ]
    assert sector_of(make_document(rows).tokens[last], None) == sector


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("The Premier League criticised the plan.", None),
        ("The World Health Organization criticised the plan.", "IGO"),
        ("The Ministry of Health criticised the plan.", "GOV"),
    ],
)
def test_sector_of_listed_name_overrides_its_words(
    parse: Callable[..., Document], text: str, sector: str | None
) -> None:
    (event,) = extract_events(parse(text))
    assert [actor.sector for actor in event.actors] == [sector]
