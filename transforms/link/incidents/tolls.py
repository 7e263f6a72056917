"""How many an incident killed and injured, from the claims that stand: the range, and the one figure to give.

`incident_tolls(as_of)` of the outputs is the same rule in SQL.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from schemas.rows.incident import Claim

_OPEN = float("inf")
_UNDATED = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """How many.

    Attributes:
        low: Least lower bound.
        high: Greatest upper bound; None if one is open.
        best: The one figure to give.
    """

    low: int | None = None
    high: int | None = None
    best: int | None = None


def standing(claims: Iterable[Claim], *, before: datetime | None = None) -> list[Claim]:
    """The claims that stand: those whose source has not given another count since.

    Args:
        claims: Of one incident.
        before: Only what was published before this is known, and what has no date; None: everything.
    """
    known = {
        (claim.kind, claim.event_id): claim
        for claim in claims
        if before is None or claim.published_at is None or claim.published_at < before
    }
    return [claim for claim in known.values() if (claim.kind, claim.superseded_by) not in known]


def toll(claims: Iterable[Claim], kind: str) -> Toll:
    """The toll of claims.

    The figure to give is that of most sources, of equals the latest. A bound supports each figure that it allows:
    'at least 12' is no other opinion than 14, but not the figure to give beside it.

    Args:
        claims: Of one incident, those that stand.
        kind: Such as 'killed'.
    """
    counted = [claim for claim in claims if claim.kind == kind]
    if not counted:
        return Toll()
    by_source = sorted((_source(claim), claim.low, _high(claim)) for claim in counted)
    latest: dict[int, datetime] = {}
    for claim in counted:
        latest[claim.low] = max(latest.get(claim.low, _UNDATED), claim.published_at or _UNDATED)
    support = dict.fromkeys(latest, 0)
    for _, ranges in groupby(by_source, key=lambda range_: range_[0]):
        listed = list(ranges)
        for figure in support:
            support[figure] += any(low <= figure <= high for _, low, high in listed)
    highs = [claim.high for claim in counted if claim.high is not None]
    return Toll(
        low=min(latest),
        high=max(highs) if len(highs) == len(counted) else None,
        best=max(latest, key=lambda figure: (support[figure], latest[figure], figure)),
    )


def disagreement(claims: Iterable[Claim]) -> float:
    """The share of pairs of claims of one kind whose ranges do not meet, greatest over the kinds; 0 to 1.

    Args:
        claims: Of one incident, those that stand.
    """
    ranges: dict[str, list[tuple[int, float]]] = {}
    for claim in claims:
        ranges.setdefault(claim.kind, []).append((claim.low, _high(claim)))
    return max(map(_share_apart, ranges.values()), default=0.0)


def _share_apart(ranges: Sequence[tuple[int, float]]) -> float:
    """The share of pairs of ranges of which one ends before the other begins."""
    lows = sorted(low for low, _ in ranges)
    apart = sum(len(lows) - bisect_right(lows, high) for _, high in ranges)
    pairs = len(ranges) * (len(ranges) - 1) // 2
    return round(apart / pairs, 4) if pairs else 0.0


def _source(claim: Claim) -> str:
    return claim.article_id if claim.source is None else claim.source


def _high(claim: Claim) -> float:
    return _OPEN if claim.high is None else claim.high
