from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.prepare.text.date_parsing import (
    date_in_line,
    date_in_url,
    parse_date,
    parse_date_line,
    without_leading_date,
)


@pytest.mark.parametrize(
    ("text", "utc", "day", "precision"),
    [
        ("2024-11-29T23:30:00-05:00", (2024, 11, 30, 4, 30), (2024, 11, 29), "second"),
        ("2024-11-29T10:00Z", (2024, 11, 29, 10, 0), (2024, 11, 29), "minute"),
        ("2024-11-29 10:00:05.123+0530", (2024, 11, 29, 4, 30, 5), (2024, 11, 29), "second"),
        ("2024-11-29", (2024, 11, 29), (2024, 11, 29), "day"),
        ("2024-11", (2024, 11, 1), (2024, 11, 1), "month"),
        ("2024", (2024, 1, 1), (2024, 1, 1), "year"),
        ("20241129", (2024, 11, 29), (2024, 11, 29), "day"),
        ("1732874400", (2024, 11, 29, 10, 0), (2024, 11, 29), "second"),
        ("1732874400000", (2024, 11, 29, 10, 0), (2024, 11, 29), "second"),
        ("Fri, 29 Nov 2024 10:00:00 GMT", (2024, 11, 29, 10, 0), (2024, 11, 29), "second"),
        ("Published: November 29th, 2024 at 8:00 PM EST", (2024, 11, 30, 1, 0), (2024, 11, 29), "minute"),
        ("8:00 p.m. EST, Fri November 29, 2024", (2024, 11, 30, 1, 0), (2024, 11, 29), "minute"),
        ("29 Nov 2024", (2024, 11, 29), (2024, 11, 29), "day"),
        ("11/29/2024", (2024, 11, 29), (2024, 11, 29), "day"),
        ("November 2024", (2024, 11, 1), (2024, 11, 1), "month"),
    ],
)
def test_parse_date(text: str, utc: tuple[int, ...], day: tuple[int, int, int], precision: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert found.utc == datetime(*utc, tzinfo=UTC)  # type: ignore[misc]
    assert (found.day, found.precision) == (date(*day), precision)


def test_parse_date_day_first() -> None:
    first, other = parse_date("3/4/2024", day_first=True), parse_date("3/4/2024")
    assert first is not None
    assert other is not None
    assert (first.day, other.day) == (date(2024, 4, 3), date(2024, 3, 4))


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13-45", "0001-01-01", "By Ann May Example", "99999999999999"])
def test_parse_date_other_text_is_none(text: str) -> None:
    assert parse_date(text) is None


@given(st.text(alphabet="0123456789-/:T Zapm.Jan,+", max_size=40))
def test_parse_date_any_text_never_raises(text: str) -> None:
    found = parse_date(text)
    assert found is None or found.utc.tzinfo is UTC


def test_date_in_url() -> None:
    found = date_in_url("https://example.org/2024/nov/29/story")
    assert found is not None
    assert found.day == date(2024, 11, 29)
    assert date_in_url("https://example.org/news/20241129/story") == found
    assert date_in_url("https://example.org/2024-11-29-story") == found
    assert date_in_url("https://example.org/2024/2/30/story") is None
    assert date_in_url("https://example.org/story/20241329/") is None
    assert date_in_url("https://example.org/story-20241129.html") is None
    assert date_in_url(None) is None


@pytest.mark.parametrize(
    "line",
    ["29 November 2024", "Published: Nov. 29, 2024 at 8:48 p.m.", "Published 8:00 PM EST, Fri November 29, 2024"],
)
def test_parse_date_line_dates(line: str) -> None:
    found = parse_date_line(line)
    assert found is not None
    assert found.day == date(2024, 11, 29)


@pytest.mark.parametrize(
    "line", ["Sale ends November 29, 2024", "November 2024", "Monday", "", "Nov 29, 2024 - Nov 30, 2024"]
)
def test_parse_date_line_other_text_is_none(line: str) -> None:
    assert parse_date_line(line) is None


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Nov 29, 2024 by Ann Example", "Nov 29, 2024"),
        ("By Ann Example | Nov 29, 2024 | 3 min read", "Nov 29, 2024"),
        ("By Ann Example, 29 Nov 2024", "29 Nov 2024"),
        ("Posted in World on 29 November 2024", "on 29 November 2024"),
        ("Updated Dec 1, 2024 • Published Nov 29, 2024", "Published Nov 29, 2024"),
        ("Published Nov 29, 2024 Updated Dec 1, 2024", "Published Nov 29, 2024"),
        ("29 November 2024", "29 November 2024"),
    ],
)
def test_date_in_line_of_a_byline(line: str, wanted: str) -> None:
    assert date_in_line(line) == wanted


@pytest.mark.parametrize(
    "line",
    [
        "Voters go to the polls on 5 May 2024",
        "The war began on 24 February 2022",
        "Updated Dec 1, 2024",
        "Last modified: 29 November 2024 by Ann Example",
        "Five things to know, November 2024",
        "By Ann Example",
        "",
    ],
)
def test_date_in_line_of_a_sentence_or_an_update_is_none(line: str) -> None:
    assert date_in_line(line) is None


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("Aug 27, 2018 by Juli Cooper", "by Juli Cooper"),
        ("Posted on Aug 27, 2018, 10:15 a.m. | Juli Cooper", "Juli Cooper"),
        ("By Juli Cooper on Aug 27, 2018", "By Juli Cooper on Aug 27, 2018"),
        ("Juli Cooper", "Juli Cooper"),
    ],
)
def test_without_leading_date(line: str, rest: str) -> None:
    assert without_leading_date(line) == rest


@pytest.mark.parametrize(
    "text", ["04-ago-2021 5:11", "4 de agosto de 2021", "4 août 2021", "4. August 2021", "4 ago. 2021"]
)
def test_parse_date_months_of_other_languages(text: str) -> None:
    read = parse_date(text)
    assert read is not None
    assert read.day == date(2021, 8, 4)


def test_parse_date_months_of_other_languages_need_a_day() -> None:
    assert parse_date("Set 2021") is None
    assert parse_date("Out 4, 2021") is None
