"""Figures of incidents on the articles of an output folder: `python -m tests.linking.incidents OUTPUT [--half b]`.

The events are those of the folder; reports, links and clusters are made anew, so that a change of theirs shows in
seconds. Scored is by the scorer of the gold data.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from schemas.flow.linking import ArticleProfile, IncidentLink
from tests.linking.articles import CodedArticle, Row, coded_articles, read_tables
from tests.measure import EVAL
from tests.training.halves import half
from transforms.link.candidates import candidate_pairs
from transforms.link.clusters import clusters_of
from transforms.link.incidents.score import incident_links
from transforms.link.keys import article_keys
from transforms.link.stories.score import story_score


def compared_profiles(articles: Iterable[CodedArticle]) -> list[tuple[ArticleProfile, ArticleProfile]]:
    """The profiles of the pairs of articles that LINK compares."""
    known = {one.article.article_id: one for one in articles}
    pairs = candidate_pairs(article_keys(one.article) for one in known.values())
    return [(known[one].profile, known[other].profile) for one, other in sorted(pairs)]


def links_of(pairs: Iterable[tuple[ArticleProfile, ArticleProfile]]) -> list[IncidentLink]:
    """The links between the reports of pairs of articles."""
    return [link for one, other in pairs for link in incident_links(one, other, story_score(one, other))]


def incident_rows(articles: Sequence[CodedArticle], links: Iterable[IncidentLink]) -> list[Row]:
    """The incidents, with the columns that are scored."""
    reports = {report.report_id: (one, report) for one in articles for report in one.profile.reports}
    scores = {(link.report_id, link.other_report_id): link.score for link in links}
    rows = []
    for cluster in clusters_of(reports, scores):
        article_ids = sorted({reports[report_id][0].article.article_id for report_id in cluster})
        rows.append(
            {
                "incident_id": cluster[0],
                "event_ids": [event for report_id in cluster for event in reports[report_id][1].event_ids],
                "article_ids": article_ids,
                "article_count": len(article_ids),
            }
        )
    return rows


def gold_module(name: str) -> Any:
    """A module of the gold data's scorers."""
    if str(EVAL) not in sys.path:
        sys.path.append(str(EVAL))
    return importlib.import_module(name)


def figures(tables: dict[str, list[Row]], rows: list[Row], gold: Iterable[Row]) -> dict[str, Any]:
    """The scores of incidents."""
    return dict(gold_module("incidents").score({**tables, "incidents": rows}, list(gold)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the scores as a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path, help="folder of a run on the articles of the task")
    parser.add_argument("--half", choices=("a", "b"), help="score the articles of one half alone")
    options = parser.parse_args(arguments)
    tables = read_tables(options.output)
    articles = coded_articles(tables)
    rows = incident_rows(articles, links_of(compared_profiles(articles)))
    gold = gold_module("common").load_gold(EVAL / "data" / "incidents")
    kept = [row for row in gold if options.half in (None, half(row["id"]))]
    print(json.dumps({"task": "incidents", "half": options.half, **figures(tables, rows, kept)}))


if __name__ == "__main__":
    main()
