"""Files as they appear in folders and buckets."""

import time
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import NewsbeamError, OptionError
from pipeline.feeds.base import Batch
from pipeline.inputs import InputError, SourceFile, expand_inputs
from transforms.prepare.read.io.input_file import local_path

SETTLED_SECONDS = 1.0
"""A local file that was changed within this time may still be being written. An object in a bucket is always whole."""

_POLL_SECONDS = 0.5
_LISTING_SHARE = 0.1
"""Most of the time that is spent on listing folders."""

type _State = tuple[int, float | None]
"""Size of a file, and when it was last changed."""


class FileFeed:
    """New and changed files that match patterns, the oldest first.

    What is known of a file is its size and time of change. The caller passes over files that an earlier process read.

    Args:
        patterns: Folders, globs or URIs, see `expand_inputs`; folders may be empty.
        exclude: See `expand_inputs`.

    Raises:
        OptionError: A pattern cannot be listed.
    """

    def __init__(self, patterns: Sequence[str], exclude: str | None = None) -> None:
        self._patterns = [_as_folder(pattern) for pattern in patterns]
        self._exclude = exclude
        self._done: dict[str, _State] = {}
        self._seen: dict[str, tuple[_State, float]] = {}
        self._next_listing = 0.0
        try:
            self._list()
        except InputError as error:
            raise OptionError(str(error)) from error

    def take(self, most: int, seconds: float) -> Batch | None:
        """See `pipeline.feeds.base.Feed`."""
        until = time.monotonic() + seconds
        while True:
            if found := self._settled(most):
                since = min((file.modified for file in found if file.modified is not None), default=None)
                return Batch(sources=tuple(found), size=len(found), since=since)
            left = until - time.monotonic()
            if left <= 0:
                return None
            time.sleep(min(left, max(_POLL_SECONDS, self._next_listing - time.monotonic())))

    def done(self, batch: Batch) -> None:
        """See `pipeline.feeds.base.Feed`."""
        self._done.update((file.uri, _state(file)) for file in batch.sources)

    def close(self) -> None:
        """See `pipeline.feeds.base.Feed`."""

    def _settled(self, most: int) -> list[SourceFile]:
        """Files that are new or have changed, and that nobody is writing any more."""
        if time.monotonic() < self._next_listing:
            return []
        try:
            files = self._list()
        except InputError as error:
            raise NewsbeamError(str(error)) from error
        new = [file for file in files if self._done.get(file.uri) != _state(file)]
        self._seen = {file.uri: self._first_seen(file) for file in new}
        self._done = {file.uri: self._done[file.uri] for file in files if file.uri in self._done}
        settled = [file for file in new if self._is_settled(file)]
        return sorted(settled, key=_age)[:most]

    def _list(self) -> list[SourceFile]:
        started = time.monotonic()
        files = expand_inputs(self._patterns, allow_empty=True, exclude=self._exclude)
        ended = time.monotonic()
        self._next_listing = ended + (ended - started) / _LISTING_SHARE
        return files

    def _first_seen(self, file: SourceFile) -> tuple[_State, float]:
        """A file's state, and when it was first seen in it."""
        earlier = self._seen.get(file.uri)
        return earlier if earlier is not None and earlier[0] == _state(file) else (_state(file), time.monotonic())

    def _is_settled(self, file: SourceFile) -> bool:
        if "://" in file.uri or time.monotonic() - self._seen[file.uri][1] >= SETTLED_SECONDS:
            return True
        return file.modified is not None and time.time() - file.modified >= SETTLED_SECONDS


def _as_folder(pattern: str) -> str:
    """A pattern that may match nothing yet, if it is a folder."""
    is_folder = "://" not in pattern and Path(local_path(pattern)).is_dir()
    return f"{pattern.rstrip('/')}/" if is_folder else pattern


def _state(file: SourceFile) -> _State:
    return file.size, file.modified


def _age(file: SourceFile) -> tuple[float, str]:
    return file.modified or 0.0, file.uri
