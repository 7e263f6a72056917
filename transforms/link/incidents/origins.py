"""Which reports of an incident are independent: those that do not come from one agency, one source or one paper."""

from collections.abc import Iterable, Sequence

from schemas.flow.linking import ReportedIncident
from transforms.agencies import agency_name
from transforms.link.incidents.claims import report_counts
from transforms.link.incidents.sources import named_source, own_source, source_key

_KINDS = ("killed", "injured")
"""Kinds of casualties that a report's source is looked for in first, in order."""


def origins_of(reports: Iterable[ReportedIncident]) -> dict[str, str]:
    """The origin of each report, by its id; reports of equal origins are not independent.

    An article that credits an agency is the agency's; another one is of the source that it quotes for its count, so
    that all who quote the police count once; where it counts nobody, of the agency that it quotes. One that names no
    source is the paper's, and of the origin that the paper's first article has.

    Args:
        reports: Of one incident, in any order.
    """
    origins: dict[str, str] = {}
    of_papers: dict[str, str] = {}
    for report in sorted(reports, key=lambda report: (report.order, report.report_id)):
        paper = source_key(own_source(report), report.article_id)
        origin = _quoted_origin(report) or of_papers.get(paper, paper)
        of_papers.setdefault(paper, origin)
        origins[report.report_id] = origin
    return origins


def _quoted_origin(report: ReportedIncident) -> str | None:
    if report.credits:
        return source_key(report.credits[0], report.article_id)
    counts = report_counts(report)
    for kind in (*_KINDS, *sorted({count.kind for count in counts})):
        of_kind = [count for count in counts if count.kind == kind]
        if of_kind:
            first = max(of_kind, key=lambda count: (count.low, not count.is_own, count.key))
            return None if first.is_own else first.key
    named = (named_source(event.attribution) for event in report.events if event.attribution)
    return next((source_key(source, report.article_id) for source in named if source and agency_name(source)), None)


def weights_of(origins: Sequence[str]) -> list[float]:
    """The weight of each report's vote: each origin has one vote, shared by its reports.

    Args:
        origins: Of the reports, in their order.
    """
    counts: dict[str, int] = {}
    for origin in origins:
        counts[origin] = counts.get(origin, 0) + 1
    return [1 / counts[origin] for origin in origins]
