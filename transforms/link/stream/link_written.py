"""LINK of a stream: every minute the articles that were written since are linked with what the output holds.

    revisions of written articles ─► one key ─► wait a minute, or for 2,000 ─► link_together ─► rows written

One key makes the rounds follow each other, so that each sees what the one before has written. A round that is repeated
after a crash writes nothing that has been written: a row that says the same is not written again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import time
from typing import Any, Protocol

import apache_beam as beam
from apache_beam.coders import BooleanCoder, VarIntCoder
from apache_beam.transforms.timeutil import TimeDomain
from apache_beam.transforms.userstate import (
    BagStateSpec,
    CombiningValueStateSpec,
    ReadModifyWriteStateSpec,
    TimerSpec,
    on_timer,
)
from apache_beam.transforms.window import GlobalWindow

from schemas.coders import RecordCoder
from schemas.flow.linking import ArticleRevision
from schemas.rows.failure import Rejected
from transforms import metrics
from transforms.combiners import SumIntegers
from transforms.link.history import HistoryReader
from transforms.link.increments.growth import Row
from transforms.link.stream.rounds import Waiting, link_round

LINK_SECONDS = 60.0
"""How long a written article waits to be linked with others."""

MOST_WAITING = 2_000
"""Articles that are linked at once, without waiting any longer."""

_KEY = 0


class ClusterStore(Protocol):
    """Where the incidents and stories are. It is pickled into the graph."""

    def reader(self) -> HistoryReader:
        """Reads what is written by now: by this stream, and by every run that is committed."""

    def write(self, rows: Sequence[Row]) -> Iterable[Rejected]:
        """Write rows of incidents and stories; gives those that are refused."""


class _LinkWritten(beam.DoFn):
    """Holds the articles that wait in its state, and links them when a timer fires.

    One timer fires `seconds` after the first of them came, the other one when the stream ends: it is drained.
    """

    _DUE_TIMER = TimerSpec("due", TimeDomain.REAL_TIME)
    _END_TIMER = TimerSpec("end", TimeDomain.WATERMARK)

    _WAITING = beam.DoFn.StateParam(BagStateSpec("waiting", RecordCoder(Waiting)))
    _COUNT = beam.DoFn.StateParam(CombiningValueStateSpec("count", VarIntCoder(), SumIntegers()))
    _IS_SET = beam.DoFn.StateParam(ReadModifyWriteStateSpec("is_set", BooleanCoder()))
    _DUE = beam.DoFn.TimerParam(_DUE_TIMER)
    _END = beam.DoFn.TimerParam(_END_TIMER)

    def __init__(self, store: ClusterStore, seconds: float) -> None:
        self._store = store
        self._seconds = seconds

    def process(
        self,
        keyed: tuple[int, ArticleRevision],
        waiting: Any = _WAITING,
        count: Any = _COUNT,
        is_set: Any = _IS_SET,
        due: Any = _DUE,
        end: Any = _END,
    ) -> Iterator[Rejected]:
        waiting.add(Waiting(keyed[1]))
        count.add(1)
        if count.read() >= MOST_WAITING:
            yield from self._link(waiting, count)
        if not is_set.read():
            self._set(is_set, due)
            end.set(GlobalWindow().max_timestamp())

    @on_timer(_DUE_TIMER)
    def link_due(
        self, waiting: Any = _WAITING, count: Any = _COUNT, is_set: Any = _IS_SET, due: Any = _DUE
    ) -> Iterator[Rejected]:
        is_set.clear()
        yield from self._link(waiting, count)
        if count.read():
            self._set(is_set, due)

    @on_timer(_END_TIMER)
    def link_rest(self, waiting: Any = _WAITING, count: Any = _COUNT) -> Iterator[Rejected]:
        yield from self._link(waiting, count)

    def _set(self, is_set: Any, due: Any) -> None:
        due.set(time() + self._seconds)
        is_set.write(True)

    def _link(self, waiting: Any, count: Any) -> Iterator[Rejected]:
        """Link what waits; only what is written is cleared, so that a crash before leaves it waiting."""
        started = time()
        found = list(waiting.read())
        if not found:
            return
        result = link_round(found, self._store.reader())
        if result.rows:
            yield from self._store.write(result.rows)
        waiting.clear()
        count.clear()
        for one in result.deferred:
            waiting.add(one)
        if result.deferred:
            count.add(len(result.deferred))
        metrics.LINK_ARTICLES.add(len(found))
        metrics.LINK_MILLISECONDS.add(round((time() - started) * 1e3))
        metrics.LINK_DEFERRED.add(len(result.deferred))
        metrics.LINK_GIVEN_UP.add(len(result.given_up))


def _with_key(revision: ArticleRevision) -> tuple[int, ArticleRevision]:
    return _KEY, revision


@dataclass
class LinkWritten(beam.PTransform):
    """Revisions of articles that a stream has written to incidents and stories, which it writes too.

    Attributes:
        store: Reads the output, and writes to it.
        seconds: How long an article waits for others to be linked with.
    """

    store: ClusterStore
    seconds: float = LINK_SECONDS

    def expand(self, revisions: beam.PCollection[ArticleRevision]) -> beam.PCollection[Rejected]:
        keyed = revisions | "Key" >> beam.Map(_with_key).with_output_types(tuple[int, ArticleRevision])
        return keyed | "Link" >> beam.ParDo(_LinkWritten(self.store, self.seconds)).with_output_types(Rejected)
