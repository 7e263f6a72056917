"""Text and file names made to attack: markup, terminal escapes, formulas and marks that turn the direction of text.

They go in with an article, and through every command that shows or writes what is in the tables.
"""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlparse
from zipfile import ZipFile

import duckdb
import pytest
from typer.testing import CliRunner, Result

from pipeline.cli.command_line import app
from schemas.tables import TABLES

pytestmark = pytest.mark.model

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"
ESCAPES = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202egnp\u2066\u061c\u2028\u2029"
FORMULA = "=cmd|' /C calc'!A0"
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Characters that a terminal obeys, or that turn the direction of text."""

ARTICLE = {
    "url": "javascript:alert(3)//news.example/1",
    "id": f"{FORMULA}{ESCAPES}",
    "published_at": "2024-11-29",
    "title": f"{FORMULA} {ATTACK} {ESCAPES}",
    "authors": [f"{FORMULA}{ESCAPES} Ann {ATTACK} Lee"],
    "source_name": f"+1{ATTACK}{ESCAPES}",
    "sections": [f"@SUM(1){ATTACK}{ESCAPES}"],
    "text": (
        f"Gunmen killed two guards in Cali {ATTACK} on Monday, said {ATTACK} Mayor Ana Lim. {ESCAPES}\n\n"
        f"{FORMULA} soldiers arrested 12 protesters in Bogotá on Tuesday, the {ESCAPES} police said.\n\n"
        f'"{FORMULA} {ATTACK} we were told to {ESCAPES} leave," said Ann {ESCAPES} Lee, a teacher from Cali.'
    ),
}


@pytest.fixture(scope="module")
def attack(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The file of the article, and one that is not read, both with hostile names; and the tables of a run."""
    folder = tmp_path_factory.mktemp("hostile")
    news = folder / "news"
    news.mkdir()
    article = news / f"{FORMULA.replace('/', '')}\x1b[31m\u202e<b>news.jsonl"
    article.write_text(json.dumps(ARTICLE) + f'\n{{"title": "{ATTACK}"}}\nno json \x1b[2J {ATTACK}\n')
    assert command("run", news, "--output", folder / "tables", "--workers", "1").exit_code == 0
    return article, folder / "tables"


def command(*arguments: str | Path) -> Result:
    """Run a command, of which nothing that a terminal obeys may come on either stream."""
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    for stream in (done.stdout, done.stderr):
        assert OBEYED.search(stream) is None, stream
    return done


def ids(tables: Path, table: str) -> list[str]:
    column = TABLES[table].key[0] if table != "entities" else "entity_id"
    shown = command("query", tables, f"SELECT {column} AS id FROM {table}", "--format", "json").stdout
    return [row["id"] for row in json.loads(shown)]


def test_attack_has_rows_of_every_kind(attack: tuple[Path, Path]) -> None:
    _, tables = attack
    counted = "SELECT count(*) FROM {}"
    for table in ("articles", "entities", "quotes", "events", "incidents", "stories", "failures"):
        assert command("query", tables, counted.format(table), "--format", "csv").stdout.split()[-1] != "0", table
    text = json.loads(command("query", tables, "SELECT title FROM articles", "--format", "json").stdout)[0]["title"]
    assert "<script>" in text
    assert FORMULA in text


@pytest.mark.parametrize("table", ["articles", "entities", "quotes", "events", "incidents", "stories", "failures"])
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_query_prints_nothing_that_a_terminal_obeys(attack: tuple[Path, Path], table: str, form: str) -> None:
    shown = command("query", attack[1], f"FROM {table}", "--format", form)
    assert shown.exit_code == 0


@pytest.mark.parametrize("table", ["articles", "entities", "quotes", "events", "incidents", "failures"])
def test_query_csv_has_no_cell_that_a_spreadsheet_calculates(attack: tuple[Path, Path], table: str) -> None:
    shown = command("query", attack[1], f"FROM {table}", "--format", "csv").stdout
    cells = [cell for row in csv.reader(io.StringIO(shown)) for cell in row]
    assert not [cell for cell in cells if is_calculated(cell)]


