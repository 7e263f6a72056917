"""`incident_tolls(as_of)` is the rule of the incidents table at the end of any day, in the folder and in BigQuery."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from google.cloud import bigquery
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.options import Dataset
from pipeline.outputs.bigquery.dataset import BigQueryDataset
from pipeline.outputs.folder.query import ask, open_for_queries
from pipeline.outputs.folder.views import VIEWS_FILE
from pipeline.outputs.incident_tolls import duckdb_query
from schemas.arrow import arrow_table
from schemas.flow.linking import ReportedIncident
from schemas.rows.incident import Claim, Incident
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.transforms.link.incidents.reports import count, day, event, report, some_reports, three_days
from transforms.link.incidents.incident import make_incident
from transforms.link.incidents.tolls import standing, toll
from transforms.parquet_writer import Part

COLUMNS = "location_name, killed_low, killed_high, killed_best, sources, claim_count"


def three_incidents() -> list[Incident]:
    """The bombing of `three_days`, an incident that nobody counts, and one that was merged into the bombing."""
    bombing = make_incident(three_days(), [])
    uncounted = make_incident([report("e.com", event("e8"), on=2)], [])
    merged = make_incident([report("e.com", event("e9", count("killed", 12)), on=1)], [])
    return [bombing, uncounted, replace(merged, replaced_by=bombing.incident_id)]


def known(incidents: list[Incident], on: date) -> list[tuple[Any, ...]]:
    """What `incident_tolls` gives for a day, by the rule of `transforms.link.incidents.tolls`."""
    end = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(days=1)
    rows = []
    for row in incidents:
        if row.replaced_by is None and (row.first_published_at is None or row.first_published_at < end):
            stand = [claim for claim in standing(row.claims, before=end) if claim.kind in ("killed", "injured")]
            killed, injured = toll(stand, "killed"), toll(stand, "injured")
            sources = sorted({claim.source for claim in stand if claim.source is not None})
            figures = (killed.low, killed.high, killed.best, injured.low, injured.high, injured.best)
            rows.append((row.incident_id, row.event_type, *figures, sources, len(stand)))
    return sorted(rows)


def queried(incidents: list[Incident], days: Sequence[date]) -> list[list[tuple[Any, ...]]]:
    """What DuckDB's query gives for each day."""
    figures = "killed_low, killed_high, killed_best, injured_low, injured_high, injured_best"
    with duckdb.connect() as database:
        database.execute("SET threads = 1")
        database.register("incident_rows", arrow_table(Incident, incidents))
        database.execute(f"CREATE MACRO tolls(as_of) AS TABLE {duckdb_query('incident_rows')}")
        query = f"SELECT incident_id, event_type, {figures}, sources, claim_count FROM tolls(?)"
        return [sorted(database.execute(query, [on]).fetchall()) for on in days]


DAYS = (date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 31))
"""Days before, between and after the reports."""

few_examples = settings(max_examples=15)
"""Of many incidents each, since a query takes long to plan."""


@few_examples
@given(st.lists(some_reports(), min_size=5, max_size=15))
def test_tolls_of_made_incidents_equal_the_rule_on_every_day(reports: list[list[ReportedIncident]]) -> None:
    made = [make_incident(one, []) for one in reports]
    incidents = [replace(row, incident_id=str(number)) for number, row in enumerate(made)]
    found = queried(incidents, DAYS)
    assert found == [known(incidents, on) for on in DAYS]
    by_id = {row[0]: row[2:8] for row in found[-1]}
    for row in incidents:
        killed = (row.killed_low, row.killed_high, row.killed_best)
        assert by_id[row.incident_id] == (*killed, row.injured_low, row.injured_high, row.injured_best)


@st.composite
def some_claims(draw: st.DrawFn) -> tuple[Claim, ...]:
    """Claims with any source, any time, superseded by any other."""
    names = [f"e{number}" for number in range(draw(st.integers(0, 7)))]
    claims = []
    for name in names:
        low, on = draw(st.integers(0, 4)), draw(st.sampled_from([1, 2, None]))
        claim = Claim(
            kind=draw(st.sampled_from(["killed", "injured"])),
            low=low,
            high=draw(st.sampled_from([low, low + 1, None])),
            source=draw(st.sampled_from(["police", "Reuters", "a.com", None])),
            article_id=draw(st.sampled_from(["a", "b"])),
            event_id=name,
            published_at=None if on is None else day(on),
            superseded_by=draw(st.sampled_from([None, None, *names])),
        )
        claims.append(claim)
    return tuple(claims)


