from collections.abc import Callable

import pytest

from tests.documents import make_document
from transforms.extract.document import Document
from transforms.extract.entities.times import find_times


def test_find_times_person_named_june_is_no_month() -> None:
    rows = [
        ("June", "June", "PROPN", "NNP", "compound", 1),
        ("Avery", "Avery", "PROPN", "NNP", "nsubj", 2),
        ("left", "leave", "VERB", "VBD", "ROOT", 2),
        ("in", "in", "ADP", "IN", "prep", 2),
        ("June", "June", "PROPN", "NNP", "pobj", 3),
    ]
    document = make_document(rows, entities=[(0, 2, "PERSON"), (4, 5, "DATE")])
    (mention,) = find_times(document)
    assert (mention.start, mention.time and mention.time.timex) == (19, "2024-06")


def test_find_times_newspaper_named_today_is_no_day() -> None:
    rows = [
        ("Lagos", "Lagos", "PROPN", "NNP", "compound", 1),
        ("Today", "Today", "PROPN", "NNP", "nsubj", 2),
        ("wrote", "write", "VERB", "VBD", "ROOT", 2),
        ("today", "today", "NOUN", "NN", "npadvmod", 2),
    ]
    (mention,) = find_times(make_document(rows, entities=[(0, 1, "GPE")]))
    assert mention.text == "today"


def test_find_times_without_publication_has_no_days() -> None:
    document = make_document([("Friday", "Friday", "PROPN", "NNP", "ROOT", 0)], published_date=None)
    (mention,) = find_times(document)
    assert mention.time is not None
    assert mention.time.start is None


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "timex"),
    [
        ("The ministers met on Tuesday in Geneva.", "2024-11-26"),
        ("The ministers will meet on Tuesday in Geneva.", "2024-12-03"),
        ("She is due to travel to Berlin on Monday.", "2024-12-02"),
        ("Residents have been fleeing since Monday.", "2024-11-25"),
        ("The king plans to visit in March.", "2025-03"),
        ("The trial begins Monday.", "2024-12-02"),
        ("A spokesman declined to comment Tuesday.", "2024-11-26"),
        ("Tuesday's attack killed nine.", "2024-11-26"),
    ],
)
def test_find_times_tense_decides_direction(parse: Callable[..., Document], text: str, timex: str) -> None:
    (mention,) = find_times(parse(text))
    assert mention.time is not None
    assert mention.time.timex == timex
