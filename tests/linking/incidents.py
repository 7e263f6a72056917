"""Figures of incidents on the articles of an output folder: `python -m tests.linking.incidents OUTPUT [--half b]`.

The events are those of the folder; reports, links and clusters are made anew, so that a change of theirs shows in
seconds. Scored is by the scorer of the gold data. `--articles 10000` links as many, the further ones made by
`tests.linking.corpus`, and scores all of them.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from schemas.flow.linking import ArticleProfile, IncidentLink, LinkArticle
from tests.linking.articles import CodedArticle, Row, coded_articles, read_tables
from tests.linking.corpus import changed_clusters
from tests.measure import EVAL
from tests.training.halves import half
from transforms.link.candidates import candidate_pairs
from transforms.link.clusters import clusters_of
from transforms.link.incidents.score import incident_links
from transforms.link.keys import article_keys
from transforms.link.stories.score import matter_scores


def compared_profiles(articles: Iterable[CodedArticle]) -> list[tuple[ArticleProfile, ArticleProfile]]:
    """The profiles of the pairs of articles that LINK compares."""
    known = {one.article.article_id: one for one in articles}
    pairs = candidate_pairs(article_keys(one.article) for one in known.values())
    return [(known[one].profile, known[other].profile) for one, other in sorted(pairs)]


def links_of(pairs: Iterable[tuple[ArticleProfile, ArticleProfile]]) -> list[IncidentLink]:
    """The links between the reports of pairs of articles."""
    return [link for one, other in pairs for link in incident_links(one, other, matter_scores(one, other).incidents)]


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


def read_gold(half_of: str | None = None) -> list[Row]:
    """The rows of the gold data, or of a half of it."""
    rows: list[Row] = gold_module("common").load_gold(EVAL / "data" / "incidents")
    return [row for row in rows if half_of in (None, half(row["id"]))]


def enlarge(tables: dict[str, list[Row]], gold: list[Row], count: int) -> None:
    """Add articles that are made from those of the gold data to the tables and to the gold data.

    Args:
        tables: Of a run on the articles of the task.
        gold: Rows of all articles, or of a half of them.
        count: Number of articles that the tables have in the end, at least.
    """
    cluster = {row["id"]: row["cluster"] for row in gold}
    own: dict[str, list[LinkArticle]] = {}
    for one in coded_articles(tables):
        if one.external_id in cluster:
            own.setdefault(cluster[one.external_id], []).append(one.article)
    for number, (happening, article) in enumerate(changed_clusters(own, count - len(tables["articles"]))):
        row = msgspec.to_builtins(article, builtin_types=(date, datetime))
        events = row.pop("events")
        keys = {"article_id": article.article_id, "content_id": article.content_id}
        for place, event in enumerate(events):
            event["trigger"]["start"] = place
        tables["events"] += [{**event, **keys} for event in events]
        tables["entities"] += [{**entity, **keys} for entity in row.pop("entities")]
        tables["articles"].append({**row, "external_id": f"made-{number}", "outcome": "coded", "duplicate_of": None})
        gold.append({"id": f"made-{number}", "cluster": happening, "published": str(article.day)})


def scores_of(output: Path, half_of: str | None = None, articles: int = 0) -> dict[str, Any]:
    """The scores of incidents on the articles of an output folder.

    Args:
        output: Folder of a run on the articles of the task.
        half_of: The half of the articles that is scored; both without it.
        articles: Further ones are made, from those that are scored, up to so many.
    """
    tables = read_tables(output)
    gold = read_gold(half_of)
    enlarge(tables, gold, articles)
    coded = coded_articles(tables)
    rows = incident_rows(coded, links_of(compared_profiles(coded)))
    return dict(gold_module("incidents").score({**tables, "incidents": rows}, gold))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the scores as a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path, help="folder of a run on the articles of the task")
    parser.add_argument("--half", choices=("a", "b"), help="score the articles of one half alone")
    parser.add_argument("--articles", type=int, default=0, help="make further ones, up to so many")
    options = parser.parse_args(arguments)
    print(json.dumps(scores_of(options.output, options.half, options.articles)))


if __name__ == "__main__":
    main()
