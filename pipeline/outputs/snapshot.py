"""The snapshot: the earlier runs whose articles a run uses to find site boilerplate and copies.

It is part of the plan, as the ids of the runs that were completely committed by then, so that a resumed run uses the
same one whatever was committed in between.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from schemas.flow.copies import CopyKey
from schemas.flow.staging import EarlierRow, SiteArticle
from schemas.ids import content_hash
from transforms.blocks import NO_DATE, block_of, sort_order
from transforms.prepare.clean.paragraph_hashes import make_site_article

COLUMNS = ("site", "article_id", "title", "paragraph_hashes")
"""Columns of the articles table that boilerplate is found from."""

REVISION_COLUMNS = (
    "article_id",
    "content_id",
    "run_id",
    "published_at",
    "published_date",
    "modified_at",
    "crawled_at",
)
"""Columns of the articles table that tell which revision of which article a row is, and of what time."""

COPY_COLUMNS = (
    *REVISION_COLUMNS,
    "outcome",
    "duplicate_of",
    "duplicate_kind",
    "duplicate_similarity",
    "signature",
)
"""Columns of the articles table that copies are found from."""


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


def copy_key(
    row: dict[str, Any], *, commit: int, has_same_code: bool = False, file: str = "", group: int = 0, number: int = 0
) -> CopyKey:
    """Convert a row of `COPY_COLUMNS`; columns that an older newsbeam did not write may be missing.

    Args:
        row: The row.
        commit: Sorts runs by when they were committed.
        has_same_code: See `CopyKey`.
        file, group, number: Where the row is, in an output folder.
    """
    crawled = row["crawled_at"]
    day = row["published_date"] or (crawled.date() if crawled else None)
    place = EarlierRow(
        article_id=row["article_id"],
        content_id=row["content_id"],
        run_id=row["run_id"],
        day=row["published_date"],
        file=file,
        group=group,
        row=number,
    )
    return CopyKey(
        order=sort_order(row["article_id"], row["published_at"]),
        content_id=row["content_id"],
        block=block_of(day),
        revised_at=row["modified_at"] or crawled,
        commit=commit,
        outcome=row["outcome"],
        signature=row.get("signature") or b"",
        duplicate_of=row["duplicate_of"],
        duplicate_kind=row["duplicate_kind"],
        duplicate_similarity=row["duplicate_similarity"],
        earlier=place,
        has_same_code=has_same_code,
    )


def is_near(block: int | None, blocks: Collection[int]) -> bool:
    """Whether articles of a block are compared with those of some other blocks.

    Args:
        block: None if they have no date.
        blocks: `NO_DATE` among them stands for articles without a date, which are compared with all.
    """
    return block is None or NO_DATE in blocks or any(near in blocks for near in (block - 1, block, block + 1))
