"""Questions are answered alike by a folder and by a dataset."""

from pathlib import Path
from typing import Any

import pytest

from deploy.bigquery.questions import statements, text
from pipeline.options import Dataset
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.query import ask, open_for_queries
from pipeline.outputs.questions.questions import questions
from tests.pipeline.outputs.bigquery.output_dataset import DatasetOutput
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.outputs.questions.happenings import DAY, RUNS, at

NAMES = [question.name for question in questions()]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    output = OutputFolder(tmp_path_factory.mktemp("questions"))
    for run, rows in RUNS.items():
        output.commit(run, **rows)
    return output.ledger


def asked(ledger: Ledger, query: str) -> list[tuple[Any, ...]]:
    with open_for_queries(ledger) as database:
        return ask(database, query).fetchall()


def test_place_timeline_tells_each_incident_once_with_its_sentence(tables: Ledger) -> None:
    columns = "place, date_start, event_type, event_mode, actors, recipients, killed_best, sentence, incident_id"
    assert asked(tables, f"SELECT {columns} FROM place_timeline") == [
        (
            *("Avdia", DAY, "ASSAULT", "shelling", ["Northland"], ["Avdia's market", "Southland"]),
            *(5, "as east.com tells", "i1"),
        )
    ]


def test_entity_timeline_tells_what_it_did_and_suffered(tables: Ledger) -> None:
    columns = "entity, role, others, place, sentence, incident_id"
    assert asked(tables, f"SELECT {columns} FROM entity_timeline") == [
        ("Avdia's market", "recipient", ["Northland"], "Avdia", "as west.com tells", "i1"),
        ("Northland", "actor", ["Avdia's market", "Southland"], "Avdia", "as north.com tells", "i1"),
        ("Southland", "recipient", ["Northland"], "Avdia", "as east.com tells", "i1"),
    ]


def test_who_attacked_whom_pairs_those_that_one_event_names(tables: Ledger) -> None:
    columns = "actor, recipient, incidents, reports, killed, first_day, incident_ids"
    assert asked(tables, f"SELECT {columns} FROM who_attacked_whom") == [
        ("Northland", "Southland", 1, 3, 5, DAY, ["i1"]),
    ]


def test_disputed_claims_are_those_whose_ranges_do_not_meet(tables: Ledger) -> None:
    columns = "incident_id, kind, low, source, publisher, sentence"
    assert asked(tables, f"SELECT {columns} FROM disputed_claims") == [
        ("i1", "killed", 3, "police", "north.com", "as north.com tells"),
        ("i1", "killed", 5, "a doctor", "east.com", "as east.com tells"),
    ]


def test_story_first_sources_are_no_copies(tables: Ledger) -> None:
    columns = "story_id, first_publisher, published_at, next_publisher, next_published_at, article_count"
    assert asked(tables, f"SELECT {columns} FROM story_first_sources") == [
        ("s1", "north.com", at(8), "east.com", at(9), 4),
        ("s2", None, at(13), None, at(14), 2),
    ]


def test_revision_changes_are_titles_and_paragraphs(tables: Ledger) -> None:
    columns = "article_id, revision, changed_at, title_before, title_after, paragraphs_added, paragraphs_removed"
    assert asked(tables, f"SELECT {columns} FROM revision_changes") == [
        ("fire", 2, at(9, 2), "A fire", "A great fire", ["Four died."], ["More follows.", "Two died."]),
    ]


def test_source_coverage_counts_articles_copies_and_first_reports(tables: Ledger) -> None:
    columns = "publisher, articles, coded, copies, events, incidents, shared_incidents, reported_first"
    assert asked(tables, f"SELECT {columns} FROM source_coverage") == [
        ("north.com", 2, 2, 0, 1, 1, 1, 1),
        (None, 2, 2, 0, 1, 1, 1, 0),
        ("Radio Avdia", 1, 1, 0, 1, 1, 1, 0),
        ("copy.com", 1, 0, 1, 0, 1, 1, 0),
        ("east.com", 1, 1, 0, 1, 1, 1, 0),
        ("west.com", 1, 1, 0, 1, 1, 1, 0),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_questions_of_an_empty_folder_have_no_rows(name: str, tmp_path: Path) -> None:
    assert asked(OutputFolder(tmp_path).ledger, f"FROM {name}") == []


def test_questions_are_described_in_one_line() -> None:
    assert len(NAMES) == 7
    assert all(question.description.endswith(".") for question in questions())


def test_questions_sql_is_what_its_script_writes() -> None:
    written = Path("deploy/bigquery/questions.sql").read_text()
    assert written == text(), "regenerate it: python deploy/bigquery/questions.py"


@pytest.mark.cloud
def test_questions_give_the_same_rows_in_bigquery(dataset: Dataset, folder: str, tables: Ledger) -> None:
    output = DatasetOutput(dataset, folder)
    for run, rows in RUNS.items():
        output.commit(run, **rows)
    for statement in statements(str(dataset)):
        output.target.execute(statement)
    for name in NAMES:
        with open_for_queries(tables) as database:
            result = ask(database, f"FROM {name}")
            columns = ", ".join(column[0] for column in result.description or ())
            expected = result.fetchall()
        assert expected
        found = output.query(f"SELECT {columns} FROM {name}")
        assert sorted(map(repr, map(_plain, found))) == sorted(map(repr, map(_plain, expected))), name


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row with its times as numbers: each client has time zones of its own."""
    return tuple(value.timestamp() if hasattr(value, "timestamp") else value for value in row)
