"""`newsbeam verify` takes rows of mixed formats back to their bytes, and finds a byte that has changed."""

import gzip
import json
import random
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.query import open_tables
from tests.end_to_end.command import newsbeam, newsbeam_process
from tests.end_to_end.corpus import BOILERPLATE, write_corpus

pytestmark = pytest.mark.model

DATA = Path(__file__).parent.parent / "data"
SAMPLES = ("articles", "feeds", "agencies", "warc")


class Verified(NamedTuple):
    """A folder of news, and the output of a run on it."""

    news: Path
    output: Path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Verified:
    """Some records of each format: a generated corpus, and all samples."""
    root = tmp_path_factory.mktemp("verify")
    news = write_corpus(root / "news", count=40).folder
    for name in SAMPLES:
        shutil.copytree(DATA / name, news / name)
    newsbeam("run", news, "--output", root / "out", "--workers", "1", "--quiet")
    return Verified(news, root / "out")


def figures(said: str) -> dict[str, int]:
    """The last line's figures."""
    found = re.search(
        r"([\d,]+) rows with ([\d,]+) spans of ([\d,]+) articles checked: "
        r"([\d,]+) rows and ([\d,]+) spans found, ([\d,]+) rows failed",
        said,
    )
    assert found, said
    names = ("rows", "spans", "articles", "found_rows", "found_spans", "failed")
    return dict(zip(names, (int(one.replace(",", "")) for one in found.groups()), strict=True))


def count(output: Path, query: str) -> int:
    return int(newsbeam("sql", output, query, "--csv").stdout.split()[-1])


def test_verify_finds_all_rows_and_spans_of_all_formats(small: Verified) -> None:
    seen = figures(newsbeam("verify", small.output).stdout)
    assert seen["articles"] == count(small.output, "SELECT count(*) FROM articles")
    tables = ("articles", "entities", "quotes", "events", "incidents", "stories")
    assert seen["rows"] == sum(count(small.output, f"SELECT count(*) FROM {table}") for table in tables)
    assert (seen["found_rows"], seen["found_spans"], seen["failed"]) == (seen["rows"], seen["spans"], 0)
    assert seen["spans"] > 3 * seen["rows"] / 2
    types = count(small.output, "SELECT count(DISTINCT record.media_type) FROM articles")
    assert types >= 10
    cut = f"SELECT count(*) FROM articles WHERE site = 'example.org' AND contains(text, '{BOILERPLATE}')"
    assert count(small.output, cut) == 0  # and yet all are found


def test_verify_reads_only_the_articles_that_own_the_ids(small: Verified) -> None:
    query = "SELECT event_id[:12] || ' ' || article_id FROM events ORDER BY salience DESC LIMIT 1"
    event, article = newsbeam("sql", small.output, query, "--csv").stdout.split()[-2:]
    by_event = newsbeam("verify", small.output, event).stdout
    assert figures(by_event)["articles"] == 1
    assert newsbeam("verify", small.output, article, event).stdout == by_event


@pytest.mark.parametrize(("table", "column"), [("incidents", "incident_id"), ("stories", "story_id")])
def test_verify_incident_or_story_checks_its_articles_and_itself(small: Verified, table: str, column: str) -> None:
    query = f"SELECT {column} || ' ' || article_count FROM {table} ORDER BY article_count DESC LIMIT 1"
    given, articles = newsbeam("sql", small.output, query, "--csv").stdout.split()[-2:]
    seen = figures(newsbeam("verify", small.output, given).stdout)
    assert seen["articles"] == int(articles) > 1
    members = f"(SELECT unnest(article_ids) FROM {table} WHERE {column} = '{given}')"
    rows = (
        count(small.output, f"SELECT count(*) FROM {one} WHERE article_id IN {members}")
        for one in ("articles", "entities", "quotes", "events")
    )
    assert seen["rows"] == 1 + sum(rows)


@pytest.mark.parametrize("given", ["ffffffffffffffffffffffffffffffff", "", "x", "'; DROP TABLE events", "\x1b[31m"])
def test_verify_id_that_names_nothing_exits_with_2(small: Verified, given: str) -> None:
    said = newsbeam("verify", small.output, given, code=2).stderr
    assert "ID: got" in said
    assert "wanted" in said
    assert "\x1b" not in said


