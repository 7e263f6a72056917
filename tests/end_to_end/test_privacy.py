"""Logs contain no text of articles, and output contains no credentials."""

import gzip
import json
import logging
from pathlib import Path

import pytest

from pipeline.options import RunOptions
from pipeline.run.run import run
from schemas.rows.event import Event
from tests.end_to_end.corpus import last_run, tables
from transforms.extract.document import Document
from transforms.extract.events import extract as events

pytestmark = pytest.mark.model

WORD = "Quixelborough"
SENTENCE = f"Gunmen attacked a bank in {WORD} on Monday, killing two guards, the mayor of {WORD} said."
TOKEN = "ya29.secret-token"


def _write_malformed(folder: Path) -> None:
    folder.mkdir()
    page = f"<html lang='en'><head><title>{WORD}</title></head><body><article><p>{SENTENCE}</p></article></body></html>"
    lines = [
        json.dumps({"id": "1", "title": WORD, "text": SENTENCE}),
        '{"id": "2", "text": "' + SENTENCE,
        json.dumps({"id": "3", "title": WORD}),
        json.dumps({"id": "4", "text": SENTENCE, "published_at": WORD, "language": WORD, "url": f"http://[{WORD}"}),
        json.dumps({"id": "5", "text": f"{SENTENCE} \ud800 {WORD}"}),
        json.dumps([WORD]),
    ]
    (folder / "lines.jsonl").write_text("\n".join(lines))
    (folder / "page.html").write_text(page)
    (folder / "deep.html").write_text(f"<html><body>{'<div>' * 100_000}{SENTENCE}</body></html>")
    (folder / "linked.html").write_text(
        page.replace("</head>", f'<script type="application/ld+json">{{{WORD}</script>')
    )
    (folder / "cut.html.gz").write_bytes(gzip.compress(page.encode() * 50)[:200])
    (folder / "binary.html").write_bytes(page.encode("utf-16")[1:] + bytes(range(256)) * 20)
    (folder / "table.csv").write_text(f'id,title,text\n1,"{WORD}\n2,{WORD}')


def _fail(document: Document) -> tuple[Event, ...]:
    raise ValueError(document.article.text)


def test_run_logs_contain_no_article_text_and_tables_no_credentials(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Logs from level INFO, as on an engine's workers, including those of steps whose errors contain article text."""
    monkeypatch.setattr(events, "extract_events", _fail)
    credentials = tmp_path / "credentials.json"
    credentials.write_text(json.dumps({"type": "authorized_user", "token": TOKEN}))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(credentials))
    news, output = tmp_path / "news", tmp_path / "out"
    _write_malformed(news)
    with caplog.at_level(logging.INFO):
        options = RunOptions(inputs=(str(news),), output=str(output), max_failures=1.0)
        run(options)
    rows = tables(output, root=news)
    assert WORD in str(rows["articles"])
    stages = {json.loads(row)["stage"] for row in rows["failures"]}
    assert {"read", "parse", "clean", "extract"} >= stages >= {"read", "extract"}
    printed = capfd.readouterr()
    assert WORD not in caplog.text + printed.out + printed.err
    written = str(rows) + str(last_run(output)) + "".join(file.read_text() for file in output.rglob("*.json"))
    assert TOKEN not in written
    assert str(credentials) not in written
