"""What fails, anywhere, in one shape: `Rejected` where it happens, a `failures` row where run and time are known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import apache_beam as beam

from schemas.article import Article
from schemas.failure import Failure, Rejected
from schemas.ids import failure_id

_MESSAGE_LIMIT = 500


def describe(error: BaseException) -> str:
    """Class and message of an error, cut to a readable length."""
    return f"{type(error).__name__}: {error}"[:_MESSAGE_LIMIT]


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


class _RecordFailure(beam.DoFn):
    def __init__(self, run_id: str) -> None:
        self._run_id = run_id

    def process(self, one: Rejected) -> Iterator[Failure]:
        yield failure(one, run_id=self._run_id, failed_at=datetime.now(UTC))


@dataclass
class RecordFailures(beam.PTransform):
    """Rejected records to rows of the failures table.

    Attributes:
        run_id: The run they failed in.
    """

    run_id: str

    def expand(self, found: beam.PCollection[Rejected]) -> beam.PCollection[Failure]:
        return found | "Record" >> beam.ParDo(_RecordFailure(self.run_id))
