"""Plots have what the tables beside them have."""

import json
import re
from datetime import date
from typing import Any

import pytest

from pipeline.report.overview.charts import LAND, OTHER, OTHER_COLOUR, SEA, TYPE_COLOURS, make_charts
from pipeline.report.overview.grains import Grain
from pipeline.report.overview.overview import Bin, Bins, FailureCount, MapPoint, Overview, Period, Ranked, Totals
from tests.pipeline.report.html.test_page import contrast

EMPTY = Bins(grain=Grain.WEEK, counts=())
TOTALS = Totals(articles=5, undated=2, events=9, incidents=4, located=30, failures=0, first=None, last=None)
MONDAY, LATER = date(2024, 11, 25), date(2024, 12, 9)


def overview(**parts: Any) -> Overview:
    lists = dict.fromkeys(
        ("points", "actors", "recipients", "places", "sources", "publishers", "failures", "incidents"), ()
    )
    bins = dict.fromkeys(("activity", "failure_days", "types"), EMPTY)
    return Overview(**({"period": Period(), "totals": TOTALS} | lists | bins | parts))


def point(kind: str, incidents: int = 1, **columns: Any) -> MapPoint:
    known = {"place": "Tena", "latitude": -1.0, "longitude": -77.8, "killed": 1, "injured": 2}
    return MapPoint(event_type=kind, incidents=incidents, **(known | columns))


def channel(*points: MapPoint, name: str) -> dict[str, Any]:
    """A channel of the map's circles."""
    (spec,) = make_charts(overview(points=points))["map"].specs
    found: dict[str, Any] = spec["layer"][-1]["encoding"][name]
    return found


def test_charts_without_rows_have_no_plot() -> None:
    assert all(chart.specs == () and chart.rows == () for chart in make_charts(overview()).values())


def test_activity_has_a_plot_a_table_over_the_same_time() -> None:
    counts = (
        Bin(start=MONDAY, kind="articles", count=3),
        Bin(start=LATER, kind="articles", count=2),
        Bin(start=LATER, kind="events", count=9),
    )
    chart = make_charts(overview(activity=Bins(grain=Grain.WEEK, counts=counts)))["activity"]
    assert chart.columns == ("week", "articles", "events", "incidents")
    assert chart.rows == (("week of 2024-11-25", 3, 0, 0), ("week of 2024-12-09", 2, 9, 0))
    plotted = [[(row["start"], row["count"]) for row in spec["datasets"]["rows"]] for spec in chart.specs]
    assert plotted == [[("2024-11-25", 3), ("2024-12-09", 2)], [("2024-11-25", 0), ("2024-12-09", 9)]]
    assert "2 articles without a day" in chart.note


def test_types_are_ordered_by_their_number() -> None:
    counts = (Bin(start=MONDAY, kind="AID", count=1), Bin(start=LATER, kind="TRY", count=4))
    chart = make_charts(overview(types=Bins(grain=Grain.MONTH, counts=counts)))["types"]
    assert chart.columns == ("month", "TRY", "AID")
    assert chart.specs[0]["encoding"]["y"]["sort"] == ["TRY", "AID"]
    assert "a column is a month" in chart.note


def test_ranked_names_are_one_line_without_hidden_characters_and_told_apart() -> None:
    ranked = (
        Ranked(name="Ana\u202e Ruiz\x1b", count=3),
        Ranked(name="Ana Ruiz", count=2),
        Ranked(name="x" * 99, count=9),
    )
    chart = make_charts(overview(actors=ranked))["actors"]
    assert chart.rows == (("x" * 59 + "…", 9), ("Ana Ruiz", 5))
    assert [(row["name"], row["count"]) for row in chart.specs[0]["datasets"]["rows"]] == list(chart.rows)


def test_map_colours_types_with_most_casualties_and_shows_land() -> None:
    kinds = [f"T{number}" for number in range(len(TYPE_COLOURS) + 1)]
    points = [point(kind, incidents=1 + number, killed=9 - number) for number, kind in enumerate(kinds)]
    chart = make_charts(overview(points=tuple(points)))["map"]
    (spec,) = chart.specs
    assert len(spec["datasets"]["world"]["objects"]["countries"]["geometries"]) > 170
    rows = spec["datasets"]["rows"]
    assert [row["colour"] for row in rows] == [*kinds[:-1], OTHER]
    assert rows[0]["casualties"] == 11
    assert chart.rows[0] == ("Tena", "T0", 1, 9, 2)
    assert {param["name"] for param in spec["params"]} == {"zoom", "shift_x", "shift_y"}


def test_map_colours_types_of_as_many_casualties_by_their_incidents() -> None:
    points = (point("AID", 1), point("TRY", 2), point("AGREE", 1))
    assert channel(*points, name="color")["scale"]["domain"] == ["TRY", "AGREE", "AID", OTHER]


@pytest.mark.parametrize(
    ("killed", "values"), [(1, [0, 1]), (9, [0, 9]), (10, [0, 1, 10]), (567, [0, 50, 500]), (1000, [0, 100, 1000])]
)
def test_map_legend_tells_what_sizes_are(killed: int, values: list[int]) -> None:
    size = channel(point("AID", killed=killed, injured=0), point("TRY", killed=0, injured=0), name="size")
    assert size["legend"]["values"] == values
    assert size["scale"]["domain"] == [0, killed]


def test_map_without_casualties_has_smallest_circles_and_no_legend_of_sizes() -> None:
    size = channel(point("AID", killed=0, injured=0), name="size")
    assert size["legend"] is None
    assert size["scale"]["domain"] == [0, 1]


def test_map_says_how_many_incidents_are_not_shown() -> None:
    assert "20 more" in make_charts(overview(points=(point("AID", 10),)))["map"].note
    assert "more" not in make_charts(overview(points=(point("AID", 30),)))["map"].note


@pytest.mark.parametrize("colour", [*TYPE_COLOURS, OTHER_COLOUR])
def test_map_colours_have_the_contrast_that_readers_need(colour: str) -> None:
    assert min(contrast(colour, LAND), contrast(colour, SEA)) >= 3


def test_failures_say_what_they_mean() -> None:
    chart = make_charts(overview(failures=(FailureCount(stage="read", reason="bad_json", count=2),)))["failures"]
    assert chart.rows == (("bad_json", "read", 2, "A line is not a JSON object."),)


def test_specs_hold_words_of_articles_as_data_alone_and_name_no_address() -> None:
    hostile = "datum.x + alert(1)"
    chart = make_charts(overview(actors=(Ranked(name=hostile, count=1),), points=(point("AID", place=hostile),)))
    for spec in (*chart["actors"].specs, *chart["map"].specs):
        rest = json.dumps({name: value for name, value in spec.items() if name != "datasets"})
        assert hostile not in rest
        assert re.findall(r"https?://[^\"]+", rest) == [spec["$schema"]]
