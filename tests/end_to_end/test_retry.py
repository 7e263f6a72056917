"""`newsbeam retry` takes what failed again, at its place or from what was kept of it."""

import json
import shutil
from pathlib import Path

import pytest
import spacy

from pipeline.feeds.message_files import MessageFiles
from pipeline.options import RunOptions
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.output import FolderOutput
from pipeline.outputs.folder.query import open_tables
from pipeline.run.run import run
from schemas.flow.parsed import ParsedRecord
from schemas.flow.record import RawRecord
from schemas.rows.failure import Rejected
from tests.end_to_end.command import newsbeam
from tests.end_to_end.corpus import tables, write_corpus
from transforms.extract.annotate.model_files import DEFAULT_MODEL, model_path
from transforms.prepare.parse import parse
from transforms.prepare.parse.sandbox import Sandbox

pytestmark = pytest.mark.model


def run_slowly(news: Path, output: Path, model: str = DEFAULT_MODEL) -> None:
    """Run in this process, so that every page times out."""
    parse_record = parse.parse_record

    def slow(raw: RawRecord, sandbox: Sandbox) -> ParsedRecord | Rejected:
        if raw.html is None:
            return parse_record(raw, sandbox)
        return Rejected(stage="parse", reason="html_timeout", error="slow", ref=raw.ref, payload=raw.payload)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parse, "parse_record", slow)
        run(RunOptions(inputs=(str(news),), output=str(output), model=model, max_failures=1.0, workers=1))


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("retry") / "news", count=30).folder


@pytest.fixture(scope="module")
def timed_out(news: Path) -> Path:
    """An output in which every page of `news` has timed out."""
    output = news.parent / "timed-out"
    run_slowly(news, output)
    return output


@pytest.fixture
def output(timed_out: Path, tmp_path: Path) -> Path:
    return shutil.copytree(timed_out, tmp_path / "out")


def count(output: Path, query: str) -> int:
    return int(newsbeam("sql", output, query, "--csv").stdout.split()[-1])


TIMEOUTS = "SELECT count(*) FROM failures WHERE reason = 'html_timeout'"


def test_retry_with_more_time_gives_the_tables_of_an_undisturbed_run(output: Path, news: Path, tmp_path: Path) -> None:
    newsbeam("run", news, "--output", tmp_path / "whole", "--quiet")
    pages = count(output, TIMEOUTS)
    assert pages > 10
    said = newsbeam("retry", output, "--reason", "html_timeout", "--seconds", "30", code=3).stdout
    assert said.endswith(f"{pages} failures: {pages - 1} resolved, 1 fail again")
    assert said.count("resolved: parse html_timeout: ") == pages - 1
    assert "deep.html at 0 (no_article_text: " in said
    assert count(output, TIMEOUTS) == 0
    assert count(output, "SELECT count(*) FROM failures WHERE reason = 'no_article_text'") == 1
    found, whole = (tables(one, root=news) for one in (output, tmp_path / "whole"))
    assert len(found["articles"]) == len(whole["articles"])
    retried = _ids("FROM articles SELECT article_id WHERE run_id IN (SELECT resolved_by FROM all_failures)", output)
    assert len(retried) == pages - 1
    retried -= _ids("FROM articles SELECT article_id WHERE contains(record.uri, '.jsonl')", output)  # some are repeats
    for table in ("articles", "entities", "quotes", "events"):
        assert _rows(found[table], retried) == _rows(whole[table], retried) != []
    newsbeam("verify", output)
    newsbeam("check", output)
    assert newsbeam("retry", output, "--reason", "html_timeout").stdout.endswith("0 failures: 0 resolved, 0 fail again")


def _ids(query: str, output: Path) -> set[str]:
    with open_tables(Ledger(output), all_rows=True) as database:
        return {found for (found,) in database.execute(query).fetchall()}


def _rows(rows: list[str], articles: set[str]) -> list[str]:
    """Rows of some articles; in others boilerplate may stand that the first run could not know."""
    return [row for row in rows if json.loads(row)["article_id"] in articles]


def test_retry_leaves_inputs_to_be_read_as_before(output: Path, news: Path) -> None:
    newsbeam("retry", output, "--reason", "html_timeout", code=3)
    assert "nothing to do" in newsbeam("run", news, "--output", output).stderr


def test_retry_what_fails_again_stays_as_it_is(output: Path) -> None:
    others = "SELECT count(*) FROM failures WHERE reason <> 'html_timeout'"
    before = count(output, others)
    assert before > 1
    reasons = ("truncated_gzip", "empty", "bad_json", "invalid_utf8")
    said = newsbeam("retry", output, *(part for one in reasons for part in ("--reason", one)), code=3).stdout
    assert f"{before} failures: 0 resolved, {before} fail again" in said
    assert "fails again: read truncated_gzip: " in said
    assert count(output, others) == before
    assert count(output, "SELECT count(*) FROM runs") == 1


