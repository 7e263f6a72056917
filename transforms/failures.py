"""Failures of all stages in one shape: `Rejected` where they happen, a `failures` row once run and time are known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import apache_beam as beam

from schemas.ids import failure_id
from schemas.rows.article import Article
from schemas.rows.failure import Failure, Rejected
from transforms.join import Join
from transforms.step import Step

_MAX_MESSAGE = 500


def describe(error: BaseException) -> str:
    """Class and message of an error, cut to a readable length, as text that any table takes."""
    message = f"{type(error).__name__}: {error}"[:_MAX_MESSAGE]
    return message.encode("utf-8", "backslashreplace").decode()


def rejected(article: Article, stage: str, reason: str, error: BaseException) -> Rejected:
    """An article that failed behind the cleaning."""
    return Rejected(
        stage=stage, reason=reason, error=describe(error), ref=article.record, article_id=article.article_id
    )


def failure(rejected: Rejected, *, run_id: str, failed_at: datetime) -> Failure:
    """The row of the failures table.

    Args:
        rejected: What failed.
        run_id: The run it failed in.
        failed_at: When, with time zone.
    """
    return Failure(
        failure_id=failure_id(rejected.ref.uri, rejected.ref.offset, rejected.stage),
        stage=rejected.stage,
        reason=rejected.reason,
        error=rejected.error,
        article_id=rejected.article_id,
        record=rejected.ref,
        payload=rejected.payload,
        failed_at=failed_at,
        run_id=run_id,
    )


def resolve_failures(new: Iterable[Failure], earlier: Iterable[Failure], *, run_id: str) -> Iterator[Failure]:
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


def _by_id(row: Failure) -> tuple[str, Failure]:
    return row.failure_id, row


class MakeRow(beam.DoFn):
    """What was rejected to rows of the failures table.

    Args:
        run_id: The run it failed in.
    """

    def __init__(self, run_id: str) -> None:
        self._run_id = run_id

    def process(self, rejected: Rejected) -> Iterator[Failure]:
        yield failure(rejected, run_id=self._run_id, failed_at=datetime.now(UTC))


class _Resolve(Step):
    def __init__(self, run_id: str) -> None:
        super().__init__("resolve_failures")
        self._run_id = run_id

    def apply(self, joined: tuple[str, tuple[list[Failure], list[Failure]]]) -> Iterator[Failure]:
        new, earlier = joined[1]
        yield from resolve_failures(new, earlier, run_id=self._run_id)


@dataclass
class RecordFailures(beam.PTransform):
    """What was rejected, and the open failures of the records that were read again, to rows of the failures table.

    Input   rejected: f1, f1 (two branches of one article)    earlier: f1, f2
    Output  f1 once, as it failed now                         f2 as resolved by this run

    Attributes:
        run_id: This run.
    """

    run_id: str

    def expand(self, inputs: tuple[beam.PCollection[Rejected], beam.PCollection[Failure]]) -> beam.PCollection[Failure]:
        rejected, earlier = inputs
        keyed = tuple[str, Failure]
        new = rejected | "MakeRow" >> beam.ParDo(MakeRow(self.run_id)).with_output_types(Failure)
        sides = (
            new | "New" >> beam.Map(_by_id).with_output_types(keyed),
            earlier | "Earlier" >> beam.Map(_by_id).with_output_types(keyed),
        )
        resolving = beam.ParDo(_Resolve(self.run_id)).with_output_types(Failure)
        return sides | "Join" >> Join() | "Resolve" >> resolving
