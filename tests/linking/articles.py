"""The coded articles of an output folder, as LINK is given them."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from schemas.flow.linking import ArticleProfile, LinkArticle
from transforms.link.profile import make_profile

_TABLES = ("articles", "events", "entities")
_NO_NAMES = frozenset(("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY"))
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedArticle:
    """An article of an output folder.

    Attributes:
        external_id: Its id in the gold data.
        article: What LINK is given of it.
        profile: What LINK compares of it.
    """

    external_id: str
    article: LinkArticle
    profile: ArticleProfile


def read_tables(output: Path) -> dict[str, list[Row]]:
    """The rows of articles, events and entities that readers see."""
    with duckdb.connect(str(output / "newsbeam.duckdb"), read_only=True) as database:
        database.execute("SET TimeZone = 'UTC'")
        return {name: database.table(name).to_arrow_table().to_pylist() for name in _TABLES}


def coded_articles(tables: dict[str, list[Row]]) -> list[CodedArticle]:
    """The coded articles of these tables, in order of publication."""
    events: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(tables["events"], key=lambda row: (row["trigger"]["start"], row["event_id"])):
        events[row["article_id"]].append(row)
    entities: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(tables["entities"], key=lambda row: (-row["salience"], row["entity_id"])):
        if row["type"] not in _NO_NAMES:
            entities[row["article_id"]].append(row)
    found = []
    for row in tables["articles"]:
        if row["outcome"] == "coded":
            own = {**row, "events": events[row["article_id"]], "entities": entities[row["article_id"]]}
            article = msgspec.convert(own, LinkArticle, strict=False)
            found.append(CodedArticle(external_id=row["external_id"], article=article, profile=make_profile(article)))
    return sorted(found, key=lambda one: one.profile.order)
