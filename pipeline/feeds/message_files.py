"""Messages in files: what rows are traced back to, and what goes on after a restart.

FOLDER/<day>/<batch>.jsonl         articles, one message a line
             <batch>.pending.json  ids of the messages, and the objects that they name, until all is committed
             <batch>.done.json     the same afterwards
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

import msgspec
from apache_beam.io.filesystems import FileSystems

from pipeline.errors import NewsbeamError
from pipeline.files import read_file, write_file, write_json
from pipeline.storage_errors import storage_error

_PENDING = ".pending.json"
_DONE = ".done.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageBatch:
    """Messages that are committed together.

    Attributes:
        path: Of the files, without their suffixes.
        ids: Of the messages, as Pub/Sub gives them.
        objects: URIs of the objects that some of them name.
        articles: How many carry an article.
        size: Bytes of the file of articles.
        since: When the oldest was published, in seconds since 1970.
    """

    path: str
    ids: tuple[str, ...]
    objects: tuple[str, ...] = ()
    articles: int = 0
    size: int = 0
    since: float | None = None

    @property
    def file(self) -> str:
        """The file of articles."""
        return f"{self.path}.jsonl"


class MessageFiles:
    """The folder of messages.

    Args:
        folder: On this machine or in a bucket.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def add(self, ids: Sequence[str], articles: Sequence[bytes], objects: Sequence[str], since: float) -> MessageBatch:
        """Write messages to files of their own.

        Args:
            ids: Of all messages.
            articles: The content of those that carry an article.
            objects: URIs that the others name.
            since: When the oldest was published, in seconds since 1970.
        """
        now = datetime.now(UTC)
        name = f"{now:%H%M%S}-{uuid4().hex[:12]}"
        content = b"".join(line_of(article) + b"\n" for article in articles)
        batch = MessageBatch(
            path=FileSystems.join(self._folder, f"{now:%Y-%m-%d}", name),
            ids=tuple(ids),
            objects=tuple(objects),
            articles=len(articles),
            size=len(content),
            since=since,
        )
        with self._explaining_errors():
            if articles:
                write_file(batch.file, content)
            write_json(f"{batch.path}{_PENDING}", batch)  # last: without it the file is one that nobody reads
        return batch

    def finish(self, batch: MessageBatch) -> None:
        """Record that a batch is committed."""
        with self._explaining_errors():
            FileSystems.rename([f"{batch.path}{_PENDING}"], [f"{batch.path}{_DONE}"])

    def pending(self) -> list[MessageBatch]:
        """The batches that are not known to be committed, the oldest first."""
        with self._explaining_errors():
            return list(self._read(sorted(self._list(_PENDING))))

    def newest_ids(self, most: int) -> list[str]:
        """The ids of the messages that were committed last; lists of older ones are deleted.

        Args:
            most: How many are wanted, at least, if there are so many.
        """
        found: list[str] = []
        with self._explaining_errors():
            for path in sorted(self._list(_DONE), reverse=True):
                if len(found) >= most:
                    FileSystems.delete([path])
                else:
                    found += [one for batch in self._read([path]) for one in batch.ids]
        return found

    @contextmanager
    def _explaining_errors(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # each file system raises its own
            if "://" not in self._folder and (explained := storage_error(error, self._folder)) is not None:
                raise explained from error
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise NewsbeamError(f"{self._folder}: messages cannot be kept there ({reason})") from error

    def _list(self, suffix: str) -> list[str]:
        matches = FileSystems.match([FileSystems.join(self._folder, "*", f"*{suffix}")])
        return [file.path for match in matches for file in match.metadata_list]

    def _read(self, paths: Sequence[str]) -> Iterator[MessageBatch]:
        for path in paths:
            content = read_file(path)
            if content is not None:
                batch = msgspec.json.decode(content, type=MessageBatch)
                yield replace(batch, path=path.removesuffix(_PENDING).removesuffix(_DONE))  # it may have been moved


def line_of(article: bytes) -> bytes:
    """A message as a line: JSON means the same with spaces in the place of line breaks between its parts."""
    line = article.replace(b"\r", b" ").replace(b"\n", b" ").strip()
    return line or b"null"  # an empty line would be no record, and nobody would know of the message
