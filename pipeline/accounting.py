"""The sums of a run: how many records it read, what became of them, and when too many failed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import NewsbeamError
from schemas.rows.run import ReasonCount

EARLY = ("read", "parse", "clean")
"""Stages at which a record fails in place of becoming an article."""

FEW = 100
"""Records below which the share of failures says nothing."""


def too_many(failed: int, read: int, share: float) -> bool:
    """Whether more records failed than a run bears.

    Args:
        failed: Those that failed at `EARLY` stages.
        read: All.
        share: `--max-failures`.
    """
    return read >= FEW and failed > share * read


def refusal(failed: int, read: int, reasons: Mapping[str, int], *, share: float, where: str) -> NewsbeamError:
    """What a run says that ends because too many records failed.

    Args:
        failed, read, share: See `too_many`.
        reasons: Failures counted by reason.
        where: The output that has the table failures.
    """
    worst = ", ".join(f"{reason} {count}" for reason, count in Counter(reasons).most_common(3))
    return NewsbeamError(
        f"{failed} of {read} records failed ({worst}), more than --max-failures {share}; "
        f"see the table failures in {where}, or raise the share"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The sums of a chunk or a run; `records_read` = articles + repeats + failures of read, parse and clean."""

    records_read: int = 0
    articles: int = 0
    repeats: int = 0
    failures: int = 0
    events: int = 0
    outside: int = 0  # published outside the period asked for; not among the records read
    reasons: dict[str, int] = field(default_factory=dict)

    def check(self, early: int) -> None:
        """Find that every record is accounted for.

        Args:
            early: Failures of the stages `EARLY`.

        Raises:
            RuntimeError: The sums do not add up.
        """
        if self.records_read != self.articles + self.repeats + early:
            raise RuntimeError(
                f"{self.records_read} records read are not {self.articles} articles, {self.repeats} repeats and "
                f"{early} failures; please report this"
            )

    def columns(self) -> dict[str, Any]:
        """The sums as columns of the runs table."""
        counted = tuple(ReasonCount(reason=reason, count=count) for reason, count in sorted(self.reasons.items()))
        names = ("records_read", "articles", "repeats", "failures", "events")
        return {name: getattr(self, name) for name in names} | {"failures_by_reason": counted}

    def __add__(self, other: "Tally") -> "Tally":
        reasons = Counter(self.reasons) + Counter(other.reasons)
        return Tally(
            records_read=self.records_read + other.records_read,
            articles=self.articles + other.articles,
            repeats=self.repeats + other.repeats,
            failures=self.failures + other.failures,
            events=self.events + other.events,
            outside=self.outside + other.outside,
            reasons=dict(sorted(reasons.items())),
        )
