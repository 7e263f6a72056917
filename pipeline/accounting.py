"""The counts of a run: how many records it read, what became of them, and when too many failed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import NewsbeamError
from schemas.rows.run import CounterValue, ReasonCount
from transforms.metrics import ARTICLES, ARTICLES_OUTSIDE_PERIOD, EVENTS, FAILURES, RECORDS_READ, REPEATED_RECORDS

PREPARE_STAGES = ("read", "parse", "clean")
"""Stages at which a failure takes the place of an article."""

MIN_RECORDS = 100
"""Fewest records for which the limit applies."""


def over_failure_limit(failed: int, read: int, max_share: float) -> bool:
    """Whether more records failed than a run accepts.

    Args:
        failed: Records that failed at `PREPARE_STAGES`.
        read: All records.
        max_share: `--max-failures`.
    """
    return read >= MIN_RECORDS and failed > max_share * read


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCounts:
    """The counts of a commit or a run; `records_read` = articles + repeats + failures of `PREPARE_STAGES`.

    Attributes:
        counters: Values by name, as in the column `counters` of the runs table.
    """

    counters: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, counters: Iterable[CounterValue]) -> "RunCounts":
        """The sums of counter values, by name."""
        sums: Counter[str] = Counter()
        for counter in counters:
            sums[counter.name] += counter.value
        return cls(counters=dict(sorted(sums.items())))

    def __add__(self, other: "RunCounts") -> "RunCounts":
        return RunCounts(counters=dict(sorted((Counter(self.counters) + Counter(other.counters)).items())))

    def total(self, prefix: str) -> int:
        """The sum of the counters of one name and of those below it, such as `failures` and `failures.read.empty`."""
        return sum(value for name, value in self.counters.items() if f"{name}.".startswith(f"{prefix}."))

    def with_prefix(self, prefix: str) -> dict[str, int]:
        """Counters under a prefix by the rest of their names, such as `read.empty` under `failures`."""
        dotted = f"{prefix}."
        return {name.removeprefix(dotted): value for name, value in self.counters.items() if name.startswith(dotted)}

    @property
    def records_read(self) -> int:
        """Records read, without those outside the period asked for."""
        return self.total(RECORDS_READ.name) - self.total(ARTICLES_OUTSIDE_PERIOD.name)

    @property
    def failed_records(self) -> int:
        """Records that failed in place of becoming an article."""
        return sum(self.total(f"failures.{stage}") for stage in PREPARE_STAGES)

    @property
    def reasons(self) -> dict[str, int]:
        """Failures by reason."""
        sums: Counter[str] = Counter()
        for name, value in self.counters.items():
            if name.startswith("failures."):
                sums[name.rpartition(".")[2]] += value
        return dict(sorted(sums.items()))

    def check(self) -> None:
        """Check that every record is accounted for.

        Raises:
            RuntimeError: The counts do not add up.
        """
        articles, repeats = self.total(ARTICLES.name), self.total(REPEATED_RECORDS.name)
        if self.records_read != articles + repeats + self.failed_records:
            raise RuntimeError(
                f"{self.records_read} records read are not {articles} articles, {repeats} repeats and "
                f"{self.failed_records} failures; please report this"
            )

    def columns(self) -> dict[str, Any]:
        """The counts as columns of the runs table."""
        return {
            "records_read": self.records_read,
            "articles": self.total(ARTICLES.name),
            "repeats": self.total(REPEATED_RECORDS.name),
            "failures": self.total(FAILURES.name),
            "events": self.total(EVENTS.name),
            "counters": tuple(CounterValue(name=name, value=value) for name, value in sorted(self.counters.items())),
            "failures_by_reason": tuple(ReasonCount(reason=name, count=count) for name, count in self.reasons.items()),
        }

    def failures_only(self) -> "RunCounts":
        """Counts of a run that is aborted because too many records failed: only those records."""
        failures = {name: value for name, value in self.counters.items() if name.startswith("failures.")}
        return RunCounts(counters={**failures, f"{RECORDS_READ.name}.failed": self.failed_records})

    def failure_limit_error(self, max_share: float, output: object) -> NewsbeamError:
        """The error of a run whose failures are over the limit.

        Args:
            max_share: `--max-failures`.
            output: Where the table failures is.
        """
        worst = ", ".join(f"{reason} {count}" for reason, count in Counter(self.reasons).most_common(3))
        return NewsbeamError(
            f"{self.failed_records} of {self.total(RECORDS_READ.name)} records failed ({worst}), more than "
            f"--max-failures {max_share}; see the table failures in {output}, or raise --max-failures"
        )
