"""What fails, anywhere, in one shape: `Rejected` where it happens, a `failures` row where run and time are known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import apache_beam as beam

from schemas.ids import failure_id
from schemas.rows.article import Article
from schemas.rows.failure import Failure, Rejected

_MESSAGE_LIMIT = 500


def describe(error: BaseException) -> str:
    """Class and message of an error, cut to a readable length, as text that any table takes."""
    said = f"{type(error).__name__}: {error}"[:_MESSAGE_LIMIT]
    return said.encode("utf-8", "backslashreplace").decode()


def rejected(article: Article, stage: str, reason: str, error: BaseException) -> Rejected:
    """An article that failed behind the cleaning."""
    return Rejected(
        stage=stage, reason=reason, error=describe(error), ref=article.record, article_id=article.article_id
    )


def failure(one: Rejected, *, run_id: str, failed_at: datetime) -> Failure:
    """The row of the failures table.

    Args:
        one: What failed.
        run_id: The run it failed in.
        failed_at: When, with time zone.
    """
    return Failure(
        failure_id=failure_id(one.ref.uri, one.ref.offset, one.stage),
        stage=one.stage,
        reason=one.reason,
        error=one.error,
        article_id=one.article_id,
        record=one.ref,
        payload=one.payload,
        failed_at=failed_at,
        run_id=run_id,
    )


def settle(new: Iterable[Failure], earlier: Iterable[Failure], *, run_id: str) -> Iterator[Failure]:
    """The rows of one failure: itself when it failed again, else the earlier one as resolved.

    Args:
        new: Failures of this run with one `failure_id`: several branches may fail on one article.
        earlier: Those of earlier runs, at most one.
        run_id: This run.
    """
    failed = sorted(new, key=lambda one: (one.reason, one.error))
    if failed:
        yield failed[0]
    else:
        for one in earlier:
            yield replace(one, resolved_by=run_id, run_id=run_id)


def _id_of(one: Failure) -> str:
    return one.failure_id


class _Record(beam.DoFn):
    def __init__(self, run_id: str) -> None:
        self._run_id = run_id

    def process(self, one: Rejected) -> Iterator[Failure]:
        yield failure(one, run_id=self._run_id, failed_at=datetime.now(UTC))


class _Settle(beam.DoFn):
    def __init__(self, run_id: str) -> None:
        self._run_id = run_id

    def process(self, joined: tuple[str, dict[str, list[Failure]]]) -> Iterator[Failure]:
        yield from settle(joined[1]["new"], joined[1]["earlier"], run_id=self._run_id)


@dataclass
class RecordFailures(beam.PTransform):
    """What was rejected, and the open failures of the records that were read again, to rows of the failures table.

    Input   rejected: f1, f1 (two branches of one article)    earlier: f1, f2
    Output  f1 once, as it failed now                         f2 as resolved by this run

    Attributes:
        run_id: This run.
    """

    run_id: str

    def expand(self, found: dict[str, beam.PCollection[Any]]) -> beam.PCollection[Failure]:
        new = found["rejected"] | "Record" >> beam.ParDo(_Record(self.run_id)).with_output_types(Failure)
        joined = {
            "new": new | "NewById" >> beam.WithKeys(_id_of).with_output_types(tuple[str, Failure]),
            "earlier": found["earlier"] | "EarlierById" >> beam.WithKeys(_id_of).with_output_types(tuple[str, Failure]),
        } | "Join" >> beam.CoGroupByKey()
        return joined | "Settle" >> beam.ParDo(_Settle(self.run_id)).with_output_types(Failure)