@pytest.mark.parametrize("argument", ["bq://project.dataset", "/nowhere"])
def test_verify_what_is_no_output_folder_exits_with_2(argument: str) -> None:
    assert argument.split(":")[0] in newsbeam("verify", argument, code=2).stderr


def test_verify_inputs_that_are_gone_or_changed_are_named(small: Verified, tmp_path: Path) -> None:
    page = next(path for path in sorted((small.news / "pages").rglob("*.html")))
    lines = small.news / "dump.jsonl"
    kept = {path: path.read_bytes() for path in (page, lines)}
    try:
        page.unlink()
        text = kept[lines]
        place = text.rindex(b"Police in ")  # the first records are those of another file too
        lines.write_bytes(text[:place] + b"T" + text[place + 1 :])
        said = newsbeam("verify", small.output, code=4).stdout
        assert re.search(rf"gone: {page}: \d+ rows are from it; restore it", said)
        assert re.search(rf"changed: {lines}: \d+ of the \d+ rows from it are not found in it any more", said)
        assert "changed: articles" in said
        assert "its record says something else now in content_id" in said
        assert figures(said)["failed"] == 0
        lines.write_bytes(text + b"\n")
        assert re.search(
            rf"changed: {lines}: the \d+ rows from it are still in it", newsbeam("verify", small.output, code=4).stdout
        )
    finally:
        for path, content in kept.items():
            path.write_bytes(content)


def test_verify_row_that_says_what_its_text_does_not_fails(small: Verified, tmp_path: Path) -> None:
    output = tmp_path / "out"
    shutil.copytree(small.output, output)
    part = next((output / "events").rglob("*.parquet"))
    table = pq.read_table(part)
    rows = table.to_pylist()
    rows[0]["trigger"]["start"] += 1
    rows[1]["sentence"] = "\x1b]0;owned\x07\u202e"
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), part)
    said = newsbeam("verify", output, code=3).stdout
    assert f"failed: events {rows[0]['event_id']}: trigger: got" in said
    assert f"failed: events {rows[1]['event_id']}: sentence: got" in said
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert figures(said)["failed"] == 2


def test_verify_incident_that_says_what_its_events_do_not_fails(small: Verified, tmp_path: Path) -> None:
    output = tmp_path / "out"
    shutil.copytree(small.output, output)
    part = next((output / "incidents").rglob("*.parquet"))
    table = pq.read_table(part)
    rows = table.to_pylist()
    counted = next(row for row in rows if row["killed_low"])
    counted["killed_low"] += 1_000
    counted["claims"][0]["low"] += 1_000
    other = next(row for row in rows if row is not counted)
    other["event_ids"][0] = "0" * 32
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), part)
    said = newsbeam("verify", output, counted["incident_id"], code=3).stdout
    assert f"failed: incidents {counted['incident_id']}: claims: got 1" in said
    assert figures(said)["failed"] == 1
    said = newsbeam("verify", output, code=3).stdout
    assert f"failed: incidents {other['incident_id']}: event_ids: got {'0' * 32}, wanted an event of the tables" in said
    assert figures(said)["failed"] == 2


def test_verify_row_of_a_replaced_revision_checks_that_revision(tmp_path: Path) -> None:
    first, second, output = tmp_path / "first.jsonl", tmp_path / "second.jsonl", tmp_path / "out"
    text = "Gunmen attacked a bank in Cali on Monday, killing {} guards."
    for file, day, killed in ((first, 1, "two"), (second, 2, "three")):
        fields = {"id": "a", "text": text.format(killed), "modified_at": f"2024-11-0{day}T08:00:00Z"}
        file.write_text(f"{json.dumps(fields)}\n")
        newsbeam("run", file, "--output", output, "--quiet")
    with open_tables(Ledger(output), all_rows=True) as tables:
        rows = tables.sql("SELECT event_id FROM all_events EXCEPT SELECT event_id FROM events").fetchall()
        replaced = [event_id for (event_id,) in rows]
    assert replaced
    assert figures(newsbeam("verify", output, replaced[0]).stdout)["articles"] == 1
    first.write_text(first.read_text().replace("two", "six"))
    said = newsbeam("verify", output, replaced[0], code=4).stdout
    assert f"changed: events {replaced[0]}: " in said
    assert "not in inputs that have changed" in said
    assert "gone" not in said
    first.unlink()
    assert f"gone: {first}: " in newsbeam("verify", output, replaced[0], code=4).stdout
    newsbeam("verify", output)  # the newest revision is of the other file


