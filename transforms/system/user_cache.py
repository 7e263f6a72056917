"""Files in the user's cache folder, for what takes long to make and depends on the installed code and data alone."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def cache_path(name: str) -> Path:
    """Path of a file in `~/.cache/newsbeam`, or in `$XDG_CACHE_HOME/newsbeam`.

    Raises:
        RuntimeError: There is no home folder.
    """
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "newsbeam" / name


def save_in_cache(name: str, write: Callable[[Path], object]) -> None:
    """Write a file, which other processes see when it is whole; no effect where that is impossible.

    Args:
        name: Of the file.
        write: Writes to a path, which has the suffix of the name.
    """
    with suppress(OSError, RuntimeError):  # RuntimeError: no home folder
        path = cache_path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_name(f".{os.getpid()}.{name}")
        write(scratch)
        scratch.rename(path)
