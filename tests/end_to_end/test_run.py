"""Small runs of the command."""

import json
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest

from tests.end_to_end.command import newsbeam, newsbeam_process
from tests.end_to_end.corpus import BOILERPLATE, last_run, tables, write_corpus
from tests.end_to_end.invalid_rows import INVALID_ARTICLE, INVALID_EVENT, make_invalid_rows
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.input_file import open_file

pytestmark = pytest.mark.model

OLD = "Gunmen attacked a bank in Cali on Monday, killing two guards."
NEW = "Gunmen attacked a bank in Cali on Monday. Police said nobody was hurt, correcting an earlier report."


def line(**fields: object) -> str:
    return json.dumps(fields) + "\n"


def test_run_accounts_for_every_record_and_second_run_skips_them(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "news", count=40)
    output = tmp_path / "out"
    newsbeam_process("run", corpus.folder, "--output", output, "--workers", "2", "--chunk-mb", "1")
    run = last_run(output)
    assert run["status"] == "committed"
    early = sum(reason["count"] for reason in run["failures_by_reason"])
    assert run["records_read"] == run["articles"] + run["repeats"] + early
    assert run["records_read"] == corpus.records
    assert run["repeats"] == corpus.repeats
    assert run["articles"] == corpus.valid
    seen = tables(output, root=corpus.folder)
    assert len(seen["articles"]) == run["articles"]
    assert {json.loads(row)["site"] for row in seen["articles"] if BOILERPLATE in row} == {None}
    assert seen["events"]
    assert seen["quotes"]
    assert "nothing to do" in newsbeam("run", corpus.folder, "--output", output).stderr
    assert tables(output, root=corpus.folder) == seen
    newsbeam("run", corpus.folder, "--output", output, "--reprocess", "--quiet")
    assert tables(output, root=corpus.folder) == seen


def test_run_corrected_article_replaces_older_rows_and_corrected_record_resolves_its_failure(tmp_path: Path) -> None:
    first, second, broken = tmp_path / "first.jsonl", tmp_path / "second.jsonl", tmp_path / "broken.jsonl"
    first.write_text(line(id="1", url="https://example.org/a", text=OLD, published_at="2024-11-29"))
    second.write_text(line(id="1", url="https://example.org/a", text=NEW, published_at="2024-11-29"))
    broken.write_text('{"id": "2", "text": \n')
    output = tmp_path / "out"
    newsbeam("run", first, broken, "--output", output)
    before = tables(output, root=tmp_path)
    assert any('"kind": "killed", "low": 2' in row for row in before["events"])
    assert len(before["failures"]) == 1
    broken.write_text(line(id="2", text="Rain fell on Gao on Monday."))
    newsbeam("run", second, broken, "--output", output)
    after = {name: [json.loads(row) for row in rows] for name, rows in tables(output, root=tmp_path).items()}
    assert after["failures"] == []
    corrected, other = sorted(after["articles"], key=lambda row: row["external_id"])
    assert (other["external_id"], "nobody was hurt" in corrected["text"]) == ("2", True)
    contents = {row["content_id"] for name in ("entities", "quotes", "events") for row in after[name]}
    assert corrected["content_id"] in contents
    assert contents <= {corrected["content_id"], other["content_id"]}


def test_run_unreadable_file_fails_alone_and_is_read_once_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news, output = tmp_path / "news", tmp_path / "out"
    news.mkdir()
    for name in ("here", "locked"):
        (news / f"{name}.txt").write_text(f"{OLD} This is file {name}.")

    def opened(uri: str) -> AbstractContextManager[BinaryIO]:
        if uri.endswith("locked.txt"):
            raise ReadError("unreadable", "PermissionError: not yours")
        return open_file(uri)

    with monkeypatch.context() as patch:
        for module in ("pipeline.inputs", "transforms.prepare.read.reader"):
            patch.setattr(f"{module}.open_file", opened)
        newsbeam("run", news, "--output", output)
    seen = tables(output, root=tmp_path)
    assert (len(seen["articles"]), [json.loads(row)["reason"] for row in seen["failures"]]) == (1, ["unreadable"])
    newsbeam("run", news, "--output", output)
    seen = tables(output, root=tmp_path)
    assert (len(seen["articles"]), seen["failures"]) == (2, [])
    assert last_run(output)["records_read"] == 1


