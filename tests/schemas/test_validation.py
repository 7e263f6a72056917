"""Rows that validate_row accepts can be written and read back; for others it names the column."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.arrow import arrow_table
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from schemas.rows.event import Event, Trigger
from schemas.tables import columns
from schemas.validation import MAX_ROW_BYTES, RowValidationError, validate_row

ARTICLE = Article(
    article_id="a",
    content_id="c",
    text="Rain fell on Gao.",
    word_count=4,
    record=RecordRef(uri="gs://news/a.jsonl", media_type="application/json"),
)
EVENT = Event(
    event_id="e",
    article_id="a",
    content_id="c",
    event_type="DEATH",
    trigger=Trigger(text="x", start=0, end=1, lemma="x"),
    sentence="x",
    sentence_start=0,
    sentence_end=1,
)
EARLY = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**63, 2**63 - 1, -(2**63), 2**53 + 1, EARLY, EARLY.replace(tzinfo=None)]),
    st.floats(),
    st.text(st.characters(exclude_categories=())),
    st.binary(max_size=9),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([None, UTC, EARLY.tzinfo])),
    st.lists(st.text(st.characters(exclude_categories=()), max_size=3), max_size=3).map(tuple),
    st.just(ARTICLE.record),
    st.just(EVENT.trigger),
)


@settings(deadline=None)
@given(
    row=st.sampled_from([ARTICLE, EVENT]).flatmap(
        lambda row: st.tuples(st.just(row), st.sampled_from([column.name for column in columns(type(row))]))
    ),
    value=VALUES,
)
def test_validate_row_valid_rows_round_trip(row: tuple[Any, str], value: Any) -> None:
    made = replace(row[0], **{row[1]: value})
    try:
        validate_row(made)
    except RowValidationError:
        return
    file = io.BytesIO()
    pq.write_table(arrow_table(type(made), [made]), file)
    (got,) = pq.read_table(file).column(row[1]).to_pylist()
    if value is None or isinstance(value, str | bytes | int | date):
        assert got == value


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (replace(ARTICLE, word_count=2**63), "word_count: got 9223372036854775808, wanted an integer of 64 bits"),
        (replace(ARTICLE, text="\ud800"), r"text: got '\ud800', wanted text that UTF-8 can hold"),
        (replace(ARTICLE, title=7), "title: got 7, wanted text"),
        (replace(ARTICLE, text=None), "text: got None, wanted text"),
        (replace(ARTICLE, authors="Ana Lim"), "authors: got 'Ana Lim', wanted a sequence"),
        (replace(ARTICLE, authors=("Ana Lim", None)), "authors: got None, wanted text"),
        (replace(ARTICLE, record=None), "record: got None, wanted RecordRef"),
        (replace(ARTICLE, published_date=datetime(2024, 1, 1, tzinfo=UTC)), "wanted a date"),
        (replace(ARTICLE, published_at=datetime(2024, 1, 1)), "wanted a time with a zone"),
        (replace(ARTICLE, published_at=EARLY), "wanted a time with a zone, from the year 1 to 9999 in UTC"),
        (replace(EVENT, trigger=replace(EVENT.trigger, end=2**70)), "trigger.end: got 1180591620717411303424"),
        (replace(ARTICLE, text="é" * (MAX_ROW_BYTES // 2)), f"bytes, wanted {MAX_ROW_BYTES} at most"),
    ],
)
def test_validate_row_invalid_value_names_column(row: Any, says: str) -> None:
    with pytest.raises(RowValidationError) as caught:
        validate_row(row)
    assert says in str(caught.value)


def test_validate_row_valid_row_passes() -> None:
    validate_row(ARTICLE)
    validate_row(replace(EVENT, published_date=date(2024, 11, 29), published_at=datetime(2024, 11, 29, tzinfo=UTC)))
