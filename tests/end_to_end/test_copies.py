"""The command codes one of several copies, over chunks and runs, and another one once that is revised."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.end_to_end.command import newsbeam
from tests.end_to_end.corpus import last_run, tables

pytestmark = pytest.mark.model

WIRE = (
    "Gunmen killed twelve people at a market in the northern city of Kirkuk on Monday, police said. The attackers "
    "opened fire from two cars shortly after noon, when the stalls were full, and fled towards the hills in the west."
    "\n\nHospital staff said thirty people were wounded, among them six children. No group has claimed the attack."
)
LATER = (
    "The market in Kirkuk was quiet on Sunday, a week after the attack, and the mayor promised a memorial for the "
    "dead, to be built in the spring with money that the merchants of the city and of the towns around it have given."
)
HEADED = f"KIRKUK (Reuters) - {WIRE}"
DAYS = {
    "a": [("a", "2024-11-25T08:00:00Z", None, WIRE), ("b", "2024-11-25T09:00:00Z", None, WIRE)],
    "b": [("c", "2024-11-26T08:00:00Z", None, HEADED), ("d", "2024-11-26T09:00:00Z", None, LATER)],
    "c": [("a", "2024-11-25T08:00:00Z", "2024-11-28T08:00:00Z", LATER), ("e", "2024-11-28T09:00:00Z", None, WIRE)],
}


def write(folder: Path, name: str) -> Path:
    """Write the articles of a day."""
    folder.mkdir(exist_ok=True)
    records = [
        {"url": f"https://{site}.example/1", "published_at": published, "modified_at": modified, "text": text}
        for site, published, modified, text in DAYS[name]
    ]
    path = folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def articles(output: Path) -> dict[str, tuple[str, str | None, str | None, int]]:
    """Outcome, original, kind and number of events of each article, by the first letter of the site."""
    query = (
        "SELECT left(copy.site, 1), copy.outcome, left(original.site, 1), copy.duplicate_kind, "
        "(SELECT count(*) FROM events WHERE events.article_id = copy.article_id) "
        "FROM articles AS copy LEFT JOIN articles AS original ON original.article_id = copy.duplicate_of"
    )
    with duckdb.connect(str(output / "newsbeam.duckdb"), read_only=True) as database:
        return {row[0]: row[1:] for row in database.sql(query).fetchall()}


def counters(output: Path) -> dict[str, Any]:
    return {counter["name"]: counter["value"] for counter in last_run(output)["counters"]}


def test_run_copies_are_coded_once_and_anew_when_their_original_is_revised(tmp_path: Path) -> None:
    output = tmp_path / "days"
    newsbeam("run", write(tmp_path / "news", "a"), "--output", output, "--quiet")
    found = articles(output)
    assert (found["a"][:3], found["a"][3] > 0) == (("coded", None, None), True)
    assert found["b"] == ("duplicate", "a", "exact", 0)

    newsbeam("run", write(tmp_path / "news", "b"), "--output", output, "--quiet")
    found = articles(output)
    assert found["c"] == ("duplicate", "a", "near", 0)
    assert found["d"][0] == "coded"

    newsbeam("run", write(tmp_path / "news", "c"), "--output", output, "--quiet")
    found = articles(output)
    assert found["a"] == ("duplicate", "d", "exact", 0)
    assert (found["b"][:3], found["b"][3] > 0) == (("coded", None, None), True)
    assert found["c"] == ("duplicate", "b", "near", 0)
    assert found["e"] == ("duplicate", "b", "exact", 0)
    run = last_run(output)
    assert (run["records_read"], run["articles"]) == (2, 2)
    wanted = {"articles.duplicate": 2, "recoded_copies.coded": 1, "recoded_copies.duplicate": 1}
    assert {name: counters(output).get(name) for name in wanted} == wanted
    assert {row["main_event_id"] is None for row in map(json.loads, tables(output, root=tmp_path)["articles"])} == {
        True,
        False,
    }


@pytest.mark.heavy
def test_run_in_chunks_and_days_gives_the_rows_of_one_run(tmp_path: Path) -> None:
    news = tmp_path / "news"
    for name in ("a", "b"):
        write(news, name)
    newsbeam("run", news, "--output", tmp_path / "once", "--quiet")
    for name in ("a", "b"):
        newsbeam("run", news / f"{name}.jsonl", "--output", tmp_path / "days", "--quiet")
    assert tables(tmp_path / "days", root=tmp_path) == tables(tmp_path / "once", root=tmp_path)
