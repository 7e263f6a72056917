from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.prepare.text.date_parsing import parse_date
from transforms.prepare.text.standard_dates import parse_standard_date, time_zone


@pytest.mark.parametrize(
    ("text", "utc", "precision"),
    [
        ("Fri, 22 Sep 17 22:05:03 +0300", (2017, 9, 22, 19, 5, 3), "second"),
        ("22 Sep 17 22:05 EST", (2017, 9, 23, 3, 5), "minute"),
        ("Wed, 5 Jan 00 07:00:00 PDT", (2000, 1, 5, 14), "second"),
        ("Tue, 31 Dec 96 23:59:59 GMT", (1996, 12, 31, 23, 59, 59), "second"),
        ("Sat, 01 Jan 2022 00:30:00 CET", (2021, 12, 31, 23, 30), "second"),
        ("Sat, 01 Jan 22 00:30:00 MET", (2021, 12, 31, 23, 30), "second"),
        ("Fri, 1 Jul 22 00:30:00 MEST", (2022, 6, 30, 22, 30), "second"),
        ("Fri, 1 Jul 22 00:30:00 CEST", (2022, 6, 30, 22, 30), "second"),
        ("Fri, 1 Jul 22 00:30:00 UT", (2022, 7, 1, 0, 30), "second"),
        ("Fri, 1 Jul 22 00:30:00 Z", (2022, 7, 1, 0, 30), "second"),
        ("Fri, 1 Jul 22 00:30:00 A", (2022, 7, 1, 0, 30), "second"),  # by RFC 2822, letters other than Z tell nothing
        ("Fri, 22 Sep 2017 22:05:03 +0200 (CEST)", (2017, 9, 22, 20, 5, 3), "second"),
        ("Fri,22 Sep 2017 22:05:03 -0330", (2017, 9, 23, 1, 35, 3), "second"),
        ("Friday, 22-Sep-17 22:05:03 GMT", (2017, 9, 22, 22, 5, 3), "second"),
        ("Fri, 22 Sep 17", (2017, 9, 22), "day"),
        ("Sun Jan  4 16:29:06 2004", (2004, 1, 4, 16, 29, 6), "second"),
        ("Sun Jul 15 01:16:00 +0000 2012", (2012, 7, 15, 1, 16), "second"),
        ("Sun Jul 15 01:16:00 -0700 2012", (2012, 7, 15, 8, 16), "second"),
        ("Fri Sep 22 22:05:03 CEST 2017", (2017, 9, 22, 20, 5, 3), "second"),
        ("Sep 22 22:05:03 2017", (2017, 9, 22, 22, 5, 3), "second"),
    ],
)
def test_parse_date_forms_of_programs(text: str, utc: tuple[int, ...], precision: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert (found.utc, found.precision) == (datetime(*utc, tzinfo=UTC), precision)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("UT", 0), ("GMT", 0), ("EST", -5), ("EDT", -4), ("CST", -6), ("CDT", -5), ("MST", -7), ("MDT", -6),
        ("PST", -8), ("PDT", -7), ("CET", 1), ("MET", 1), ("MEST", 2), ("CEST", 2),
    ],
)  # fmt: skip
def test_time_zone_names_of_the_standard(name: str, hours: int) -> None:
    zone = time_zone(None, name)
    assert zone is not None
    assert zone.utcoffset(None) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "22 Sep",
        "31 Feb 17 10:00 GMT",
        "Sep 22 17",
        "In 22 Sep 17 it rained",
        "Fri, 22 Sep 17 25:00:00 GMT",
        "5 of 17",
    ],
)
def test_parse_standard_date_other_text_is_none(text: str) -> None:
    assert parse_standard_date(text) is None


@given(st.text(alphabet="0123456789-/: FriSepMET.,+()", max_size=40))
def test_parse_standard_date_any_text_never_raises(text: str) -> None:
    found = parse_standard_date(text)
    assert found is None or found[1] in ("second", "minute", "day")


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Fri, 29 Nov 2024 10:00 PM", 22),
        ("29 Nov 24 10:00:00 pm", 22),
        ("29 Nov 2024 12:05 AM", 0),
        ("29 Nov 24 12:05 PM", 12),
        ("Fri, 29 Nov 2024 10:00 PM EST", 27),
        ("Fri Nov 29 10:00:00 PM GMT 2024", 22),
        ("Fri, 29 Nov 2024 10:00 PMST", 10),
    ],
)
def test_parse_date_clock_of_twelve_hours_is_no_time_zone(text: str, hour: int) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert (parsed.utc - datetime(2024, 11, 29, tzinfo=UTC)) // timedelta(hours=1) == hour


@pytest.mark.parametrize(("zone", "hour"), [("MSK", 7), ("WIB", 3), ("CET", 9)])
def test_parse_date_zone_behind_written_date_is_read(zone: str, hour: int) -> None:
    parsed = parse_date(f"Nov 29, 2024 10:00 {zone}")
    assert parsed is not None
    assert (parsed.utc.hour, parsed.has_zone) == (hour, True)
