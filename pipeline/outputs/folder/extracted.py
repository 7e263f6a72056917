"""What earlier runs extracted from some articles, read from the row groups of an output folder that hold it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.outputs.folder.history import open_table_file
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.manifest import committed_runs, current_commits
from schemas.flow.article_rows import ArticleRows
from schemas.flow.staging import EarlierRow
from schemas.rows.article import Article
from schemas.tables import TABLES

_EXTRACTED = ("entities", "quotes", "events")
_OF_FAILURE = ["article_id", "resolved_by"]  # without payloads, which may be large

_KNOWN_FILES = 64
"""Files whose articles are remembered: some hundred kilobytes each for a thousand articles."""

type CommitFiles = dict[str, tuple[str, ...]]
"""Paths of the files of one commit, by table."""


def list_commits(ledger: Ledger, files: Collection[str]) -> dict[str, CommitFiles]:
    """Of some files of the articles table the commit that each is of, whose other files hold the rows of its articles.

    A file is left out if its run is to be read again, because some of its files are damaged.

    Args:
        ledger: Of the folder.
        files: Their paths.
    """
    manifests = ledger.manifests()
    whole = committed_runs(manifests)
    found: dict[str, CommitFiles] = {}
    for manifest in current_commits(manifests):
        paths = {
            table: tuple(str(ledger.output / part.path) for part in parts) for table, parts in manifest.parts.items()
        }
        if manifest.run.run_id in whole:
            found |= dict.fromkeys(set(paths.get("articles", ())).intersection(files), paths)
    return found


def read_extracted(
    commits: Mapping[str, CommitFiles], articles: Iterable[tuple[EarlierRow, Article]]
) -> list[ArticleRows]:
    """Articles with their rows, without those of which a part failed.

    Args:
        commits: See `list_commits`.
        articles: Where they are, and they.
    """
    by_file: dict[str, list[Article]] = {}
    for row, article in articles:
        by_file.setdefault(row.file, []).append(article)
    return [rows for file, listed in by_file.items() for rows in _of_commit(commits[file], listed)]


def _of_commit(files: CommitFiles, articles: Iterable[Article]) -> Iterator[ArticleRows]:
    by_id: dict[tuple[str, str], Article] = {(one.article_id, one.content_id): one for one in articles}
    ids = {article_id for article_id, _ in by_id}
    failed = {row["article_id"] for row in _read(files, "failures", ids, _OF_FAILURE) if row["resolved_by"] is None}
    rows: dict[str, dict[tuple[str, str], list[Any]]] = {
        table: {key: [] for key in by_id if key[0] not in failed} for table in _EXTRACTED
    }
    for table, by_article in rows.items():
        for row in _read(files, table, ids - failed):
            if (key := (row["article_id"], row["content_id"])) in by_article:
                by_article[key].append(msgspec.convert(row, TABLES[table].record))
    for key, article in by_id.items():
        if article.article_id not in failed:
            yield ArticleRows(article=article, **{table: tuple(found[key]) for table, found in rows.items()})


def _read(
    files: CommitFiles, table: str, ids: Collection[str], columns: list[str] | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of some articles in the files of a table, or some columns of them."""
    for path in files.get(table, ()):
        groups = [number for number, known in enumerate(_articles_of_groups(path)) if not known.isdisjoint(ids)]
        if groups:
            with open_table_file(path) as file:
                found = file.read_row_groups(groups, columns=columns)
            yield from found.filter(pc.field("article_id").isin(list(ids))).to_pylist()


@lru_cache(maxsize=_KNOWN_FILES)
def _articles_of_groups(path: str) -> list[frozenset[str]]:
    """Ids of the articles in each row group of a file, which never changes once it is committed."""
    with open_table_file(path) as file:
        return [_ids(file, group) for group in range(file.num_row_groups)]


def _ids(file: pq.ParquetFile, group: int) -> frozenset[str]:
    column = file.read_row_group(group, columns=["article_id"])["article_id"]
    return frozenset(column.unique().to_pylist())
