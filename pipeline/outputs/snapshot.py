"""The snapshot of site boilerplate: what earlier runs committed of the sites that a run meets.

A run takes it when it is planned, as the ids of the runs committed by then, and keeps it: resuming after a kill
sees the same, whatever was committed in between. Runs that are not completely committed, this one among them, are
not in it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from schemas.flow.staging import SiteArticle
from schemas.ids import content_hash
from transforms.prepare.clean.paragraph_hashes import make_site_article

COLUMNS = ("site", "article_id", "title", "paragraph_hashes")
"""Columns of the articles table that boilerplate is counted from."""


def snapshot_id(runs: Iterable[str]) -> str:
    """The name of a snapshot, as the runs table has it.

    Args:
        runs: Ids of the runs in it, none for the first run of an output.
    """
    return content_hash("banner-snapshot", *sorted(runs))


def site_articles(rows: Iterable[dict[str, Any]]) -> Iterator[SiteArticle]:
    """Rows of `COLUMNS` to articles, those without a site left out."""
    for row in rows:
        article = make_site_article(**{**row, "paragraph_hashes": row["paragraph_hashes"] or ()})
        if article is not None:
            yield article
