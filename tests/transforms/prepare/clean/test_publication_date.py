from datetime import UTC, date, datetime

import pytest

from schemas.flow.parsed import Candidate
from transforms.prepare.clean.publication_date import PublicationDate, choose_publication_date, first_valid_date


def test_choose_publication_date_takes_first_that_parses() -> None:
    found = choose_publication_date(
        [Candidate(value="soon", source="record"), Candidate(value="2024-11-29", source="json_ld")],
        url=None,
        crawled_at=None,
    )
    assert found is not None
    assert (found.day, found.precision, found.basis) == (date(2024, 11, 29), "day", "json_ld")


def test_choose_publication_date_day_takes_time_from_later_candidate() -> None:
    found = choose_publication_date(
        [Candidate(value="2024-11-29", source="meta"), Candidate(value="2024-11-29T10:00:00Z", source="json_ld")],
        url=None,
        crawled_at=None,
    )
    assert found is not None
    assert (found.utc, found.basis) == (datetime(2024, 11, 29, 10, tzinfo=UTC), "json_ld")


@pytest.mark.parametrize(("source", "expected"), [("meta", None), ("json_ld", None), ("record", "year")])
def test_choose_publication_date_bare_year_counts_in_a_record_alone(source: str, expected: str | None) -> None:
    found = choose_publication_date([Candidate(value="2024", source=source)], url=None, crawled_at=None)
    assert (found.precision if found else None) == expected


def test_choose_publication_date_is_not_after_crawl() -> None:
    crawl = datetime(2024, 11, 30, tzinfo=UTC)
    future, past = Candidate(value="2031-01-01", source="meta"), Candidate(value="2024-11-29", source="text")
    found = choose_publication_date([future, past], url=None, crawled_at=crawl)
    assert found is not None
    assert found.basis == "text"
    assert choose_publication_date([future], url=None, crawled_at=crawl) is None
    assert first_valid_date([future, past], crawled_at=crawl) == datetime(2024, 11, 29, tzinfo=UTC)


def test_choose_publication_date_url_before_text() -> None:
    found = choose_publication_date(
        [Candidate(value="1 May 2020", source="text")], url="https://example.org/2024/11/29/story", crawled_at=None
    )
    assert found is not None
    assert (found.day, found.basis) == (date(2024, 11, 29), "url")


@pytest.mark.parametrize("local", ["2024-11-29T22:22:07-0500", "November 29, 2024", "Nov 29, 2024, 10:22 PM EST"])
def test_choose_publication_date_day_is_in_page_time_zone(local: str) -> None:
    found = choose_publication_date(
        [Candidate(value="2024-11-30T03:22:07Z", source="json_ld"), Candidate(value=local, source="text")],
        url=None,
        crawled_at=None,
    )
    assert found is not None
    assert found.utc == datetime(2024, 11, 30, 3, 22, 7, tzinfo=UTC)
    assert found.day == date(2024, 11, 29)


def chosen(*statements: tuple[str, str], modified_at: datetime | None = None) -> PublicationDate:
    found = choose_publication_date(
        [Candidate(value=value, source=source) for source, value in statements],
        url=None,
        crawled_at=None,
        modified_at=modified_at,
    )
    assert found is not None
    return found


def test_choose_publication_date_later_visible_date_is_republication() -> None:
    statements = (("json_ld", "2021-05-03T10:00:00Z"), ("visible", "November 29, 2024"))
    changed = chosen(*statements, modified_at=datetime(2024, 11, 30, tzinfo=UTC))
    assert (changed.day, changed.precision, changed.basis) == (date(2024, 11, 29), "day", "text")
    assert chosen(*statements).day == date(2021, 5, 3)
    assert chosen(*statements, modified_at=datetime(2024, 1, 1, tzinfo=UTC)).day == date(2021, 5, 3)
    record = (("record", "2021-05-03T10:00:00Z"), statements[1])
    assert chosen(*record, modified_at=datetime(2024, 11, 30, tzinfo=UTC)).basis == "record"


def test_choose_publication_date_corrects_wrong_time_zone() -> None:
    wrong, right, local = "2024-11-29T22:00:00-07:00", "2024-11-29T22:00:00+00:00", "2024-11-29T15:00:00-07:00"
    found = chosen(("json_ld", wrong), ("meta", right), ("visible", local))
    assert found.utc == datetime(2024, 11, 29, 22, tzinfo=UTC)
    assert chosen(("json_ld", wrong), ("meta", right)).utc == datetime(2024, 11, 30, 5, tzinfo=UTC)


def test_choose_publication_date_time_without_zone_takes_instant_of_zoned() -> None:
    found = chosen(("json_ld", "2024-11-29T22:10:00"), ("meta", "2024-11-30T03:10:00Z"))
    assert (found.utc, found.day) == (datetime(2024, 11, 30, 3, 10, tzinfo=UTC), date(2024, 11, 29))


def test_choose_publication_date_visible_time_gives_local_day() -> None:
    found = chosen(("json_ld", "2024-11-30T03:10:20Z"), ("visible", "November 29, 2024 at 10:10 p.m."))
    assert (found.utc, found.day) == (datetime(2024, 11, 30, 3, 10, 20, tzinfo=UTC), date(2024, 11, 29))


def test_choose_publication_date_time_of_the_modification_is_no_republication() -> None:
    modified = datetime(2024, 11, 29, 9, 30, 12, tzinfo=UTC)
    statements = (("json_ld", "2024-11-03T10:00:00Z"), ("visible", "2024-11-29T09:30:12Z"))
    assert chosen(*statements, modified_at=modified).day == date(2024, 11, 3)
    shown = (statements[0], ("visible", "November 29, 2024"), statements[1])
    assert chosen(*shown, modified_at=modified).day == date(2024, 11, 29)


def test_choose_publication_date_day_of_an_update_is_not_the_local_day() -> None:
    statements = (("json_ld", "2024-11-28T16:22:00Z"), ("visible", "Friday 29 November 2024"))
    updated = chosen(*statements, modified_at=datetime(2024, 11, 29, 5, 39, tzinfo=UTC))
    assert (updated.utc.date(), updated.day) == (date(2024, 11, 28), date(2024, 11, 28))
    assert chosen(*statements, modified_at=datetime(2024, 11, 28, 16, 22, tzinfo=UTC)).day == date(2024, 11, 29)
    assert chosen(*statements).day == date(2024, 11, 29)


def test_choose_publication_date_earlier_visible_date_is_the_publication() -> None:
    stated = ("json_ld", "2023-05-02T08:00:00Z")
    assert chosen(stated, ("visible", "3 May 2015")).day == date(2015, 5, 3)
    assert chosen(stated, ("visible", "1 May 2023")).utc == datetime(2023, 5, 2, 8, tzinfo=UTC)
    assert chosen(stated, ("text", "3 May 2015")).day == date(2023, 5, 2)
