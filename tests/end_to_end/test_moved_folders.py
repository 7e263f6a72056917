"""Output folders that were moved or copied: each command reads and continues the folder that it is given."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from pipeline.feeds.message_files import MessageFiles
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.output import FolderOutput
from tests.end_to_end.command import newsbeam
from tests.end_to_end.corpus import tables

COUNT = "SELECT count(*) AS n FROM articles"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with input and the output of a run."""
    folder = tmp_path_factory.mktemp("made")
    write_articles(folder / "first.jsonl", "first")
    newsbeam("run", folder / "first.jsonl", "--output", folder / "out")
    return folder


def write_articles(file: Path, *names: str) -> None:
    texts = {name: f"Gunmen attacked the {name} bank in Cali on Monday, killing two guards." for name in names}
    file.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items()))


def test_sql_before_first_commit_reads_empty_tables_and_says_so(tmp_path: Path) -> None:
    Ledger(tmp_path / "out").prepare()
    done = newsbeam("sql", tmp_path / "out", "SELECT count(*) AS n FROM events", "--csv")
    assert (done.stdout, done.stderr) == ("n 0", "nothing is committed yet: the tables are empty")


@pytest.mark.model
def test_run_into_copy_goes_on_there_and_leaves_the_original(made: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(made / "out", copy)
    with pytest.raises(duckdb.Error, match=f"newsbeam relink '{copy}'"):
        tables(copy, root=tmp_path)
    write_articles(tmp_path / "second.jsonl", "second")
    done = newsbeam("run", made / "first.jsonl", tmp_path / "second.jsonl", "--output", copy)
    assert "inputs done already 1" in done.stdout + done.stderr
    assert newsbeam("sql", copy, COUNT, "--csv").stdout == "n 2"
    assert newsbeam("sql", made / "out", COUNT, "--csv").stdout == "n 1"
    assert [len(tables(folder, root=tmp_path)["articles"]) for folder in (copy, made / "out")] == [2, 1]


@pytest.mark.model
def test_moved_folder_has_the_messages_that_its_rows_are_from(made: Path, tmp_path: Path) -> None:
    was, moved = tmp_path / "was", tmp_path / "moved"
    shutil.copytree(made / "out", was)
    message = json.dumps({"id": "second", "text": "A bus overturned near Lagos on Friday, injuring 12 passengers."})
    messages = MessageFiles(FolderOutput(was).messages_folder())
    batch = messages.add(("1", "2"), (message.encode(), b"{}"), (), since=0.0)
    newsbeam("run", batch.file, "--output", was)
    was.rename(moved)
    assert "of 2 articles checked" in newsbeam("verify", moved).stdout
    article = newsbeam("sql", moved, "SELECT article_id FROM articles WHERE external_id = 'second'", "--csv").stdout
    assert f"record {moved}/_messages/" in newsbeam("show", moved, article.split()[-1]).stdout
    assert (
        f"fails again: read no_content: {batch.file} at {len(message) + 1} " in newsbeam("retry", moved, code=3).stdout
    )
    shutil.rmtree(moved / "_messages")
    assert f"gone: {batch.file}: " in newsbeam("verify", moved, code=4).stdout


@pytest.mark.model
def test_moved_folder_is_read_skips_done_inputs_and_is_relinked(made: Path, tmp_path: Path) -> None:
    was, moved = tmp_path / "was", tmp_path / "moved"
    shutil.copytree(made / "out", was)
    newsbeam("relink", was)
    was.rename(moved)
    assert newsbeam("sql", moved, COUNT, "--csv").stdout == "n 1"
    with pytest.raises(duckdb.Error):
        tables(moved, root=tmp_path)
    newsbeam("relink", moved)
    assert len(tables(moved, root=tmp_path)["articles"]) == 1
    was.mkdir()
    moved = moved.rename(tmp_path / "again")
    assert "nothing to do" in newsbeam("run", made / "first.jsonl", "--output", moved).stderr
    assert len(tables(moved, root=tmp_path)["articles"]) == 1
