"""Whether the files that a checkpoint names can be read again.

A machine that stops may leave files empty or cut short, and people delete what they take for leftovers. A phase whose
files are damaged is run again; without that, every further attempt at the run would fail as the first one did.
"""

from collections.abc import Iterable

import pyarrow.parquet as pq
from apache_beam.io.filesystems import FileSystems

from pipeline.run.assemble import DecidedGroups, LinkableFiles, PreparedFiles
from pipeline.run.record_files import read_all
from schemas.flow.linking import ArticleRevision, LinkArticle
from schemas.flow.staging import StagedKey
from schemas.rows.failure import Rejected


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
