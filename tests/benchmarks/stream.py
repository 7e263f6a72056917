"""Lag and memory of a steady stream: `python -m tests.benchmarks stream [stub|model [SECONDS [RATE]]]`.

`newsbeam stream` reads articles that are published at a steady rate, 20 a second for five minutes unless told
otherwise. With `stub` their annotations are looked up, not computed, so that what is measured is all else; with `model`
the rate is half of what one run over many articles reads in a second, measured first. Printed for each minute are the
age of the oldest article that cannot be read from the tables yet, the memory of all processes, and the median time from
publishing an article to seeing its row, which includes half a second between two looks at the tables.
"""

import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import psutil
from google.cloud.pubsub_v1 import PublisherClient

from tests.benchmarks.looked_up import write_annotations
from tests.documents import make_article
from tests.end_to_end.arrivals import Arrival, arrivals
from tests.end_to_end.command import NEWSBEAM, newsbeam_process
from tests.end_to_end.corpus import BOILERPLATE, last_run
from tests.end_to_end.followers import Follower, commits
from tests.pubsub import Topic, new_topic, pubsub_emulator

RATE, SECONDS = 20.0, 300.0
MINUTE = 60.0
DAYS_OF_ARTICLE = 0.8
"""Days that the articles are from, for each of them. They are made of few words: the fewer days, the more of them LINK
compares. Like this each is compared with 16 others; the 1,677 real ones of the quality floors with 11."""

BATCH = 2_000
"""Articles of the run that shows how many are read in a second."""

