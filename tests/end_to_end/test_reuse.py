"""What an earlier run has read is written again, and not annotated and extracted again; the rows are the same."""

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.engines.start_up import SMALL_INPUT
from pipeline.options import RunOptions
from pipeline.run import plan
from pipeline.run.run import Summary, run
from tests.end_to_end.corpus import BOILERPLATE, IGNORED, last_run
from transforms.decide.copies import revisions
from transforms.extract.quotes import extract as quotes

pytestmark = pytest.mark.model

TABLES = ("articles", "entities", "quotes", "events", "incidents", "stories", "failures")


def story(number: int, text: str, **fields: Any) -> dict[str, Any]:
    """A record."""
    return {
        "id": f"first-{number}",
        "url": f"https://news.example.org/{number}",
        "title": f"Report {number} of the day",
        "published_at": "2024-11-29T09:30:00Z",
        "text": text,
        **fields,
    }


BOMB = (
    'A bomb exploded at a crowded market in Gao on Monday, killing 12 people. "We will find them," said Omar Haddad, '
    "the interior minister. No group has claimed the attack on the market in the north of Mali."
)
STRIKE = (
    "Ferry workers in Marseille went on strike on Tuesday over pay, leaving thousands of passengers stranded. "
    "The union said on Friday that the strike would last three days, and that talks with the company had failed."
)
COURT = (
    "A court in Lagos sentenced the former minister Peter Novak to seven years in prison for fraud on Tuesday. His "
    "lawyers said that he would appeal against the sentence."
)
FLOOD = (
    "Heavy rains flooded parts of Manila on Wednesday, and 300 families were forced from their homes, officials said. "
    "Mayor Laura Chen said the city would open schools as shelters."
)
RAID = (
    "Police in Karachi arrested nine men on Thursday after a raid on a warehouse in which rifles were found. The men "
    "belong to a group that has attacked convoys, according to Maria Lopez, a spokeswoman."
)
CRASH = (
    "A bus overturned outside Cali early on Thursday, injuring fourteen passengers, the fire service said. The driver "
    "was arrested. It was the third crash on that road this year."
)
FIRST = [
    story(1, BOMB),
    story(2, f"{STRIKE}\n\n{BOILERPLATE}"),
    story(3, COURT),
    story(4, FLOOD),
    story(5, RAID),
    story(6, "Too short."),
]
SECOND = [
    story(7, CRASH),
    story(5, RAID, published_at="2024-11-28T09:30:00Z"),
    story(4, FLOOD, title="A corrected title"),
    story(3, f"{COURT} He has denied it."),
    story(1, BOMB),
    story(2, f"{STRIKE}\n\n{BOILERPLATE}"),
    story(6, "Too short."),
    story(8, BOMB, url="https://copy.example.net/8", published_at="2024-11-29T12:00:00Z"),
    story(1, BOMB),
]
UNCHANGED = 2
EXTRACTED = 4


def write(path: Path, records: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    assert path.stat().st_size < SMALL_INPUT  # so that the work metrics are those of this process
    return path


def run_on(path: Path, output: Path, **options: Any) -> Summary:
    return run(RunOptions(inputs=(str(path),), output=str(output), **options))


def annotated(summary: Summary) -> int:
    """How many articles the language model was given."""
    return summary.work.get("annotate.inputs", 0)


def reused(output: Path) -> int:
    counters = {counter["name"]: counter["value"] for counter in last_run(output)["counters"]}
    assert counters["articles.coded"] >= counters.get("reused_articles", 0)
    return int(counters.get("reused_articles", 0))


def rows(output: Path) -> dict[str, list[str]]:
    """The visible rows of all tables, to the last bit, but for ids of runs and times of processing."""
    with duckdb.connect(str(output / "newsbeam.duckdb"), read_only=True) as database:
        database.execute("SET TimeZone = 'UTC'")
        return {
            name: sorted(
                json.dumps({key: value for key, value in row.items() if key not in IGNORED}, default=str)
                for row in database.table(name).to_arrow_table().to_pylist()
            )
            for name in TABLES
        }


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """An output with a run over the first records."""
    output = tmp_path / "out"
    summary = run_on(write(tmp_path / "monday" / "first.jsonl", FIRST), output)
    assert annotated(summary) == 5
    assert reused(output) == 0
    return output


def afresh(first: Path, inputs: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, **options: Any) -> Path:
    """A copy of an output after a run that extracts everything."""
    shutil.copytree(first, folder)
    with monkeypatch.context() as patch:
        patch.setattr(revisions, "known_rows", lambda *_: iter(()))
        run_on(inputs, folder, **options)
    assert reused(folder) == 0
    return folder


def test_run_unchanged_articles_are_not_annotated_and_all_rows_are_those_of_a_fresh_extraction(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = write(tmp_path / "tuesday" / "second.jsonl", SECOND)
    wanted = rows(afresh(first, inputs, tmp_path / "afresh", monkeypatch))
    summary = run_on(inputs, first)
    assert (annotated(summary), reused(first)) == (EXTRACTED, UNCHANGED)
    found = rows(first)
    assert found == wanted
    assert all(found[name] for name in TABLES if name != "failures")
    assert {row["record"]["uri"] for row in map(json.loads, found["articles"])} == {str(inputs)}

    again = run_on(write(tmp_path / "wednesday" / "third.jsonl", SECOND), first)
    assert (annotated(again), reused(first)) == (0, UNCHANGED + EXTRACTED)
    assert [rows(first)[name] for name in TABLES[1:]] == [wanted[name] for name in TABLES[1:]]


def test_run_reprocessed_articles_are_not_annotated(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = tmp_path / "monday" / "first.jsonl"
    wanted = rows(afresh(first, inputs, tmp_path / "afresh", monkeypatch, reprocess=True))
    assert annotated(run_on(inputs, first, reprocess=True)) == 0
    assert reused(first) == 5
    assert rows(first) == wanted


def test_run_of_other_code_extracts_everything(first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "code_version", lambda: "other")
    assert annotated(run_on(tmp_path / "monday" / "first.jsonl", first)) == 5
    assert reused(first) == 0


def test_run_article_whose_quotes_failed_is_extracted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(document: Any) -> Any:
        raise RuntimeError("no such thing")

    output, inputs = tmp_path / "out", write(tmp_path / "news.jsonl", FIRST)
    with monkeypatch.context() as patch:
        patch.setattr(quotes, "attribution_relations", failing)
        run_on(inputs, output)
    assert len(rows(output)["failures"]) == 5
    assert annotated(run_on(inputs, output, reprocess=True)) == 5
    assert rows(output)["failures"] == []
    assert annotated(run_on(inputs, output, reprocess=True)) == 0
