"""The command removes what appears on many pages of a site; other sites, and those of few pages, keep theirs."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.command import newsbeam
from tests.end_to_end.corpus import last_run, tables

pytestmark = pytest.mark.model

APPEAL = (
    "The Northern Courier has no owner but its readers, and whoever reads it keeps it alive with four euros a month."
)
STORIES = {
    "Gunmen attack a bank in Cali": ["Gunmen attacked a bank in Cali on Monday, killing two guards.", "Cali is calm."],
    "Rebels take Gao": ["Rebels seized Gao on Tuesday.", "The army left Gao.", "The rebels now hold three towns."],
    "Rain floods Basra": ["Rain flooded parts of Basra.", "Forty families in Basra lost homes to the rain."],
    "Court sentences mayor of Lagos": [
        "A court in Lagos jailed the mayor for fraud.",
        "The mayor will appeal in Lagos.",
    ],
    "Bus overturns near Odesa": ["A bus overturned near Odesa, injuring nine.", "The bus was on its way to Odesa."],
    "Talks open in Manila": ["Envoys opened talks in Manila.", "The talks in Manila may last a week, envoys said."],
}


def pages(site: str, count: int, appeals: int) -> list[dict[str, Any]]:
    """Records of a site; the first `appeals` contain the appeal, at the top, in the middle or at the end."""
    records = []
    for i, (title, body_paragraphs) in enumerate(list(STORIES.items())[:count]):
        paragraphs = [*body_paragraphs]
        if i < appeals:
            paragraphs.insert(i % 3, APPEAL)
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
        record = {"html": html} if i % 2 else {"text": "\n\n".join(paragraphs)}
        records.append({"url": f"https://{site}/{i}", "title": title, "published_at": "2024-11-29", **record})
    return records


def write(path: Path, records: Iterable[dict[str, Any]]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def texts(output: Path, site: str) -> list[str]:
    rows = map(json.loads, tables(output, root="")["articles"])
    return [row["text"] for row in rows if row["site"] == site]


def cleaned_texts(count: int) -> list[str]:
    return sorted("\n\n".join(paragraphs) for paragraphs in list(STORIES.values())[:count])


def test_run_appeal_is_removed_from_its_site_alone(tmp_path: Path) -> None:
    records = [*pages("courier.example", 6, 6), *pages("other.example", 6, 0), *pages("small.example", 2, 2)]
    news = write(tmp_path / "news.jsonl", records)
    newsbeam("run", news, "--output", tmp_path / "out", "--quiet")
    assert sorted(texts(tmp_path / "out", "courier.example")) == cleaned_texts(6)
    assert sorted(texts(tmp_path / "out", "other.example")) == cleaned_texts(6)
    assert all(APPEAL in text for text in texts(tmp_path / "out", "small.example"))
    seen = tables(tmp_path / "out", root="")
    articles = {(row["article_id"], row["content_id"]): row for row in map(json.loads, seen["articles"])}
    events = [json.loads(row) for row in seen["events"]]
    assert any(articles[row["article_id"], row["content_id"]]["site"] == "courier.example" for row in events)
    for row in events:
        text = articles[row["article_id"], row["content_id"]]["text"]
        assert text[row["trigger"]["start"] : row["trigger"]["end"]] == row["trigger"]["text"]


@pytest.mark.heavy
def test_run_order_files_and_processes_do_not_change_boilerplate(tmp_path: Path) -> None:
    records = [*pages("courier.example", 6, 5), *pages("other.example", 6, 0)]
    write(tmp_path / "one" / "news.jsonl", records)
    for i, record in enumerate(reversed(records)):
        write(tmp_path / "many" / f"{i % 5}-{i}.jsonl", [record])
    seen = []
    for name, workers in (("one", 1), ("many", 2)):
        newsbeam("run", tmp_path / name, "--output", tmp_path / f"{name}-out", "--workers", workers, "--quiet")
        found = tables(tmp_path / f"{name}-out", root="")
        rows = [json.loads(row) for row in found["articles"]]
        seen.append(sorted(json.dumps({**row, "record": None}, sort_keys=True) for row in rows) + found["events"])
    assert seen[0] == seen[1]
    assert not any(APPEAL in row for row in seen[0])


@pytest.mark.heavy
def test_run_earlier_runs_count_and_the_snapshot_is_named(tmp_path: Path) -> None:
    records = pages("courier.example", 3, 3)
    first, second = write(tmp_path / "1.jsonl", records[:2]), write(tmp_path / "2.jsonl", records[2:])
    output = tmp_path / "out"
    newsbeam("run", first, "--output", output, "--quiet")
    empty = last_run(output)["banner_snapshot"]
    before = texts(output, "courier.example")
    assert all(APPEAL in text for text in before)
    newsbeam("run", second, "--output", output, "--quiet")
    after = last_run(output)["banner_snapshot"]
    assert len({None, empty, after}) == 3
    assert sorted(texts(output, "courier.example")) == sorted([*before, "\n\n".join(list(STORIES.values())[2])])
    seen = tables(output, root="")
    newsbeam("run", second, "--output", output, "--quiet", "--reprocess")
    assert tables(output, root="") == seen
    newsbeam("run", first, second, "--output", output, "--quiet", "--reprocess")
    assert sorted(texts(output, "courier.example")) == cleaned_texts(3)


@pytest.mark.heavy
def test_run_page_read_again_is_no_evidence_and_boilerplate_makes_no_revision(tmp_path: Path) -> None:
    page, *_ = pages("courier.example", 1, 1)
    again = [{**page, "id": str(i)} for i in range(4)]
    output = tmp_path / "out"
    newsbeam("run", write(tmp_path / "1.jsonl", again), "--output", output, "--quiet")
    newsbeam("run", write(tmp_path / "2.jsonl", again[:3]), "--output", output, "--quiet")
    (text,) = texts(output, "courier.example")
    assert APPEAL in text
    with_, without = pages("other.example", 6, 5), pages("other.example", 6, 0)
    newsbeam("run", write(tmp_path / "3.jsonl", [*with_, *without]), "--output", tmp_path / "new", "--quiet")
    assert sorted(texts(tmp_path / "new", "other.example")) == cleaned_texts(6)
    run = last_run(tmp_path / "new")
    assert (run["articles"], run["repeats"], run["failures"]) == (6, 6, 0)
