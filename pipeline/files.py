"""Small files on any of Beam's file systems, and a run's workspace."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from pipeline.errors import NewsbeamError
from pipeline.storage_errors import storage_error

OUTPUT_MARKER = "_newsbeam.json"
"""The file that marks a folder of output tables, which is never an input."""

MESSAGES_FOLDER = "_messages"
"""Of an output folder: messages of a stream, of which rows were read."""

PAYLOADS_FOLDER = "_retried"
"""Of an output folder: payloads of failures, of which rows were read when their inputs were gone."""

_BYTES = "application/octet-stream"

_READ_BYTES = 1 << 20
"""Read at once of a file whose checksum is wanted."""


def _is_local(path: str) -> bool:
    return "://" not in path


def _remote() -> Any:
    """Beam's file systems; importing Beam takes two seconds, which a command that reads a folder need not wait for."""
    from apache_beam.io.filesystems import FileSystems

    return FileSystems


def present_uri(uri: str, folder: Path) -> str:
    """Where a file is that an output folder keeps, and that may have been moved with it.

    Rows name the messages and payloads that an output folder keeps by the place that the folder had then.

    Args:
        uri: Of a record, as its row has it.
        folder: The output folder.

    Returns:
        The URI as it is, unless nothing is there and the folder keeps a file of that name.
    """
    if not _is_local(uri) or os.path.exists(uri):
        return uri
    for kept in (MESSAGES_FOLDER, PAYLOADS_FOLDER):
        _, found, name = uri.rpartition(f"/{kept}/")
        moved = f"{folder.absolute()}/{kept}/{name}"
        if found and os.path.isfile(moved):
            return moved
    return uri


def read_file(path: str) -> bytes | None:
    """The content of a file, None if it does not exist."""
    if _is_local(path):
        try:
            return Path(path).read_bytes()
        except FileNotFoundError:
            return None
    if not _remote().exists(path):
        return None
    with _remote().open(path, mime_type=_BYTES) as file:
        return bytes(file.read())


def file_checksum(path: str) -> str:
    """The checksum of a file's content, as `schemas.ids.checksum` gives it, read in parts."""
    digest = hashlib.blake2b(digest_size=16)
    with open(path, "rb") if _is_local(path) else _remote().open(path, mime_type=_BYTES) as file:
        while part := file.read(_READ_BYTES):
            digest.update(part)
    return digest.hexdigest()


def entries(folder: Path, pattern: str = "*") -> list[Path]:
    """Entries of a local folder whose names match a pattern, sorted; none if it does not exist.

    `Path.glob` also gives none if a folder cannot be listed; what is committed would then seem to be nothing.
    """
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    return [folder / name for name in sorted(names) if fnmatchcase(name, pattern)]


def write_file(path: str, content: bytes) -> None:
    """Write a file atomically, as object stores always do."""
    if _is_local(path):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(Path(path), content)
        return
    with _remote().create(path, mime_type=_BYTES) as file:
        file.write(content)


def write_json(path: str, value: object) -> None:
    """Write a value as JSON, atomically."""
    write_file(path, msgspec.json.encode(value))


def write_atomically(path: Path, content: bytes) -> None:
    """Write a local file that is complete or does not exist, even if the machine stops."""
    scratch = path.with_name(f".{path.name}.{uuid4().hex}")  # workers on two machines may share a process id
    try:
        with scratch.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        scratch.rename(path)
    except BaseException:
        with suppress(OSError):  # a disk that fails may keep it
            scratch.unlink(missing_ok=True)
        raise
    sync(path.parent)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file beside another one, which it replaces when it has been written; after an error it is removed.

    The folder is created if need be. What is no file, such as a pipe or a device, is written itself.
    """
    if path.exists() and not path.is_file():
        yield path
        return
    path.absolute().parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def sync(path: str | Path) -> int:
    """Wait until a local file, or the names in a local folder, are on the disk; returns its size in bytes.

    Raises:
        FileNotFoundError: It does not exist.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        return os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class Workspace:
    """The folder of a run's intermediate files.

    Attributes:
        path: The folder; created when something is saved.
        option: The option that names it, for error messages.
        wanted: What the option requires, for error messages.
    """

    path: str
    option: str
    wanted: str

    def file(self, *parts: str) -> str:
        """The path of a file in it."""
        return os.path.join(self.path, *parts) if _is_local(self.path) else str(_remote().join(self.path, *parts))

    def load[T](self, name: str, kind: type[T]) -> T | None:
        """The content of a JSON file, None if it does not exist or is damaged.

        Raises:
            NewsbeamError: The folder cannot be read.
        """
        with self._explaining_errors():
            content = read_file(self.file(name))
        try:
            return None if content is None else msgspec.json.decode(content, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None

    def save(self, name: str, value: object) -> None:
        """Write a JSON file.

        Raises:
            NewsbeamError: The folder cannot be written to.
        """
        with self._explaining_errors():
            write_json(self.file(name), value)

    def remove(self, *, first: str) -> None:
        """Delete the folder, beginning with the file without which a run cannot be resumed from the rest."""
        if _is_local(self.path):
            with suppress(OSError):  # what stays is deleted by a later run
                Path(self.file(first)).unlink(missing_ok=True)
            shutil.rmtree(self.path, ignore_errors=True)
            return
        with suppress(Exception):  # each file system raises its own
            if below := _remote().match([self.file("**")])[0].metadata_list:
                _remote().delete([file.path for file in below])

    @contextmanager
    def _explaining_errors(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # each file system raises its own
            if _is_local(self.path) and (explained := storage_error(error, self.path)) is not None:
                raise explained from error
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise NewsbeamError(f"{self.option}: cannot be written to ({reason}); wanted {self.wanted}") from error