def test_retry_inputs_that_are_gone_are_read_from_what_was_kept(news: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(news, tmp_path / "news")
    export = moved / "pages.csv"
    page = next((news / "pages").rglob("*.html")).read_text().replace('"', '""')
    export.write_text(f'id,html\nx,"{page}"\n')
    output = tmp_path / "out"
    run_slowly(moved, output)
    names = (
        "SELECT string_agg(external_id, ' ' ORDER BY external_id) FROM articles WHERE record.media_type = 'text/html'"
    )
    pages = count(output, TIMEOUTS)
    shutil.rmtree(moved)
    said = newsbeam("retry", output, "--reason", "html_timeout", code=4).stdout
    gone = "its input is gone or has changed, and"
    alone = "its payload alone does not say what it is; restore the input"
    assert f"lost: parse html_timeout: {export} at 8 ({gone} {alone})" in said
    assert f"deep.html at 0 ({gone} no payload was kept, as is done up to 64 KiB; restore the input)" in said
    assert said.endswith(
        f"{pages} failures: {pages - 2} resolved, 0 fail again, 2 cannot be taken again: restore their inputs"
    )
    assert count(output, TIMEOUTS) == 2  # that of a row of CSV, and a page too large to be kept
    whole = sorted(path.name.partition(".")[0] for path in (news / "pages").rglob("*.html*"))
    assert newsbeam("sql", output, names, "--csv").stdout.split()[-len(whole) :] == whole
    kept = "SELECT article_id FROM articles WHERE contains(record.uri, '/_retried/') LIMIT 1"
    article = newsbeam("sql", output, kept, "--csv").stdout.split()[-1]
    newsbeam("verify", output, article)
    output = output.rename(tmp_path / "moved")
    newsbeam("verify", output, article)
    assert f"record {output}/_retried/" in newsbeam("show", output, article).stdout
    shutil.rmtree(output / "_retried")
    newsbeam("verify", output, article, code=4)


def test_retry_message_that_moved_with_its_output_is_read_there(news: Path, tmp_path: Path) -> None:
    output = FolderOutput(tmp_path / "out")
    output.prepare()
    message = json.dumps({"id": "a", "html": next((news / "pages").rglob("*.html")).read_text()}).encode()
    batch = MessageFiles(output.messages_folder()).add(("1",), (message,), (), since=0.0)
    run_slowly(Path(batch.file), output.output)
    moved = output.output.rename(tmp_path / "moved")
    assert "resolved: parse html_timeout: " in newsbeam("retry", moved).stdout
    assert count(moved, "SELECT count(*) FROM failures") == 0
    newsbeam("verify", moved)


def test_retry_takes_the_model_of_the_run_that_failed(tmp_path: Path) -> None:
    page, model, output = tmp_path / "page.html", tmp_path / "own", tmp_path / "out"
    page.write_text("<html><body><article><p>Gunmen attacked a bank in Cali, killing two.</p></article></body></html>")
    own = spacy.load(model_path(DEFAULT_MODEL))
    own.meta["name"] = "own"
    own.to_disk(model)
    run_slowly(page, output, model=str(model))
    said = newsbeam("retry", output, code=2).stderr
    assert "got none, and 'en_own', the model of the run that failed, is not installed" in said
    assert "or give its path or another model, such as --model en_core_web_md" in said
    newsbeam("retry", output, "--model", model)
    models = "SELECT string_agg(model, ', ' ORDER BY started_at) FROM runs"
    version = own.meta["version"]
    assert f"en_own {version}, en_own {version}" in newsbeam("sql", output, models, "--csv").stdout


def test_retry_resumes_after_a_run_that_was_interrupted(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.retry import retry

    with monkeypatch.context() as patch:
        patch.setattr(retry, "run_plan", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        newsbeam("retry", output, "--reason", "html_timeout", code=1)
    assert count(output, TIMEOUTS) > 10
    newsbeam("retry", output, "--reason", "html_timeout", code=3)
    assert count(output, TIMEOUTS) == 0
    assert not any((output / "_staging").iterdir())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("bq://project.news",), "newsbeam run ... --reprocess"),
        (("/nowhere",), "wanted a folder that a run has written"),
        (("OUT", "--reason", "\x1b[31m"), "wanted one of unreadable, empty"),
        (("OUT", "--seconds", "0"), "--seconds 0: wanted more than 0"),
        (("OUT", "--memory-mb", "1"), "--memory-mb 1: wanted 512 or more"),
        (("OUT", "--model", "nothing"), "nothing"),
    ],
)
def test_retry_options_that_cannot_be_used_exit_with_2(timed_out: Path, arguments: tuple[str, ...], said: str) -> None:
    error = newsbeam("retry", *(str(timed_out) if one == "OUT" else one for one in arguments), code=2).stderr
    assert said in error
    assert "\x1b" not in error


def test_retry_help_ends_with_examples() -> None:
    said = newsbeam("retry", "--help").stdout
    assert "Exit codes: 0" in said
    assert said.rindex("Examples:") > said.rindex("--help")
