"""The bundle for a notebook: which rows are in it, and that its notebook runs from the first cell to the last."""

import json
import subprocess
import sys
import zipfile
from datetime import date
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

import duckdb
import pytest

from pipeline.export.bundle import NOTEBOOK, write_bundle
from pipeline.outputs.folder.ledger import Ledger
from schemas.rows.columns import Part
from schemas.rows.entity import Entity, Mention
from schemas.rows.quote import Quote
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.outputs.questions.happenings import DAY, NORTH, RUNS

ENTITY = Entity(
    entity_id="n",
    article_id=NORTH.article_id,
    content_id=NORTH.content_id,
    run_id=NORTH.run_id,
    name="Northland",
    type="GPE",
    mention_count=1,
    first_start=0,
    salience=0.5,
    mentions=(Mention(text="text", start=0, end=4, label="GPE"),),
)
QUOTE = Quote(
    quote_id="q1",
    article_id=NORTH.article_id,
    content_id=NORTH.content_id,
    run_id=NORTH.run_id,
    kind="direct",
    text="text",
    quote_start=0,
    quote_end=4,
    parts=(Part(start=0, end=4),),
)
MORE = {"entities": [ENTITY], "quotes": [QUOTE]}
TABLES = ["articles", "entities", "events", "incidents", "quotes", "stories"]
LATER = date(2025, 1, 1)


@pytest.fixture
def empty(tmp_path: Path) -> Ledger:
    return OutputFolder(tmp_path / "tables").ledger


@pytest.fixture
def happenings(tmp_path: Path) -> Ledger:
    output = OutputFolder(tmp_path / "tables")
    for run, rows in RUNS.items():
        output.commit(run, **rows, **(MORE if run == "r1" else {}))
    return output.ledger


def unpacked(ledger: Ledger, folder: Path, since: date | None = None, until: date | None = None) -> int:
    """Write a bundle and unpack it into a folder; how many rows it says it has."""
    folder.mkdir()
    path = folder.with_suffix(".zip")
    count = write_bundle(ledger, path, since=since, until=until)
    with ZipFile(path) as bundle:
        bundle.extractall(folder)
    return count


def rows(folder: Path, table: str, column: str = "article_id") -> list[str]:
    found = duckdb.sql(f"SELECT {column} FROM '{folder / table}.parquet' ORDER BY 1").fetchall()
    return [value for (value,) in found]


def notebook_code() -> list[str]:
    cells = json.loads(files("pipeline.export").joinpath(NOTEBOOK).read_text())["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def test_bundle_holds_the_current_rows_of_all_tables(happenings: Ledger, tmp_path: Path) -> None:
    count = unpacked(happenings, tmp_path / "bundle")
    names = sorted(path.name for path in (tmp_path / "bundle").iterdir())
    assert names == sorted([NOTEBOOK, "README.md", *(f"{name}.parquet" for name in TABLES)])
    with duckdb.connect(str(happenings.output / "newsbeam.duckdb"), read_only=True) as tables:
        for table in ("articles", "entities", "quotes", "events"):
            expected = [value for (value,) in tables.sql(f"SELECT article_id FROM {table} ORDER BY 1").fetchall()]
            assert rows(tmp_path / "bundle", table) == expected
            assert expected
        standing = tables.sql("SELECT incident_id FROM incidents WHERE replaced_by IS NULL ORDER BY 1").fetchall()
    assert rows(tmp_path / "bundle", "incidents", "incident_id") == [value for (value,) in standing]
    assert rows(tmp_path / "bundle", "stories", "story_id") == ["s1", "s2"]
    assert count == sum(len(rows(tmp_path / "bundle", table, "1")) for table in TABLES)


def test_bundle_of_some_days_holds_their_articles_and_what_those_report(happenings: Ledger, tmp_path: Path) -> None:
    unpacked(happenings, tmp_path / "bundle", DAY, DAY)
    assert rows(tmp_path / "bundle", "articles") == ["copy", "east", "letter", "north", "note", "west"]
    assert rows(tmp_path / "bundle", "events", "event_id") == ["e1", "e2", "e3", "e4"]
    assert rows(tmp_path / "bundle", "incidents", "incident_id") == ["i1"]
    assert rows(tmp_path / "bundle", "stories", "story_id") == ["s1", "s2"]
    assert f"of articles published from {DAY} to {DAY}:" in (tmp_path / "bundle" / "README.md").read_text()


def test_bundle_of_the_same_rows_has_the_same_bytes(happenings: Ledger, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_bundle(happenings, tmp_path / name, since=None, until=None)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_bundle_leaves_nothing_beside_it(happenings: Ledger, tmp_path: Path) -> None:
    unpacked(happenings, tmp_path / "bundle")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle", "bundle.zip", "tables"]


def test_bundle_takes_tables_larger_than_a_plain_zip_file_does(
    happenings: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1_000)
    unpacked(happenings, tmp_path / "bundle")
    assert rows(tmp_path / "bundle", "events", "event_id") == ["e1", "e2", "e3", "e4", "e5"]


def test_bundle_readme_describes_the_columns(happenings: Ledger, tmp_path: Path) -> None:
    unpacked(happenings, tmp_path / "bundle")
    readme = (tmp_path / "bundle" / "README.md").read_text()
    assert "| `trigger.lemma` | VARCHAR |" in readme
    assert "articles published" not in readme


_SHOWS_LAST_VALUES = """
import ast, json, sys

for source in json.load(sys.stdin):
    body = ast.parse(source).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), globals())
    if last is not None:
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), globals())
        print(value.to_json() if hasattr(value, "to_json") else value)
"""


def run_notebook(folder: Path) -> str:
    """Run the cells in a process of their own, in the folder; returns what they show, a plot as its specification."""
    done = subprocess.run(
        [sys.executable, "-c", _SHOWS_LAST_VALUES],
        input=json.dumps(notebook_code()),
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_notebook_runs_and_shows_what_the_tables_hold(happenings: Ledger, tmp_path: Path) -> None:
    unpacked(happenings, tmp_path / "bundle")
    shown = run_notebook(tmp_path / "bundle")
    assert "│ incidents │" in shown
    assert "i1" in shown
    assert "vega-lite" in shown
    assert {'"week": "2024-02-26"', '"type": "ASSAULT"', '"events": 5'} <= {
        line.strip(" ,") for line in shown.splitlines()
    }


def test_notebook_runs_without_any_row(empty: Ledger, tmp_path: Path) -> None:
    assert unpacked(empty, tmp_path / "bundle") == 0
    assert "vega-lite" in run_notebook(tmp_path / "bundle")


def test_notebook_runs_where_no_article_is_of_the_days(happenings: Ledger, tmp_path: Path) -> None:
    assert unpacked(happenings, tmp_path / "bundle", LATER, LATER) == 0
    assert "vega-lite" in run_notebook(tmp_path / "bundle")
