import os
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from pipeline.errors import NewsbeamError, OptionError
from pipeline.feeds.base import Batch
from pipeline.feeds.files import FileFeed
from pipeline.inputs import SourceFile
from pipeline.options import Dataset, RunOptions
from pipeline.run import follow as follow_module
from pipeline.run.follow import Observer, Pace, follow
from pipeline.run.run import Summary
from tests.pipeline.datasets import query_rows

BATCHES = [Batch(sources=(SourceFile(uri=f"/{name}", size=1),), size=1) for name in "abc"]


class FakeFeed:
    """Gives some batches, then has the stream stopped."""

    def __init__(self, batches: list[Batch], stop: Event) -> None:
        self.left = list(batches)
        self.finished: list[Batch] = []
        self.is_closed = False
        self._stop = stop

    def take(self, most: int, seconds: float) -> Batch | None:
        if not self.left:
            self._stop.set()
            return None
        return self.left[0]

    def done(self, batch: Batch) -> None:
        self.finished.append(self.left.pop(0))

    def close(self) -> None:
        self.is_closed = True


class Recorder(Observer):
    def __init__(self) -> None:
        self.errors: list[tuple[str, float]] = []

    def failed(self, error: NewsbeamError, seconds: float) -> None:
        self.errors.append((str(error), seconds))


@pytest.fixture
def stop() -> Event:
    return Event()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Recorder]:
    monkeypatch.setattr(follow_module, "_FIRST_RETRY_SECONDS", 0.01)

    def follow_with(feed: FakeFeed, stop: Event, read: Callable[..., Any], **options: Any) -> Recorder:
        monkeypatch.setattr(follow_module, "run_sources", read)
        recorder = Recorder()
        chosen = RunOptions(inputs=("in",), output=str(tmp_path / "out"), **options)
        follow(chosen, lambda _: feed, Pace(seconds=0, most=10), stop, recorder)
        return recorder

    return follow_with


def _summary() -> Summary:
    return Summary(output="out", run=None, skipped=0)


def test_follow_commits_batches_in_order_and_closes_feed(stop: Event, run: Callable[..., Recorder]) -> None:
    feed, read = FakeFeed(BATCHES, stop), []

    def read_sources(options: RunOptions, output: object, sources: tuple[SourceFile, ...], model: str) -> Summary:
        assert options.max_failures == 1.0
        read.append((sources[0].uri, len(feed.finished)))
        return _summary()

    run(feed, stop, read_sources)
    assert read == [("/a", 0), ("/b", 1), ("/c", 2)]
    assert feed.finished == BATCHES
    assert feed.is_closed


def test_follow_failing_commit_is_retried_with_growing_pauses_before_batch_is_done(
    stop: Event, run: Callable[..., Recorder]
) -> None:
    feed, attempts = FakeFeed(BATCHES[:1], stop), []

    def fail_twice(*_: object) -> Summary:
        attempts.append(len(feed.finished))
        if len(attempts) < 3:
            raise NewsbeamError("disk full")
        return _summary()

    recorder = run(feed, stop, fail_twice)
    assert attempts == [0, 0, 0]
    assert feed.finished == BATCHES[:1]
    assert [error for error, _ in recorder.errors] == ["disk full"] * 2
    assert recorder.errors[1][1] == 2 * recorder.errors[0][1]


def test_follow_told_to_stop_while_it_retries_leaves_batch_undone(stop: Event, run: Callable[..., Recorder]) -> None:
    feed = FakeFeed(BATCHES, stop)

    def fail(*_: object) -> Summary:
        stop.set()
        raise NewsbeamError("no network")

    run(feed, stop, fail)
    assert feed.finished == []
    assert feed.is_closed


def test_follow_wrong_option_is_not_retried(stop: Event, run: Callable[..., Recorder]) -> None:
    with pytest.raises(OptionError, match="--workers"):
        run(FakeFeed(BATCHES, stop), stop, lambda *_: _summary(), workers=-1)


@pytest.mark.parametrize(("seconds", "most", "named"), [(-1, 10, "--every"), (1e9, 10, "--every"), (5, 0, "--most")])
def test_pace_with_wrong_value_is_option_error(seconds: float, most: int, named: str) -> None:
    with pytest.raises(OptionError, match=named):
        Pace(seconds=seconds, most=most).check()


@pytest.mark.cloud
@pytest.mark.model
def test_follow_into_dataset_commits_each_batch(dataset: Dataset, folder: str, tmp_path: Path) -> None:
    incoming, stop = tmp_path / "in", Event()
    incoming.mkdir()
    _write(incoming / "a.txt", "Gunmen attacked a bank in Cali on Monday, killing two guards, police said.")

    class AddThenStop(Observer):
        """Adds a file after the first commit, and has the stream stopped after the second one."""

        def committed(self, batch: Batch | None, summary: Summary) -> None:
            _write(incoming / "b.txt", "A bomb exploded in Lima on Tuesday, wounding four people, officials said.")
            if len(query_rows(dataset, "SELECT run_id FROM runs WHERE status = 'committed'")) == 2:
                stop.set()

    options = RunOptions(inputs=(str(incoming),), output=f"bq://{dataset}", temp=f"{folder}/temp", workers=1)
    follow(options, lambda _: FileFeed(options.inputs), Pace(seconds=0, most=10), stop, AddThenStop())
    articles = query_rows(dataset, "SELECT text FROM current_articles ORDER BY text")
    assert [row["text"].split()[1] for row in articles] == ["bomb", "attacked"]
    assert query_rows(dataset, "SELECT COUNT(*) AS found FROM current_incidents") == [{"found": 2}]


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    os.utime(path, (0, 0))  # nobody is writing it any more
