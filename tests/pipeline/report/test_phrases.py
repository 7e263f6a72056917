"""Values of rows in words."""

from datetime import date
from typing import Any

import pytest

from pipeline.report.phrases import casualty_count, days, known_of, place
from schemas.rows.entity import Entity, Geo, Timex
from schemas.rows.event import Casualties


def entity(**columns: Any) -> Entity:
    ids = {"entity_id": "e", "article_id": "a", "content_id": "c"}
    given = {"name": "n", "type": "GPE", "mention_count": 1, "first_start": 0, "salience": 0.5, "mentions": ()}
    return Entity(**ids | given | columns)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(2, 2, "2 killed"), (27, None, "27 or more killed"), (20, 30, "20 to 30 killed"), (0, 0, "0 killed")],
)
def test_casualty_count_says_its_bounds(low: int, high: int | None, expected: str) -> None:
    assert casualty_count(Casualties(kind="killed", low=low, high=high, text="x", start=0, end=1)) == expected


def test_casualty_count_with_victims_names_them() -> None:
    counted = Casualties(kind="injured", low=3, high=3, text="x", start=0, end=1, victims="miners")
    assert casualty_count(counted) == "3 injured (miners)"


@pytest.mark.parametrize("last", [None, date(2024, 5, 1)])
def test_days_of_one_day_is_that_day(last: date | None) -> None:
    assert days(date(2024, 5, 1), last) == "2024-05-01"
    assert days(date(2024, 4, 30), date(2024, 5, 1)) == "2024-04-30 to 2024-05-01"


def test_place_repeated_or_unknown_parts_are_left_out() -> None:
    assert place("Luxembourg", "Luxembourg", "LU") == "Luxembourg, LU"
    assert place("Gobi", None, None) == "Gobi"


def test_known_of_entity_gives_role_aliases_place_and_days() -> None:
    assert known_of(entity(role="mayor", aliases=("May",))) == ("mayor", "also May")
    assert known_of(entity(geo=Geo(name="Cali", admin1="Valle del Cauca", country_code="CO"))) == (
        "Cali, Valle del Cauca, CO",
    )
    week = Timex(timex="2024-W18", start=date(2024, 4, 29), end=date(2024, 5, 5), precision="week")
    assert known_of(entity(time=week)) == ("2024-W18 = 2024-04-29 to 2024-05-05",)
    assert known_of(entity(time=Timex(timex="PAST_REF", precision="vague"))) == ("PAST_REF",)
    assert known_of(entity()) == ()
