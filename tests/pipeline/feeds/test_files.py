import os
import time
from pathlib import Path

import pytest

from pipeline.errors import OptionError
from pipeline.feeds import files
from pipeline.feeds.base import Batch
from pipeline.feeds.files import FileFeed

LONG_AGO = time.time() - 3600


def _write(path: Path, text: str = "text", *, modified: float = LONG_AGO) -> Path:
    path.write_text(text)
    os.utime(path, (modified, modified))
    return path


def _names(batch: Batch | None) -> list[str]:
    return [] if batch is None else [os.path.basename(source.uri) for source in batch.sources]


def _take(feed: FileFeed, most: int = 10, seconds: float = 0.0) -> list[str]:
    return _names(feed.take(most, seconds))


@pytest.fixture(autouse=True)
def _list_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_LISTING_SHARE", 1e9)


def test_file_feed_new_files_are_taken_oldest_first_and_once(tmp_path: Path) -> None:
    feed = FileFeed([str(tmp_path)])
    assert feed.take(10, 0.0) is None
    _write(tmp_path / "a.txt", modified=LONG_AGO + 5)
    _write(tmp_path / "b.txt", modified=LONG_AGO)
    batch = feed.take(10, 0.0)
    assert batch is not None
    assert _names(batch) == ["b.txt", "a.txt"]
    assert batch.since == LONG_AGO
    feed.done(batch)
    assert _take(feed) == []


def test_file_feed_batch_that_is_not_done_is_given_again(tmp_path: Path) -> None:
    _write(tmp_path / "a.txt")
    feed = FileFeed([str(tmp_path)])
    assert _take(feed) == _take(feed) == ["a.txt"]


def test_file_feed_with_more_files_than_wanted_takes_rest_later(tmp_path: Path) -> None:
    for name in "abc":
        _write(tmp_path / f"{name}.txt")
    feed = FileFeed([str(tmp_path)])
    first = feed.take(2, 0.0)
    assert first is not None
    assert _names(first) == ["a.txt", "b.txt"]
    feed.done(first)
    assert _take(feed) == ["c.txt"]


def test_file_feed_changed_file_is_taken_again(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.txt")
    feed = FileFeed([str(tmp_path)])
    batch = feed.take(10, 0.0)
    assert batch is not None
    feed.done(batch)
    _write(path, "more text", modified=LONG_AGO + 60)
    assert _take(feed) == ["a.txt"]


def test_file_feed_file_that_is_being_written_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SETTLED_SECONDS", 0.3)
    feed = FileFeed([str(tmp_path)])
    for length in range(1, 4):
        _write(tmp_path / "a.txt", "x" * length, modified=time.time() + 3600)  # by a clock that is ahead
        assert _take(feed) == []
        time.sleep(0.1)
    time.sleep(0.3)
    assert _take(feed) == ["a.txt"]


def test_file_feed_waits_for_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_POLL_SECONDS", 0.01)
    feed = FileFeed([str(tmp_path / "*.txt")])
    monkeypatch.setattr(time, "sleep", lambda seconds: _write(tmp_path / "a.txt"))
    assert _take(feed, seconds=10.0) == ["a.txt"]


def test_file_feed_missing_folder_is_option_error(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="no such file or folder"):
        FileFeed([str(tmp_path / "none")])


def test_file_feed_folder_that_is_gone_for_a_while_is_empty(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    feed = FileFeed([str(folder)])
    folder.rmdir()
    assert _take(feed) == []
    folder.mkdir()
    _write(folder / "a.txt")
    assert _take(feed) == ["a.txt"]
