"""`_views.json`: which databases were written as `newsbeam.duckdb`, so that damage to them shows."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipeline.files import read_file
from schemas.ids import checksum

RECORD_FILE = "_views.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenViews:
    """What was written as `newsbeam.duckdb`.

    Attributes:
        place: Path of the database; its views read the files beside it.
        commit: Number of the newest commit that they show.
        size: Of the database, in bytes.
        checksum: BLAKE2b-128 of the database.
    """

    place: str
    commit: int
    size: int
    checksum: str

    def is_content(self, content: bytes | None) -> bool:
        """Whether this is the content of the database."""
        return content is not None and (self.size, self.checksum) == (len(content), checksum(content))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """The content of `_views.json`.

    Attributes:
        checksum: Of `written` as JSON.
        written: The database that is or soon will be in place, and that which it replaces.
    """

    checksum: str
    written: tuple[WrittenViews, ...]


def read_record(output: Path) -> tuple[WrittenViews, ...]:
    """What `_views.json` in an output folder records; nothing if it is missing or damaged."""
    content = read_file(str(output / RECORD_FILE))
    try:
        written = msgspec.json.decode(content or b"", type=_Record).written
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ()
    return written if encode_record(written) == content else ()


def encode_record(written: tuple[WrittenViews, ...]) -> bytes:
    """The content of `_views.json`."""
    return msgspec.json.encode(_Record(checksum=checksum(msgspec.json.encode(written)), written=written))
