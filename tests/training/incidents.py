"""Fit the weights of `transforms/link/incidents/score.toml`: `python -m tests.training.incidents OUTPUT [--half a]`.

OUTPUT is the folder of a run on the articles of the task `incidents`, whose readers say which articles tell of one
happening: an article's is that of its main event, by the rule of the gold data. Articles made from them by
`tests.linking.corpus`, which tell of other happenings in the same words, are used with them: among some thousand
articles there are such, and words, counts and ages alone must not merge them. The weights are pulled to what was set by
hand, since a half of the articles has no more than some hundred pairs of one happening.
"""

import argparse
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schemas.flow.linking import ArticleProfile
from tests.linking.articles import CodedArticle, Row, coded_articles, read_tables
from tests.linking.incidents import compared_profiles, enlarge, gold_module, read_gold
from transforms.link.incidents import score
from transforms.link.incidents.evidence import Evidence, article_evidence, evidence_of
from transforms.link.stories.score import matter_scores

GROUP = "harm"
NAMES = ("intercept", *Evidence._fields)
SET_BY_HAND = {
    "intercept": -2.5,
    "story": 1.0,
    "same_town": 1.5,
    "named_town": 1.0,
    "other_town": -1.0,
    "other_region": -2.0,
    "other_country": -2.0,
    "same_sites": 1.5,
    "other_sites": -0.5,
    "same_day": 0.5,
    "other_day": -1.0,
    "days_apart": -1.2,
    "published_apart": -1.4,
    "same_names": 0.5,
    "same_people": 1.2,
    "same_ages": 0.7,
    "other_ages": -0.8,
    "same_counts": 0.8,
    "other_counts": -0.5,
    "same_mode": 0.5,
    "other_mode": -0.5,
    "other_course": -3.0,
    "other_names": -0.3,
}
PULL = 30.0
"""Precision of the weights' prior distribution around what was set by hand."""
PAIR_WEIGHT = 8.0
"""Weight of a pair of one happening: pairs of two are many more, and most of them are told apart with ease."""
_LONGEST_STEP = 0.5
_SCORE_TABLE = Path(score.__file__).with_name("score.toml")

Floats = NDArray[np.float64]


def main_reports(tables: Mapping[str, list[Row]], articles: Sequence[CodedArticle], gold: Sequence[Row]) -> set[str]:
    """Ids of the reports that hold their article's main event, by the rule of the gold data."""
    casualties, events_common = gold_module("casualties"), gold_module("events_common")
    published = {row["id"]: row["published"] for row in gold}
    events: dict[str, list[Row]] = {}
    for row in tables["events"]:
        events.setdefault(row["article_id"], []).append(row)
    found = set()
    for one in articles:
        own = events.get(one.article.article_id, [])
        day = events_common.days(published[one.external_id])
        main = casualties.main_event(casualties.candidates(own, day))
        found |= {one.report_id for one in one.profile.reports if main and main["event_id"] in one.event_ids}
    return found


def examples(
    pairs: Sequence[tuple[ArticleProfile, ArticleProfile]], happenings: Mapping[str, str], main: set[str]
) -> tuple[Floats, Floats]:
    """Evidence of pairs of reports, and whether they are of one happening.

    Of two articles on one happening, only their main reports are known to be of it: the others are left out.

    Args:
        pairs: Of articles.
        happenings: Of the articles by id.
        main: Ids of the articles' main reports.

    Returns:
        (pairs, weights) and (pairs,).
    """
    inputs, labels = [], []
    for one, other in pairs:
        is_same = happenings[one.article_id] == happenings[other.article_id]
        articles = article_evidence(one, other, matter_scores(one, other).incidents)
        for report in one.reports:
            for candidate in other.reports:
                are_main = report.report_id in main and candidate.report_id in main
                if report.group == candidate.group == GROUP and (are_main or not is_same):
                    inputs.append((1.0, *evidence_of(report, candidate, articles)))
                    labels.append(float(is_same))
    return np.array(inputs), np.array(labels)


def fit(inputs: Floats, labels: Floats) -> Floats:
    """The most likely weights of a logistic model, by Newton's method with steps of a bounded length."""
    prior = np.array([SET_BY_HAND.get(name, 0.0) for name in NAMES])
    importance = np.where(labels > 0, PAIR_WEIGHT, 1.0)
    weights = prior.copy()
    for _ in range(60):
        likely = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (importance * (likely - labels)) + PULL * (weights - prior)
        curvature = (inputs.T * (importance * likely * (1 - likely))) @ inputs + PULL * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        weights -= step * min(1.0, _LONGEST_STEP / np.abs(step).max())
    return weights


def write_weights(weights: Floats) -> None:
    """Write the weights of the group, and leave the rest of the table as it is."""
    text = _SCORE_TABLE.read_text("utf-8")
    lines = "".join(f"{name} = {weight:.2f}\n" for name, weight in zip(NAMES, weights, strict=True))
    _SCORE_TABLE.write_text(re.sub(rf"(?<=\[{GROUP}\]\n)(?:\w+ = .*\n)+", lines, text), "utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path, help="folder of a run on the articles of the task")
    parser.add_argument("--half", choices=("a", "b"), help="use the articles of one half alone")
    parser.add_argument("--articles", type=int, default=10_000, help="make further ones, up to so many")
    options = parser.parse_args(arguments)
    gold = read_gold(options.half)
    tables = read_tables(options.output)
    enlarge(tables, gold, options.articles)
    cluster = {row["id"]: row["cluster"] for row in gold}
    articles = coded_articles(tables)
    used = [one for one in articles if one.external_id in cluster]
    happenings = {one.article.article_id: cluster[one.external_id] for one in used}
    pairs = [pair for pair in compared_profiles(articles) if all(one.article_id in happenings for one in pair)]
    inputs, labels = examples(pairs, happenings, main_reports(tables, used, gold))
    write_weights(fit(inputs, labels))
    print(f"{len(labels)} pairs of reports of {len(used)} articles, {int(labels.sum())} of them of one happening")


if __name__ == "__main__":
    main()