@few_examples
@given(st.lists(some_claims(), min_size=5, max_size=15))
def test_tolls_of_any_claims_equal_the_rule_on_every_day(claims: list[tuple[Claim, ...]]) -> None:
    bare = make_incident([report("a.com", event("e"))], [])
    incidents = [replace(bare, incident_id=str(number), claims=one) for number, one in enumerate(claims)]
    assert queried(incidents, DAYS) == [known(incidents, on) for on in DAYS]


THREE_DAYS = {
    date(2024, 2, 29): [],
    date(2024, 3, 1): [(None, 12, 12, 12, ["police"], 1)],
    date(2024, 3, 2): [(None, 12, 13, 13, ["Reuters", "police"], 2), (None, None, None, None, [], 0)],
    date(2024, 3, 3): [(None, 13, 14, 14, ["Reuters", "police"], 2), (None, None, None, None, [], 0)],
}
"""What was known of `three_incidents` at the end of a day."""


def test_tolls_of_three_days_in_a_folder_are_as_they_were_known(tmp_path: Path) -> None:
    output = OutputFolder(tmp_path)
    output.commit("r1", incidents=three_incidents())
    for query in (output.query_views, output.query_tables):
        for on, rows in THREE_DAYS.items():
            assert query(f"SELECT {COLUMNS} FROM incident_tolls('{on}') ORDER BY claim_count DESC") == rows
        assert query("SELECT sum(killed_best) FROM incidents WHERE replaced_by IS NULL") == [(14,)]
    with open_for_queries(output.ledger) as tables:
        query = "SELECT killed_best FROM incident_tolls(DATE '2024-03-02') WHERE killed_best > 0"
        assert ask(tables, query).fetchall() == [(13,)]


def test_tolls_without_incidents_are_none(tmp_path: Path) -> None:
    output = OutputFolder(tmp_path)
    output.commit("r1")
    assert output.query_views("FROM incident_tolls(current_date)") == []
    with pytest.raises(duckdb.Error, match="incident_tolls"), open_for_queries(output.ledger) as tables:
        ask(tables, "FROM incident_tolls()")


def test_tolls_of_an_attached_database_are_never_those_of_another(tmp_path: Path) -> None:
    for name, rows in {"one": three_incidents(), "other": []}.items():
        OutputFolder(tmp_path / name).commit("r1", incidents=rows)
    with duckdb.connect() as database:
        for name in ("one", "other"):
            database.execute(f"ATTACH '{tmp_path / name / VIEWS_FILE}' AS {name} (READ_ONLY)")
        for name, wanted in {"one": 2, "other": 0}.items():
            database.execute(f"USE {name}")
            assert len(database.execute("FROM incident_tolls('2024-03-03')").fetchall()) == wanted
        with pytest.raises(duckdb.CatalogException):  # not the incidents of 'other', which is in use
            database.execute("FROM one.incident_tolls('2024-03-03')")


@pytest.mark.cloud
def test_tolls_of_three_days_in_bigquery_are_as_they_were_known(dataset: Dataset, folder: str) -> None:
    target = BigQueryDataset(dataset)
    target.prepare()
    part = Part(f"{folder}/incidents", Incident)
    part.write(three_incidents())
    part.close()
    parquet = bigquery.ParquetOptions()  # type: ignore[no-untyped-call]
    parquet.enable_list_inference = True
    settings = bigquery.LoadJobConfig(source_format="PARQUET", parquet_options=parquet)
    target.client.load_table_from_uri(part.path, f"{dataset}.incidents", job_config=settings).result()
    for on, rows in THREE_DAYS.items():
        query = f"SELECT {COLUMNS} FROM incident_tolls(DATE '{on}') ORDER BY claim_count DESC"
        assert [tuple(row.values()) for row in target.rows(query)] == rows
    (row,) = target.rows("SELECT SUM(killed_best) AS killed FROM current_incidents WHERE replaced_by IS NULL")
    assert row["killed"] == 14


@pytest.mark.cloud
def test_tolls_function_that_was_replaced_is_put_back(dataset: Dataset) -> None:
    target = BigQueryDataset(dataset)
    target.prepare()
    function = target.client.get_routine(f"{dataset}.incident_tolls")
    body, function.body = function.body, "SELECT 1 AS nothing"
    target.client.update_routine(function, ["arguments", "body", "language", "type_"])
    target.prepare_views()
    assert target.client.get_routine(function.reference).body == body
