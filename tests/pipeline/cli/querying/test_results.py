"""Results of queries in all formats, with hostile text in them."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from pipeline.cli.querying.results import ResultFormat, format_of, show_rows, write_result
from pipeline.errors import OptionError

HOSTILE = "SELECT '=cmd|calc' AS a, chr(27) || '[2J' || chr(8238) || 'txt' AS b, '<script>' AS c, -1 AS d"


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


@pytest.mark.parametrize("form", [ResultFormat.TABLE, ResultFormat.CSV, ResultFormat.JSON])
def test_write_result_hostile_text_cannot_change_a_terminal(
    database: duckdb.DuckDBPyConnection, form: ResultFormat, capsys: pytest.CaptureFixture[str]
) -> None:
    write_result(database.execute(HOSTILE), form)
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert r"\u001b[2J\u202etxt" in shown


def test_write_result_csv_makes_formulas_text(
    database: duckdb.DuckDBPyConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = "['=1', '+1', '-1', '@A1', chr(9) || '=1', 'a=1']"
    query = f'SELECT unnest({texts}) AS "=name", -1 AS number, NULL AS nothing'
    write_result(database.execute(query), ResultFormat.CSV)
    head, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert head == ["'=name", "number", "nothing"]
    assert [row[0] for row in rows] == ["'=1", "'+1", "'-1", "'@A1", "'\t=1", "a=1"]
    assert {tuple(row[1:]) for row in rows} == {("-1", "")}


def test_write_result_csv_quotes_values_and_writes_lists_as_json(
    database: duckdb.DuckDBPyConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    write_result(database.execute("""SELECT 'x "y", z' AS a, ['é', NULL] AS b"""), ResultFormat.CSV)
    assert capsys.readouterr().out == 'a,b\n"x ""y"", z","[""é"",null]"\n'


def test_write_result_json_is_a_list_of_objects(
    database: duckdb.DuckDBPyConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    query = """SELECT unnest([1, 2]) AS a, {'b': [DATE '2024-03-01']} AS c, TIMESTAMPTZ '2024-03-01 08:00:00Z' AS d,
        1.50 AS e, 'nan'::FLOAT AS f, 170141183460469231731687303715884105727 AS g, 'x'::BLOB AS h"""
    write_result(database.execute(query), ResultFormat.JSON)
    rows = json.loads(capsys.readouterr().out)
    assert [row["a"] for row in rows] == [1, 2]
    assert rows[0] == {
        "a": 1,
        "c": {"b": ["2024-03-01"]},
        "d": "2024-03-01T08:00:00Z",
        "e": 1.5,
        "f": None,
        "g": 2**127 - 1,
        "h": "eA==",
    }


def test_write_result_without_rows_is_valid_json(
    database: duckdb.DuckDBPyConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    write_result(database.execute("SELECT 1 WHERE false"), ResultFormat.JSON)
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("name", ["rows.csv", "rows.json", "rows.parquet", "rows.txt"])
def test_write_result_replaces_its_file_when_it_is_whole(
    database: duckdb.DuckDBPyConnection, tmp_path: Path, name: str
) -> None:
    out = tmp_path / name
    out.write_text("as before")
    write_result(database.execute("SELECT 1 AS a, ['b'] AS b"), format_of(None, out), out)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert out.read_bytes() != b"as before"
    if name == "rows.parquet":
        assert pq.read_table(out).to_pylist() == [{"a": 1, "b": ["b"]}]


@pytest.mark.parametrize("name", ["rows.csv", "rows.json", "rows.parquet", "rows.txt"])
def test_write_result_error_of_a_late_row_leaves_the_older_file(
    database: duckdb.DuckDBPyConnection, tmp_path: Path, name: str
) -> None:
    out = tmp_path / name
    out.write_text("as before")
    result = database.execute("SELECT CASE WHEN i = 90_000 THEN error('late') ELSE i END FROM range(100_000) AS t(i)")
    with pytest.raises(duckdb.Error, match="late"):
        write_result(result, format_of(None, out), out)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert out.read_text() == "as before"


def written(database: duckdb.DuckDBPyConnection, rows: int, *, most: int | None) -> list[str]:
    file = io.StringIO()
    result = database.execute(f"SELECT i FROM range({rows}) AS t(i)")
    write_result(result, ResultFormat.TABLE, most=most, console=Console(file=file))
    return [line.strip() for line in file.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("rows", "most", "last"),
    [
        (25_000, 100, ["99", "… 24,900 more; ask for fewer by LIMIT, for all by --out FILE"]),
        (101, 100, ["99", "… 1 more; ask for fewer by LIMIT, for all by --out FILE"]),
        (100, 100, ["98", "99"]),
        (0, 100, ["i"]),
        (25_000, None, ["24998", "24999"]),
    ],
)
def test_write_result_of_more_rows_than_wanted_says_how_many_are_left(
    database: duckdb.DuckDBPyConnection, rows: int, most: int | None, last: list[str]
) -> None:
    assert written(database, rows, most=most)[-2:] == last


def test_format_of_file_without_known_suffix_raises() -> None:
    with pytest.raises(OptionError, match=r"--out 'rows.xls': got no known suffix, wanted \.csv, \.json or \.parquet"):
        format_of(None, Path("rows.xls"))
    assert format_of(ResultFormat.CSV, Path("rows.xls")) is ResultFormat.CSV
    with pytest.raises(OptionError, match=r"wanted --out FILE.parquet"):
        format_of(ResultFormat.PARQUET, None)


def shown(names: list[str], rows: list[tuple[object, ...]], *, width: int, is_terminal: bool) -> list[str]:
    file = io.StringIO()
    show_rows(names, rows, Console(file=file, width=width, force_terminal=is_terminal, color_system=None))
    return [line.rstrip() for line in file.getvalue().splitlines()]


def test_show_rows_too_wide_for_a_terminal_are_shown_a_line_a_column() -> None:
    rows: list[tuple[object, ...]] = [("Gao", "w" * 30), (None, "two\nlines")]
    assert shown(["place", "words"], rows, width=24, is_terminal=True) == [
        *("row 1", " place  Gao", " words  wwwwwwwwwwwwwwww", "        wwwwwwwwwwwwww"),
        *("row 2", " place", " words  two", "        lines"),
    ]


def test_show_rows_without_a_terminal_are_as_wide_as_they_are() -> None:
    rows: list[tuple[object, ...]] = [("Gao", "w" * 100)]
    assert shown(["place", "words"], rows, width=24, is_terminal=False) == [" place  words", f" Gao    {'w' * 100}"]
