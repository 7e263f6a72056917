"""What must not be told: words of an article in a log, a credential in anything that is written."""

import gzip
import json
import logging
from pathlib import Path

import pytest

from pipeline.options import RunOptions
from pipeline.run.run import run
from schemas.rows.event import Event
from tests.end_to_end.corpus import sums, tables
from transforms.extract.document import Document
from transforms.extract.events import extract as events

pytestmark = pytest.mark.model

WORD = "Quixelborough"
TOLD = f"Gunmen attacked a bank in {WORD} on Monday, killing two guards, the mayor of {WORD} said."
TOKEN = "ya29.never-to-be-told"


def _write_hostile(folder: Path) -> None:
    folder.mkdir()
    page = f"<html lang='en'><head><title>{WORD}</title></head><body><article><p>{TOLD}</p></article></body></html>"
    lines = [
        json.dumps({"id": "1", "title": WORD, "text": TOLD}),
        '{"id": "2", "text": "' + TOLD,
        json.dumps({"id": "3", "title": WORD}),
        json.dumps({"id": "4", "text": TOLD, "published_at": WORD, "language": WORD, "url": f"http://[{WORD}"}),
        json.dumps({"id": "5", "text": f"{TOLD} \ud800 {WORD}"}),
        json.dumps([WORD]),
    ]
    (folder / "lines.jsonl").write_text("\n".join(lines))
    (folder / "page.html").write_text(page)
    (folder / "deep.html").write_text(f"<html><body>{'<div>' * 100_000}{TOLD}</body></html>")
    (folder / "linked.html").write_text(
        page.replace("</head>", f'<script type="application/ld+json">{{{WORD}</script>')
    )
    (folder / "cut.html.gz").write_bytes(gzip.compress(page.encode() * 50)[:200])
    (folder / "binary.html").write_bytes(page.encode("utf-16")[1:] + bytes(range(256)) * 20)
    (folder / "table.csv").write_text(f'id,title,text\n1,"{WORD}\n2,{WORD}')


def _fail(document: Document) -> tuple[Event, ...]:
    raise ValueError(document.article.text)


def test_logs_hold_no_word_of_an_article_and_tables_no_credential(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Logs as workers of an engine write them, from INFO up, also of steps that fail with the article's words."""
    monkeypatch.setattr(events, "extract_events", _fail)
    credentials = tmp_path / "credentials.json"
    credentials.write_text(json.dumps({"type": "authorized_user", "token": TOKEN}))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(credentials))
    news, output = tmp_path / "news", tmp_path / "out"
    _write_hostile(news)
    with caplog.at_level(logging.INFO):
        options = RunOptions(inputs=(str(news),), output=str(output), max_failures=1.0)
        run(options)
    rows = tables(output, root=news)
    assert WORD in str(rows["articles"])
    stages = {json.loads(row)["stage"] for row in rows["failures"]}
    assert {"read", "parse", "clean", "extract"} >= stages >= {"read", "extract"}
    printed = capfd.readouterr()
    assert WORD not in caplog.text + printed.out + printed.err
    kept = str(rows) + str(sums(output)) + "".join(file.read_text() for file in output.rglob("*.json"))
    assert TOKEN not in kept
    assert str(credentials) not in kept
