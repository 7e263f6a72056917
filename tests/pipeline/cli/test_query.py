"""`newsbeam query`, and `sql`, its other name."""

import json
from pathlib import Path

import pytest

from tests.end_to_end.command import newsbeam
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.outputs.questions.happenings import RUNS


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = OutputFolder(tmp_path_factory.mktemp("query"))
    (output.ledger.output.parent / "folder.csv").mkdir()
    for run, rows in RUNS.items():
        output.commit(run, **rows)
    return output.ledger.output


def test_query_prints_a_table_and_sql_does_the_same(tables: Path) -> None:
    asked = "SELECT place, killed_best FROM place_timeline"
    assert newsbeam("query", tables, asked).stdout == "place killed_best Avdia 5"
    assert newsbeam("sql", tables, asked, "--csv").stdout == "place,killed_best Avdia,5"


def test_query_out_of_a_dash_is_standard_output(tables: Path) -> None:
    assert newsbeam("query", tables, "SELECT 1 AS n", "--out", "-", "--format", "csv").stdout == "n 1"


def test_query_writes_its_rows_to_a_file(tables: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "sources.json"
    assert newsbeam("query", tables, "FROM source_coverage", "--out", out).stdout == ""
    expected = ["north.com", None, "Radio Avdia", "copy.com", "east.com", "west.com"]
    assert [row["publisher"] for row in json.loads(out.read_text())] == expected


LATE_ERROR = "SELECT CASE WHEN i = 900_000 THEN error('late') ELSE i::VARCHAR END AS n FROM range(1_000_000) AS t(i)"


@pytest.mark.parametrize("more", [["--csv"], ["--out", "{folder}/rows.csv"], []])
def test_query_error_of_a_late_row_is_told_like_one_of_the_first(tables: Path, tmp_path: Path, more: list[str]) -> None:
    given = [argument.format(folder=tmp_path) for argument in more]
    assert newsbeam("query", tables, LATE_ERROR, *given, code=2).stderr == "error: QUERY: Invalid Input Error: late"
    assert list(tmp_path.iterdir()) == []


def test_query_without_a_terminal_prints_all_rows(tables: Path) -> None:
    assert newsbeam("query", tables, "FROM range(1000) AS t(i)").stdout.split()[-1] == "999"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["FROM nothing"], "QUERY: Catalog Error"),
        (["DROP VIEW events"], "QUERY: got DROP, wanted one that reads"),
        (["SELECT 1", "--out", "{tables}/rows.csv"], "wanted a file outside of that folder"),
        (["SELECT 1", "--out", "{tables}/../folder.csv"], "a folder; wanted a file"),
        (["SELECT 1", "--out", "rows.xls"], "got no known suffix"),
        (["SELECT 1", "--format", "parquet"], "wanted --out FILE.parquet"),
    ],
)
def test_query_that_cannot_be_answered_says_why(tables: Path, arguments: list[str], expected: str) -> None:
    given = [argument.format(tables=tables) for argument in arguments]
    assert expected in newsbeam("query", tables, *given, code=2).stderr


def test_query_of_a_folder_without_tables_says_what_it_wanted(tmp_path: Path) -> None:
    assert "wanted a folder that a run has written" in newsbeam("query", tmp_path, "SELECT 1", code=2).stderr
