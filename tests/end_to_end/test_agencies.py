"""Runs on feeds and on the formats of news agencies."""

import gzip
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.end_to_end.command import newsbeam
from tests.end_to_end.corpus import last_run, tables

pytestmark = pytest.mark.model

DATA = Path(__file__).parent.parent / "data"


def test_run_feeds_and_agency_formats_become_tables(tmp_path: Path) -> None:
    news, output = tmp_path / "news", tmp_path / "out"
    shutil.copytree(DATA / "feeds", news / "feeds")
    shutil.copytree(DATA / "agencies", news / "agencies")
    packed = news / "feeds" / "rss.xml"
    packed.with_suffix(".xml.gz").write_bytes(gzip.compress(packed.read_bytes(), mtime=0))
    packed.unlink()
    newsbeam("run", news / "feeds", f"{news}/agencies/*", "--output", output)
    run = last_run(output)
    assert (run["status"], run["records_read"], run["articles"], run["failures"]) == ("committed", 20, 13, 7)
    reasons = {reason["reason"]: reason["count"] for reason in run["failures_by_reason"]}
    assert reasons == {"no_content": 4, "withdrawn": 2, "bad_json": 1}
    seen = tables(output, root=news)
    articles = {row["title"]: row for row in map(json.loads, seen["articles"])}
    assert all(row["published_basis"] == "record" and row["outcome"] == "coded" for row in articles.values())
    strike = articles["Dockers in Odesa strike over pay"]
    assert strike["published_at"].startswith("2024-03-12 06:30:00")
    assert (strike["authors"], strike["site"]) == (["John Okafor"], "example.org")
    convoy = articles["Gunmen kill four soldiers near Gao"]
    assert (convoy["credits"], convoy["external_id"]) == (["Reuters"], "EXP-20240312-0093")
    with duckdb.connect(str(output / "newsbeam.duckdb"), read_only=True) as database:
        killed = database.sql(
            "SELECT title, killed_low FROM events JOIN articles USING (article_id) WHERE killed_low > 0 ORDER BY title"
        ).fetchall()
    assert ("Gunmen kill four soldiers near Gao", 4) in killed
    assert ("Toll of Gao market bombing rises to nine", 9) in killed
    assert "nothing to do" in newsbeam("run", news / "feeds", f"{news}/agencies/*", "--output", output).stderr


@pytest.mark.heavy
def test_run_corrected_item_replaces_older_one(tmp_path: Path) -> None:
    output = tmp_path / "out"
    for version, toll in (("1", "four"), ("2", "six")):
        data = (DATA / "agencies" / "ninjs.json").read_text()
        data = data.replace("killing at least five", f"killing at least {toll}").replace(
            "T04:41:09Z", f"T0{version}:00:00Z"
        )
        (tmp_path / f"item-{version}.json").write_text(data)
        newsbeam("run", tmp_path / f"item-{version}.json", "--output", output)
    (article,) = tables(output, root=tmp_path)["articles"]
    assert "at least six workers" in article