def test_run_over_failure_limit_fails_and_records_failures(tmp_path: Path) -> None:
    news, output = tmp_path / "news", tmp_path / "out"
    news.mkdir()
    for name in ("a", "b"):  # two chunks
        bad = ['{"text": "never clo' + "x" * 10_000] * 70
        (news / f"{name}.jsonl").write_text("\n".join([*bad, line(text=OLD, id=name)]))
    command = ("run", news, "--output", output, "--chunk-mb", "1")
    said = newsbeam(*command, code=1).stderr
    assert "140 of 142 records failed (bad_json 140), more than --max-failures 0.5" in said
    seen = tables(output, root=tmp_path)
    assert (len(seen["articles"]), len(seen["failures"]), last_run(output)["status"]) == (0, 140, "failed")
    newsbeam(*command, "--max-failures", "1")
    seen = tables(output, root=tmp_path)
    assert (len(seen["articles"]), len(seen["failures"]), last_run(output)["status"]) == (2, 140, "committed")


def test_run_invalid_row_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    news, output = tmp_path / "news.jsonl", tmp_path / "out"
    texts = {"fits": OLD, "bad event": f"{OLD} {INVALID_EVENT}", "bad article": f"{OLD} {INVALID_ARTICLE}"}
    news.write_text("".join(line(id=name, text=text) for name, text in texts.items()))
    make_invalid_rows(monkeypatch)
    newsbeam("run", news, "--output", output)
    seen = {name: [json.loads(row) for row in rows] for name, rows in tables(output, root=tmp_path).items()}
    named = {row["external_id"]: row["article_id"] for row in seen["articles"]}
    assert sorted(named) == ["bad event", "fits"]
    assert {row["article_id"] for row in seen["events"]} == {named["fits"]}
    assert {row["article_id"] for row in seen["entities"]} == set(named.values())
    assert {(row["stage"], row["reason"], row["article_id"]) for row in seen["failures"]} == {
        ("clean", "write_error", None),
        ("write", "write_error", named["bad event"]),
    }
    run = last_run(output)
    assert (run["status"], run["records_read"], run["articles"], run["failures"]) == ("committed", 3, 2, 2)


def test_run_since_and_until_select_articles(tmp_path: Path) -> None:
    news, output = tmp_path / "news.jsonl", tmp_path / "out"
    days = ("2024-11-27", "2024-11-28", "2024-11-29", None)
    news.write_text("".join(line(id=str(day), text=f"{OLD} It was {day}.", published_at=day) for day in days))
    done = newsbeam("run", news, "--output", output, "--since", "2024-11-28", "--until", "2024-11-28")
    (article,) = tables(output, root=tmp_path)["articles"]
    assert json.loads(article)["external_id"] == "2024-11-28"
    assert last_run(output)["records_read"] == 1
    assert "outside --since/--until" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "missing.html", "--output", "out"], "'missing.html': no such file or folder"),
        (["run", "here.txt", "--output", "here.txt"], "got a file, wanted a folder"),
        (["run", "here.txt", "--output", "."], "newsbeam did not write"),
        (["run", "here.txt", "--output", "out", "--model", "en_core_web_xxl"], "no such model is installed"),
        (
            ["run", "here.txt", "--output", "out", "--since", "2024-02-02", "--until", "2024-01-01"],
            "lies after --until",
        ),
        (["run", "here.txt", "--output", "out", "--max-failures", "2"], "wanted a share from 0 to 1"),
        (["run", "here.txt", "--output", "out", "--format", "pdf"], "'pdf' is not one of"),
        (["relink", "."], "got no output of newsbeam"),
        (["extract", "missing.html"], "no such file or folder"),
        (["extract", "here.txt", "--number", "2"], "wanted article 2"),
        (["extract", "here.txt", "--html", "here.txt"], "which is the article itself"),
    ],
)
def test_command_unusable_argument_reports_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    (tmp_path / "here.txt").write_text(OLD)
    monkeypatch.chdir(tmp_path)
    assert says in newsbeam(*arguments, code=2).stderr
    assert not list(tmp_path.glob("out/_commits/*.json"))


def test_extract_prints_results_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(f"date 2024-11-29\n\n{OLD}\n")
    monkeypatch.chdir(tmp_path)
    shown = newsbeam("extract", "a.txt").stdout
    assert "2 killed" in shown
    assert shown.count("the main event") == 1
    assert "Cali" in shown
    assert "2024-11-25" in shown  # that Monday
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_extract_html_writes_a_page_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(f"date 2024-11-29\n\n{OLD}\n")
    monkeypatch.chdir(tmp_path)
    done = newsbeam("extract", "a.txt", "--html", "pages/a.html")
    assert done.stdout == ""
    assert "pages/a.html: " in done.stderr
    page = (tmp_path / "pages" / "a.html").read_text(encoding="utf-8")
    assert "2 killed" in page
    assert newsbeam("extract", "a.txt", "--html", "-").stdout == " ".join(page.split())
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.html", "a.txt", "pages"]


def test_help_shows_examples() -> None:
    assert "newsbeam run articles/ --output tables" in newsbeam("run", "--help").stdout