def test_verify_page_that_takes_more_to_parse_than_is_allowed_cannot_be_told(tmp_path: Path) -> None:
    page, output = tmp_path / "page.html", tmp_path / "out"
    menu = "<ul><li><a href='/x'>more</a></li></ul>" * 30_000  # takes some tenths of a second
    text = (DATA / "articles" / "uruguay-water-law.html").read_text()
    page.write_text(text.replace("</body>", f"<nav>{menu}</nav></body>"))
    newsbeam("run", page, "--output", output, "--quiet")
    said = newsbeam("verify", output, "--seconds", "0.05", code=4).stdout
    assert re.search(
        r"over limit: articles \w+: its record fails now: html_timeout \(.*\); allow more with --seconds", said
    )
    assert said.count("over limit: ") == 2
    assert f"to verify them: newsbeam verify {output} --seconds 120" in said
    assert figures(said)["failed"] == 0
    newsbeam("verify", output, "--seconds", "60", "--memory-mb", "2048")


@pytest.mark.parametrize(("option", "value"), [("--seconds", "0"), ("--seconds", "nan"), ("--memory-mb", "1")])
def test_verify_limit_that_cannot_be_used_exits_with_2(small: Verified, option: str, value: str) -> None:
    assert f"{option} {value}: wanted" in newsbeam("verify", small.output, option, value, code=2).stderr


def test_verify_empty_output_has_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    newsbeam("run", tmp_path / "empty.txt", "--output", tmp_path / "out", "--quiet")
    assert figures(newsbeam("verify", tmp_path / "out").stdout)["rows"] == 0


# --- two thousand records -------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Verified:
    root = tmp_path_factory.mktemp("large")
    news = write_corpus(root / "news", count=2_200).folder
    newsbeam_process("run", news, "--output", root / "out", "--quiet")
    return Verified(news, root / "out")


@pytest.mark.heavy
@pytest.mark.timeout(3600)
def test_verify_two_thousand_records_then_single_bytes(large: Verified) -> None:
    """All spans of mixed formats are found; a byte that changes in text or in markup is found in every format."""
    seen = figures(newsbeam("verify", large.output).stdout)
    assert seen["articles"] > 1_900
    assert (seen["found_rows"], seen["found_spans"], seen["failed"]) == (seen["rows"], seen["spans"], 0)
    chance = random.Random(3)
    inputs = [
        *sorted((large.news / "pages").rglob("*.html"))[:2],
        sorted((large.news / "pages").rglob("*.html.gz"))[0],
        sorted((large.news / "texts").rglob("*.txt"))[0],
        *(large.news / name for name in ("crawl.warc.gz", "dump.jsonl", "export.csv", "export.parquet")),
    ]
    kept = {path: path.read_bytes() for path in inputs}
    for what in (b" said", b"<p>", b""):
        for path, content in kept.items():
            path.write_bytes(_changed(path.name, content, what, chance))
        said = newsbeam("verify", large.output, code=4).stdout
        assert figures(said)["failed"] == 0
        for path in inputs:
            assert f" changed: {path}: " in f" {said}", (path, what)
        if what == b" said":
            lost = re.findall(r" changed: (\S+): [\d,]+ of the", f" {said}")
            assert {Path(path).name for path in lost} >= {"dump.jsonl", "export.csv"}
    for path, content in kept.items():
        path.write_bytes(content)
    newsbeam("verify", large.output)


def _changed(name: str, content: bytes, what: bytes, chance: random.Random) -> bytes:
    """An input with another byte within some bytes that it has, in the page if it is compressed; else anywhere."""
    plain = gzip.decompress(content) if name.endswith(".html.gz") else content
    place = plain.rfind(what) + 1 if what in plain and what else chance.randrange(len(plain))
    damaged = plain[:place] + bytes([plain[place] ^ 1]) + plain[place + 1 :]
    return gzip.compress(damaged, mtime=0) if plain is not content else damaged