def is_calculated(cell: str) -> bool:
    return cell.lstrip().startswith(("=", "+", "-", "@")) and not re.fullmatch(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", cell)


def test_query_error_that_quotes_a_cell_is_harmless(attack: tuple[Path, Path]) -> None:
    done = command("query", attack[1], "SELECT title::INTEGER FROM articles")
    assert done.exit_code == 2
    assert "cmd" in done.stderr


@pytest.mark.parametrize("table", ["articles", "events", "quotes", "entities", "incidents"])
def test_show_prints_nothing_that_a_terminal_obeys(attack: tuple[Path, Path], table: str) -> None:
    for found in ids(attack[1], table):
        assert command("show", attack[1], found).exit_code == 0


@pytest.mark.parametrize("name", ["verify", "check", "retry", "relink"])
def test_commands_that_name_files_print_nothing_that_a_terminal_obeys(attack: tuple[Path, Path], name: str) -> None:
    assert command(name, attack[1]).exit_code in (0, 3)


def test_extract_prints_nothing_that_a_terminal_obeys(attack: tuple[Path, Path]) -> None:
    assert command("extract", attack[0]).exit_code == 0


@pytest.mark.parametrize("name", ["run", "extract"])
def test_message_on_a_file_that_is_not_there_is_harmless(tmp_path: Path, name: str) -> None:
    missing = tmp_path / f"{ESCAPES.replace('/', '')}{ATTACK.replace('/', '')}"
    more = ["--output", tmp_path / "tables"] if name == "run" else []
    done = command(name, missing, *more)
    assert done.exit_code == 2
    assert "owned" in done.stderr


class _Page(HTMLParser):
    """The elements of a page, their addresses, and attributes that are run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.images = 0
        self.addresses: list[str] = []
        self.run: list[str] = []
        self.scripts: list[str] = []
        self._in_script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        self.images += tag == "img"
        self.run += [name for name, _ in attributes if name.startswith("on")]
        self.addresses += [value or "" for name, value in attributes if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts.append(data)
            self._in_script = False


@pytest.mark.parametrize("name", ["report", "extract"])
def test_pages_neither_run_nor_link_what_articles_say(attack: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    page = tmp_path / "page.html"
    article, tables = attack
    arguments = [tables, "-o", page] if name == "report" else [article, "--html", page]
    assert command(name, *arguments).exit_code == 0
    written = page.read_text()
    assert "alert(1)" in written
    found = _Page(written)
    assert (found.images, found.run) == (0, [])
    assert not [script for script in found.scripts if script.strip().startswith("alert(")]
    assert {urlparse(address).scheme for address in found.addresses} <= {"", "http", "https", "data"}


@pytest.mark.parametrize("form", ["gdelt", "acled", "geojson"])
def test_exports_have_nothing_that_is_calculated_or_obeyed(
    attack: tuple[Path, Path], tmp_path: Path, form: str
) -> None:
    file = tmp_path / f"events.{'json' if form == 'geojson' else 'csv'}"
    assert command("export", attack[1], "--format", form, "-o", file).exit_code == 0
    written = file.read_text()
    assert OBEYED.search(written) is None
    if form != "geojson":
        rows = list(csv.reader(io.StringIO(written)))
        assert len(rows) > 1
        assert not [cell for row in rows for cell in row if is_calculated(cell)]


def test_export_notebook_keeps_texts_as_they_are(attack: tuple[Path, Path], tmp_path: Path) -> None:
    file = tmp_path / "news.zip"
    assert command("export", attack[1], "--format", "notebook", "-o", file).exit_code == 0
    with ZipFile(file) as bundle:
        bundle.extract("articles.parquet", tmp_path)
    shown = command("query", attack[1], "SELECT title FROM articles", "--format", "json").stdout
    titles = duckdb.sql(f"SELECT title FROM '{tmp_path}/articles.parquet'").fetchall()
    assert titles == [(row["title"],) for row in json.loads(shown)]


def test_written_results_have_nothing_that_is_calculated(attack: tuple[Path, Path], tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    assert command("query", attack[1], "FROM articles", "--out", file).exit_code == 0
    rows = list(csv.reader(io.StringIO(file.read_text())))
    assert not [cell for row in rows for cell in row if is_calculated(cell)]
