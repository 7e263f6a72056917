"""Errors of storage in one line: what happened, where, how much is needed, and that the same command goes on.

A full disk, a lost mount or a lack of file handles shows itself anywhere: as an `OSError`, in the message of a library
(DuckDB, Arrow, Beam's file systems), or in the traceback of a worker, which Beam repeats as text.
"""

import errno
import os
import re
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import NewsbeamError

GO_ON = "what is committed is kept, and the same command goes on from there"
"""The last words about a run that failed."""

_LOST = "the disk or the network mount does not work", "bring it back"
_NO_RIGHTS = "no right to read or write it", "change the rights or the user"
_NO_SPACE = "no space left", "make room"
_ERRORS = {
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: ("the disk quota is used up", "make room or have the quota raised"),
    errno.EFBIG: (
        "a file would be larger than a file may be",
        "raise the limit (ulimit -f) or use another file system",
    ),
    errno.EROFS: ("the file system is read-only", "make it writable"),
    errno.EACCES: _NO_RIGHTS,
    errno.EPERM: _NO_RIGHTS,
    errno.EMFILE: ("too many open files", "raise the limit (ulimit -n)"),
    errno.ENFILE: ("too many open files on this machine", "close other programs or raise the limit"),
    errno.EIO: _LOST,
    errno.ESTALE: _LOST,
    errno.ENODEV: _LOST,
    errno.ENXIO: _LOST,
    errno.ENOTCONN: _LOST,
    errno.ENOENT: ("it is gone", "bring it back if it was moved or unmounted"),
}
"""What happened, and what to do, by error number."""

_MESSAGES = {
    **{os.strerror(number).lower(): number for number in _ERRORS},
    "could not write all bytes": errno.ENOSPC,  # DuckDB, of a write that was cut short
}
_MESSAGE = re.compile("|".join(sorted(map(re.escape, _MESSAGES), key=len, reverse=True)), re.IGNORECASE)
_PATH = re.compile(r"""(['"])(/.+?)\1""")
_RAISED = re.compile(r"[\w.]+: ")
"""Begins the line of a traceback that says what was raised."""

_NO_TEMPORARY_FOLDER = "No usable temporary directory"


class _Found(NamedTuple):
    number: int
    path: str | None


@contextmanager
def explaining_storage_errors(
    folder: str | None = None, needed: Callable[[], int | None] = lambda: None
) -> Iterator[None]:
    """Raise a `NewsbeamError` in the place of an error of storage; other errors pass.

    Args:
        folder: See `storage_error`.
        needed: Gives the bytes that the rest of the run needs, if that is known.
    """
    try:
        yield
    except NewsbeamError:
        raise
    except Exception as error:
        explained = storage_error(error, folder, needed())
        if explained is None:
            raise
        raise explained from error


def storage_error(error: BaseException, folder: str | None = None, needed: int | None = None) -> NewsbeamError | None:
    """The explanation of an error of storage; None for any other error.

    Args:
        error: What was raised. What led to it, and a worker's traceback in its message, are searched too.
        folder: The output folder: the place of an error that names no path. None without one on this machine.
        needed: Bytes that the rest of the run needs, if that is known.
    """
    lines = _lines(error)
    if any(_NO_TEMPORARY_FOLDER in line for line in lines):
        return NewsbeamError(f"no folder for temporary files can be written to; name one by TMPDIR; {GO_ON}")
    found = _find(error, lines)
    if found is None:
        return None
    what, todo = _ERRORS[found.number]
    if found.number == errno.EMFILE:
        return NewsbeamError(f"{what}: got a limit of {_handle_limit()}; {todo}; {GO_ON}")
    is_about_space = found.number in (errno.ENOSPC, errno.EDQUOT)
    place = found.path or folder
    if (
        found.path is None
        and is_about_space
        and folder is not None
        and (_free(_temporary()) or 0) < (_free(folder) or 0)
    ):
        place, needed = _temporary(), None
    if is_about_space:
        what += _space(place, needed)
    return NewsbeamError(f"{place or f'standard output, or {_temporary()}'}: {what}; {todo}; {GO_ON}")


def _find(error: BaseException, lines: list[str]) -> _Found | None:
    """The error of storage that was raised last."""
    for one in _chain(error):
        if isinstance(one, OSError) and one.errno in _ERRORS and (one.errno != errno.ENOENT or one is error):
            name = one.filename
            return _Found(one.errno, os.fsdecode(name) if isinstance(name, str | bytes) else None)
    for line in lines:
        message = _MESSAGE.search(line)
        number = _MESSAGES[message[0].lower()] if message else None
        if number is not None and (number != errno.ENOENT or line == lines[0]):
            path = _PATH.search(line)
            return _Found(number, path[2] if path else None)
    return None


def _chain(error: BaseException) -> list[BaseException]:
    """An error and what led to it."""
    chain: list[BaseException] = []
    last: BaseException | None = error
    while last is not None and last not in chain:
        chain.append(last)
        last = last.__cause__ or last.__context__
    return chain


def _lines(error: BaseException) -> list[str]:
    """Lines that say what was raised, the last first."""
    texts = [f"{type(one).__name__}: {one}" for one in _chain(error)]
    return [line for text in texts for line in reversed(text.splitlines()) if _RAISED.match(line)]


def _temporary() -> str:
    return os.environ.get("TMPDIR") or "/tmp"  # what `tempfile` looks for; it may be unable to find it now


def _space(place: str | None, needed: int | None) -> str:
    """How much is free, and how much is needed."""
    free = _free(place) if place else None
    parts = [f"{_size(free)} free"] if free is not None else []
    if needed:
        parts.append(f"the rest of the run needs about {_size(needed)}")
    return f" ({', '.join(parts)})" if parts else ""


def _free(place: str) -> int | None:
    """Bytes that may still be written below a path, 0 if no file can be added; None if that cannot be said."""
    for folder in (Path(place), *Path(place).parents):
        with suppress(OSError):
            found = os.statvfs(folder)
            has_inodes = found.f_favail > 0 or found.f_files == 0  # some file systems have no such limit
            return found.f_bavail * found.f_frsize if has_inodes else 0
    return None


def _size(size: int) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.1f} MB"


def _handle_limit() -> int:
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
