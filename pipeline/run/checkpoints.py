"""What is left after a phase for those that follow, and whether the files that it names can be read again.

A machine that stops may leave files empty or cut short, and people delete what they take for leftovers. A phase whose
files are damaged is run again; without that, every further attempt at the run would fail as the first one did.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pyarrow.parquet as pq
from apache_beam.io.filesystems import FileSystems

from pipeline.run.record_files import read_all
from schemas.flow.linking import ArticleRevision, LinkArticle
from schemas.flow.staging import RangeCount, StagedGroup, StagedKey
from schemas.rows.failure import Rejected
from schemas.rows.run import CounterValue


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedFiles:
    """The checkpoint after PREPARE of a chunk.

    Attributes:
        keys, rejected: Record files of `StagedKey` and `Rejected`.
        groups: Row groups of staged articles.
        ranges: How many records each range held.
        counters: What was counted.
        articles, failed: Number of keys, and of rejected records; one number each.
    """

    keys: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    groups: tuple[StagedGroup, ...] = ()
    ranges: tuple[RangeCount, ...] = ()
    counters: tuple[CounterValue, ...] = ()
    articles: tuple[int, ...] = ()
    failed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkableFiles:
    """The checkpoint after EXTRACT of a chunk, for LINK.

    Attributes:
        articles, revisions: Record files of `LinkArticle` and `ArticleRevision`.
        records: Number of records in all of them; one number.
    """

    articles: tuple[str, ...] = ()
    revisions: tuple[str, ...] = ()
    records: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedGroups:
    """The checkpoint after DECIDE of all chunks.

    Attributes:
        groups: Row groups of staged articles with what was decided on their rows.
        failed, records: How many records failed, and were read, in all chunks: one number each.
    """

    groups: tuple[StagedGroup, ...] = ()
    failed: tuple[int, ...] = ()
    records: tuple[int, ...] = ()

    @property
    def repeats(self) -> int:
        """Records that repeat another one."""
        return sum(group.repeats for group in self.groups)

    @property
    def recoded(self) -> int:
        """Rows of earlier runs that are written anew."""
        return sum(len(group.recoded) for group in self.groups)


def select_chunk_groups(prepared: PreparedFiles, decided: DecidedGroups) -> DecidedGroups:
    """What was decided on the groups of one chunk."""
    files = {group.file for group in prepared.groups}
    return replace(decided, groups=tuple(group for group in decided.groups if group.file in files))


def even_lots(groups: Iterable[StagedGroup], count: int) -> list[tuple[StagedGroup, ...]]:
    """Deal out groups so that all lots have about as much text: the largest first, each to the lot that has least.

    Args:
        groups: Row groups of staged articles.
        count: Of lots; there are fewer if there are not as many groups.
    """
    lots: list[list[StagedGroup]] = [[] for _ in range(count)]
    chars = [0] * count
    for group in sorted(groups, key=lambda group: (-group.chars, group.file, group.group)):
        least = chars.index(min(chars))
        lots[least].append(group)
        chars[least] += max(group.chars, 1)
    return [tuple(lot) for lot in lots if lot]


def is_prepared(files: PreparedFiles, *, is_committed: bool) -> bool:
    """Whether all files of a prepared chunk can be read to their end.

    Args:
        files: The checkpoint.
        is_committed: Whether the chunk is committed, so that its staged articles are not needed any more.
    """
    try:
        keys = sum(1 for _ in read_all(StagedKey, files.keys))
        rejected = sum(1 for _ in read_all(Rejected, files.rejected))
        if (keys, rejected) != (sum(files.articles), sum(files.failed)):
            return False
        for path in () if is_committed else sorted({group.file for group in files.groups}):
            _read_parquet(path)
    except Exception:  # whatever is wrong with a file, and each file system raises its own
        return False
    return True


def is_decided(decided: DecidedGroups, prepared: Iterable[PreparedFiles]) -> bool:
    """Whether what was decided is about the articles that are staged, not about those of an earlier attempt."""
    staged = {group.file for files in prepared for group in files.groups}
    return staged.issuperset(group.file for group in decided.groups)


def is_linkable(files: LinkableFiles) -> bool:
    """Whether all files of an extracted chunk can be read to their end."""
    try:
        articles = sum(1 for _ in read_all(LinkArticle, files.articles))
        revisions = sum(1 for _ in read_all(ArticleRevision, files.revisions))
    except Exception:  # see is_prepared
        return False
    return articles + revisions == sum(files.records)


def _read_parquet(path: str) -> None:
    with FileSystems.open(path, mime_type="application/octet-stream") as stream:
        file = pq.ParquetFile(stream)
        for group in range(file.num_row_groups):
            file.read_row_group(group)
