"""How likely reports of two articles are of one happening: a logistic model over the evidence.

Its weights are a small committed table, so that a score of one half is the point from which merging is right more often
than wrong. Method: Fellegi and Sunter, 'A theory for record linkage' (1969), with the weights of the comparisons fitted
together.
"""

from functools import cache
from itertools import product

from schemas.flow.linking import ArticleProfile, IncidentLink
from transforms.link.incidents.evidence import (
    Evidence,
    article_evidence,
    evidence_of,
    has_something_in_common,
    reasons_of,
)
from transforms.link.logistic import Weights, load_weights, probability

_FITTED = "harm"
"""The group of types whose weights are fitted; all others have the second table."""
_MERGED = 0.5
_NOT_MERGED = 0.49
"""The highest score without a reason in the events: words alone make no incident."""


def incident_links(one: ArticleProfile, other: ArticleProfile, story: float) -> list[IncidentLink]:
    """The links between the reports of two articles.

    Args:
        one: An article.
        other: Another one. The links are the same the other way round, but for what is called the other.
        story: How likely the two are on one matter, 0 to 1.

    Returns:
        Links of all pairs that may be of one happening; those of a low score speak against merging clusters.
    """
    links = []
    articles = article_evidence(one, other, story)
    for report, candidate in product(one.reports, other.reports):
        if report.group == candidate.group and (report.group == _FITTED or has_something_in_common(report, candidate)):
            score = incident_score(report.group, evidence_of(report, candidate, articles))
            reasons = reasons_of(report, candidate) if score >= _MERGED else ()
            links.append(
                IncidentLink(
                    report_id=report.report_id,
                    other_report_id=candidate.report_id,
                    score=score if reasons else min(score, _NOT_MERGED),
                    reasons=reasons,
                )
            )
    return links


def incident_score(group: str, evidence: Evidence) -> float:
    """How likely two reports of a group of types are of one happening, 0 to 1, rounded to four digits."""
    return probability(_weights(group if group == _FITTED else "other"), evidence)


@cache
def _weights(table: str) -> Weights:
    return load_weights(__package__, table, Evidence._fields)
