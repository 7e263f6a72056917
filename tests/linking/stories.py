"""Figures of stories on the articles of an output folder: `python -m tests.linking.stories OUTPUT [--half b]`.

OUTPUT is a folder with the articles of a set of the gold data, named by `--set`. Its articles, entities and topic words
are used; profiles, links and stories are made anew, so that a change of theirs shows in seconds. Scored is by the
scorer of the gold data.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from schemas.flow.linking import ArticleProfile, StoryLink
from tests.linking.articles import CodedArticle, Row, coded_articles, read_tables
from tests.linking.incidents import compared_profiles
from tests.measure import EVAL
from tests.training.halves import half
from transforms.link.stories.cluster import stories_of, story_article
from transforms.link.stories.score import story_score


def links_of(pairs: Iterable[tuple[ArticleProfile, ArticleProfile]]) -> list[StoryLink]:
    """The links between the articles of pairs."""
    return [
        StoryLink(article_id=one.article_id, other_article_id=other.article_id, score=story_score(one, other))
        for one, other in pairs
    ]


def story_rows(articles: Sequence[CodedArticle], links: Iterable[StoryLink]) -> list[Row]:
    """The stories, with the columns that are scored."""
    stories = stories_of((story_article(one.article) for one in articles), links)
    return [{"story_id": story.story_id, "article_ids": list(story.article_ids)} for story in stories]


def figures(tables: dict[str, list[Row]], rows: list[Row], gold: Iterable[Row]) -> dict[str, Any]:
    """The scores of stories."""
    if str(EVAL) not in sys.path:
        sys.path.append(str(EVAL))
    return dict(importlib.import_module("stories").score({**tables, "stories": rows}, list(gold)))


def gold_rows(name: str) -> list[Row]:
    """The gold data of a set."""
    with (EVAL / "data" / name / "gold.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the scores as a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path, help="folder of a run on the articles of the set")
    parser.add_argument("--set", default="stories", help="stories, semeval22t8 or incidents")
    parser.add_argument("--half", choices=("a", "b"), help="score one half alone")
    options = parser.parse_args(arguments)
    tables = read_tables(options.output)
    articles = coded_articles(tables)
    rows = story_rows(articles, links_of(compared_profiles(articles)))
    gold = [row for row in gold_rows(options.set) if options.half in (None, half(row["id"]))]
    print(json.dumps({"set": options.set, "half": options.half, **figures(tables, rows, gold)}))


if __name__ == "__main__":
    main()
