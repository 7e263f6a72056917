"""The snapshot: the earlier runs whose articles a run uses to find site boilerplate.

It is part of the plan, as the ids of the runs that were completely committed by then, so that a resumed run uses the
same one whatever was committed in between.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from schemas.flow.staging import SiteArticle
from schemas.ids import content_hash
from transforms.prepare.clean.paragraph_hashes import make_site_article

COLUMNS = ("site", "article_id", "title", "paragraph_hashes")
"""Columns of the articles table that boilerplate is found from."""


def snapshot_id(runs: Iterable[str]) -> str:
    """The id of a snapshot in the runs table.

    Args:
        runs: Ids of the runs in it.
    """
    return content_hash("banner-snapshot", *sorted(runs))


def site_articles(rows: Iterable[dict[str, Any]]) -> Iterator[SiteArticle]:
    """Convert rows of `COLUMNS` to articles, leaving out those without a site."""
    for row in rows:
        article = make_site_article(**{**row, "paragraph_hashes": row["paragraph_hashes"] or ()})
        if article is not None:
            yield article