_LOOK_SECONDS = 0.5
_LOOKED_UP = [sys.executable, "-m", "tests.benchmarks.looked_up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """What was seen of a stream at the end of some time.

    Attributes:
        published, visible: Articles so far.
        lag: Seconds since the oldest article that cannot be read yet was published; 0 if all can be.
        memory: Bytes of all processes.
        commits: So far.
        seconds_to_row: Median from publishing to reading, of the articles that came to be read in this time.
    """

    published: int
    visible: int
    lag: float
    memory: int
    commits: int
    seconds_to_row: float

    def line(self) -> str:
        """Figures in columns."""
        return (
            f"{self.published:>9,} {self.visible:>9,} {self.lag:>7.1f} {self.memory / 2**20:>9,.0f} "
            f"{self.commits:>8,} {self.seconds_to_row:>8.1f}"
        )


HEADER = f"{'published':>9} {'visible':>9} {'lag s':>7} {'memory MB':>9} {'commits':>8} {'s to row':>8}"


@dataclass
class _Readers:
    """Sees articles as they can be read.

    Attributes:
        output: The tables.
        published: When articles were published, by URL.
        seen: When they could be read.
    """

    output: Path
    published: dict[str, float] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)
    _runs: set[str] = field(default_factory=set)

    def look(self) -> None:
        """Look for articles of new runs."""
        if not (self.output / "newsbeam.duckdb").exists():
            return
        with duckdb.connect(str(self.output / "newsbeam.duckdb"), read_only=True) as database:
            runs = {row[0] for row in database.sql("SELECT run_id FROM runs").fetchall()}
            for run in runs - self._runs:
                urls = database.execute("SELECT url FROM articles WHERE run_id = ?", [run]).fetchall()
                self.seen.update((url, time.time()) for (url,) in urls)
        self._runs |= runs

    def lag(self) -> float:
        """Age of the oldest article that cannot be read yet."""
        waiting = [when for url, when in list(self.published.items()) if url not in self.seen]
        return time.time() - min(waiting) if waiting else 0.0

    def seconds_to_row(self, since: float) -> float:
        """Median of the articles that have come to be read since a time."""
        found = [when - self.published[url] for url, when in self.seen.items() if when >= since]
        return statistics.median(found) if found else float("nan")


def steady_stream(
    folder: Path, articles: Sequence[Arrival], *, rate: float, uses_model: bool, every: float = MINUTE
) -> Iterator[Minute]:
    """Publish articles at a steady rate to `newsbeam stream`.

    Args:
        folder: For all files.
        articles: One after the other.
        rate: Articles a second.
        uses_model: Whether they are annotated, not looked up.
        every: Seconds between two reports.

    Yields:
        What was seen after each time, the last one when everything could be read.
    """
    command = NEWSBEAM
    if not uses_model:
        annotations = folder / "annotations"
        write_annotations(annotations, [make_article("\n\n".join(article.paragraphs)) for article in articles])
        command = [*_LOOKED_UP, str(annotations)]
    with pubsub_emulator(folder) as host:
        os.environ["PUBSUB_EMULATOR_HOST"] = host
        topic = new_topic()
        readers = _Readers(folder / "tables")
        arguments = ("stream", "--subscription", topic.subscription, *(() if uses_model else ("--workers", "1")))
        with Follower(*arguments, output=readers.output, log=folder / "stream.log", command=command) as follower:
            publish_at(topic, articles[:1], rate, readers)  # it reads when it has loaded what it needs
            follower.wait_until(lambda: bool(readers.look() or readers.seen))
            publisher = threading.Thread(target=publish_at, args=(topic, articles[1:], rate, readers))
            publisher.start()
            while publisher.is_alive() or len(readers.seen) < len(articles):
                started = time.time()
                while time.time() < started + every and (publisher.is_alive() or len(readers.seen) < len(articles)):
                    follower.wait_until(lambda: True)  # it runs
                    time.sleep(_LOOK_SECONDS)
                    readers.look()
                yield Minute(
                    published=len(readers.published),
                    visible=len(readers.seen),
                    lag=readers.lag(),
                    memory=memory_of(follower.pid),
                    commits=commits(readers.output),
                    seconds_to_row=readers.seconds_to_row(started),
                )
            publisher.join()
            code = follower.stop()
            assert code == 0, f"exit code {code}: {follower.said}"


def publish_at(topic: Topic, articles: Sequence[Arrival], rate: float, readers: _Readers) -> None:
    """Publish articles at a steady rate, and note when each is published."""
    with PublisherClient() as publisher:
        started, accepted = time.time(), []
        for number, article in enumerate(articles):
            time.sleep(max(0.0, started + number / rate - time.time()))
            readers.published[article.url] = time.time()
            accepted.append(publisher.publish(topic.name, article.record()))
        for one in accepted:
            one.result(timeout=60)


def memory_of(pid: int) -> int:
    """Bytes of a process and its children; a shared page counts once (proportional set size)."""
    total = 0
    root = psutil.Process(pid)
    for process in [root, *root.children(recursive=True)]:
        with suppress(psutil.Error, OSError):  # it has just ended
            total += process.memory_full_info().pss
    return total


def articles_to_publish(size: int) -> list[Arrival]:
    """Generated articles; none with the sites' banner, so that their texts are known before they are cleaned."""
    found = arrivals(random.Random(size), 2 * size, round(DAYS_OF_ARTICLE * size))
    return [article for article in found if BOILERPLATE not in article.paragraphs][:size]


def batch_rate(folder: Path, articles: Sequence[Arrival]) -> float:
    """Articles that one run reads in a second."""
    news = folder / "news.jsonl"
    news.write_bytes(b"".join(article.record() + b"\n" for article in articles))
    started = time.monotonic()
    newsbeam_process("run", news, "--output", folder / "batch", "--quiet")
    return int(last_run(folder / "batch")["articles"]) / (time.monotonic() - started)


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    uses_model = arguments[:1] == ["model"]
    seconds = float(arguments[1]) if len(arguments) > 1 else SECONDS
    with tempfile.TemporaryDirectory(prefix="stream-") as name:
        folder = Path(name)
        rate = float(arguments[2]) if len(arguments) > 2 else RATE
        if uses_model and len(arguments) < 3:
            whole = batch_rate(folder, articles_to_publish(BATCH))
            print(f"one run reads {whole:.1f} articles a second")
            rate = whole / 2
        articles = articles_to_publish(round(rate * seconds))
        load = os.getloadavg()[0]
        print(f"{rate:.1f} articles a second for {seconds:.0f} s, {'model' if uses_model else 'stub'}, load {load:.1f}")
        print(HEADER)
        for minute in steady_stream(folder, articles, rate=rate, uses_model=uses_model):
            print(minute.line(), flush=True)
