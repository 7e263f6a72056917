"""A stream on one machine: what comes in is read in small runs, each with a commit of its own.

The process keeps the language model and its workers from one run to the next. Nothing is reported as done to where it
came from before the run that read it is committed, so a process that is killed loses nothing; and what it had committed
is in the ledger, so nothing is doubled when it is given again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from threading import Event

from pipeline.errors import NewsbeamError, OptionError
from pipeline.feeds.base import Batch, Feed
from pipeline.options import RunOptions
from pipeline.outputs.base import Output
from pipeline.run.run import Summary, find_model, finish_runs, make_output, run_sources
from pipeline.storage_errors import explaining_storage_errors

_WAIT_SECONDS = 1.0
"""Between two looks at whether to stop."""

_FIRST_RETRY_SECONDS = 2.0
_MOST_RETRY_SECONDS = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a stream commits.

    Attributes:
        seconds: Between the starts of two runs, at least.
        most: Files or messages of a run, at most.
    """

    seconds: float
    most: int

    def check(self) -> None:
        """Raise an `OptionError` that names an option with a wrong value."""
        if not 0 <= self.seconds <= 86_400:
            raise OptionError(f"--every {self.seconds:g}: wanted seconds from 0 to 86400")
        if self.most < 1:
            raise OptionError(f"--most {self.most}: wanted 1 or more")


class Observer:
    """Told what a stream does; shows nothing."""

    def committed(self, batch: Batch | None, summary: Summary) -> None:
        """A run is committed; it read a batch, or what an earlier process had begun."""

    def failed(self, error: NewsbeamError, seconds: float) -> None:
        """Something failed, and is tried again after some seconds."""


def follow(
    options: RunOptions, open_feed: Callable[[Output], Feed], pace: Pace, stop: Event, observer: Observer
) -> None:
    """Read what comes in until told to stop, then finish the run under way.

    A failure of the output or of what is read from is retried, with growing pauses. Records that fail are rows of
    `failures`, however many they are.

    Args:
        options: Of its runs.
        open_feed: Opens what is read.
        pace: How often to commit.
        stop: Set to stop.
        observer: Told of commits and failures.

    Raises:
        OptionError: An option cannot be used.
    """
    options.check()
    pace.check()
    options = replace(options, max_failures=1.0)  # a stream has no end at which a share of its records could be known
    output, model = make_output(options), find_model(options)
    following = _Following(options, output, model, stop, observer)
    with explaining_storage_errors(options.local_folder):
        output.prepare()
    feed = open_feed(output)
    try:
        following.retry(following.finish)
        following.run(feed, pace)
    finally:
        feed.close()


class _Following:
    def __init__(self, options: RunOptions, output: Output, model: str, stop: Event, observer: Observer) -> None:
        self._options = options
        self._output = output
        self._model = model
        self._stop = stop
        self._observer = observer

    def run(self, feed: Feed, pace: Pace) -> None:
        """Commit batch after batch."""
        next_start = 0.0
        while not self._stop.wait(max(0.0, min(next_start - time.monotonic(), _WAIT_SECONDS))):
            if time.monotonic() < next_start:
                continue
            batch = self.retry(partial(feed.take, pace.most, _WAIT_SECONDS))
            if batch is None:
                continue
            started = time.monotonic()
            summary = self.retry(partial(self._commit, batch))
            if summary is not None:
                self.retry(partial(feed.done, batch))
                next_start = started + (pace.seconds if summary.run is not None else 0.0)

    def finish(self) -> None:
        """Finish what an earlier process had begun."""
        with explaining_storage_errors(self._options.local_folder):
            for summary in finish_runs(self._options, self._output, self._model):
                self._observer.committed(None, summary)

    def retry[T](self, act: Callable[[], T]) -> T | None:
        """Do something until it works; None if told to stop before that."""
        seconds = _FIRST_RETRY_SECONDS
        while True:
            try:
                return act()
            except OptionError:
                raise
            except NewsbeamError as error:
                self._observer.failed(error, seconds)
            if self._stop.wait(seconds):
                return None
            seconds = min(2 * seconds, _MOST_RETRY_SECONDS)

    def _commit(self, batch: Batch) -> Summary:
        with explaining_storage_errors(self._options.local_folder):
            summary = run_sources(self._options, self._output, batch.sources, self._model)
        self._observer.committed(batch, summary)
        return summary
