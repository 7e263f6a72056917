"""Records as Beam's rows: every table has a row type, which its records fit."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.coders.row_coder import RowCoder
from apache_beam.typehints.schemas import schema_from_element_type, typing_to_runner_api

from schemas.beam_rows import row_type, to_row
from schemas.rows.columns import RecordRef
from schemas.rows.event import Event, Location, Participant
from schemas.tables import TABLES
from tests.pipeline.rows import article, event

ARTICLE = replace(
    article("a", "Gunmen struck.", "r1"),
    published_at=datetime(2024, 11, 29, 12, 30, tzinfo=UTC),
    published_date=date(2024, 11, 29),
    authors=("Ann Lee",),
    signature=b"\x00\xff",
    record=RecordRef(uri="gs://b/o", offset=3, media_type="text/html"),
)
EVENT = replace(
    event("e", ARTICLE),
    actors=(Participant(text="Gunmen", start=0, end=6, country_code="CO"),),
    location=Location(text="Cali", start=1, end=5, latitude=3.4, longitude=-76.5),
)


@pytest.mark.parametrize("name", TABLES)
def test_row_type_has_a_schema_with_the_columns_of_its_table(name: str) -> None:
    schema = typing_to_runner_api(row_type(TABLES[name].record)).row_type.schema
    assert [field.name for field in schema.fields] == [field.name for field in fields(TABLES[name].record)]


@pytest.mark.parametrize("record", [ARTICLE, EVENT], ids=["article", "event"])
def test_row_keeps_its_values_over_beam_s_coder(record: Any) -> None:
    coder = RowCoder(schema_from_element_type(row_type(type(record))))
    found = coder.decode(coder.encode(to_row(record)))
    assert plain(found) == plain(to_row(record))


def plain(value: Any) -> Any:
    """A row as a dictionary, however it is held."""
    if isinstance(value, beam.Row) or hasattr(value, "_asdict"):
        return {name: plain(one) for name, one in value._asdict().items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def test_to_row_gives_days_and_times_as_text_and_nested_records_as_rows() -> None:
    row = to_row(EVENT)
    assert isinstance(EVENT, Event)
    assert row.actors[0].country_code == "CO"
    assert row.location.latitude == 3.4
    assert to_row(ARTICLE).published_at == "2024-11-29T12:30:00+00:00"
    assert to_row(ARTICLE).published_date == "2024-11-29"
