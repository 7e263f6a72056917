"""What `newsbeam watch` and `newsbeam stream` have in common: the loop, its messages, and how a signal ends it."""

import time
from collections.abc import Callable
from datetime import datetime
from threading import Event

from rich.console import Console

from pipeline.cli.exit_codes import say
from pipeline.cli.stop import finishing_first
from pipeline.errors import NewsbeamError
from pipeline.feeds.base import Batch, Feed
from pipeline.options import RunOptions
from pipeline.outputs.base import Output
from pipeline.run.follow import Observer, Pace, follow
from pipeline.run.run import Summary

FOLDER_SECONDS = 5.0
DATASET_SECONDS = 60.0
"""Between two commits, by default: BigQuery takes 1,500 load jobs of a table a day."""

_STOPPING = "stopping after the commit under way; again to stop at once, which loses nothing either"


def follow_until_stopped(
    options: RunOptions,
    open_feed: Callable[[Output], Feed],
    *,
    every: float | None,
    most: int,
    console: Console,
    quiet: bool,
) -> None:
    """Read what comes in until a signal comes, then finish the commit under way.

    Args:
        options: Of the runs.
        open_feed: Opens what is read.
        every: Seconds between two commits; None for what suits the output.
        most: Files or messages of a commit, at most.
        console: Where commits and failures are reported.
        quiet: Report failures only.
    """
    seconds = every if every is not None else DATASET_SECONDS if options.dataset else FOLDER_SECONDS
    stop = Event()
    with finishing_first(stop.set, _STOPPING):
        follow(options, open_feed, Pace(seconds=seconds, most=most), stop, _Reporter(console, quiet=quiet))


class _Reporter(Observer):
    """Prints a line for each commit and failure."""

    def __init__(self, console: Console, *, quiet: bool) -> None:
        self._console = console
        self._is_quiet = quiet

    def committed(self, batch: Batch | None, summary: Summary) -> None:
        run = summary.run
        if run is None or self._is_quiet:
            return
        waited = f", the oldest {time.time() - batch.since:,.1f} s old" if batch is not None and batch.since else ""
        self._print(
            f"{run.records_read:,} records{waited}: {run.articles:,} articles, {run.events:,} events, "
            f"{run.failures:,} failures in {summary.seconds:,.1f} s"
        )

    def failed(self, error: NewsbeamError, seconds: float) -> None:
        self._print(f"{error}; tried again in {seconds:,.0f} s")

    def _print(self, message: str) -> None:
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        say(f"{now} {message}", self._console)
