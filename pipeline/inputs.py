"""Finds the files of the inputs, fingerprints their content, and splits them into ranges to read."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from itertools import batched, pairwise
from typing import Any
from urllib.parse import quote_from_bytes

from apache_beam.io.filesystems import FileSystems

from pipeline.files import OUTPUT_MARKER
from schemas.flow.record import InputRange
from transforms.prepare.read.io.binary import HEAD_BYTES
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.formats import FORMATS, Format
from transforms.prepare.read.io.input_file import FILE_SCHEME, local_path, open_file
from transforms.prepare.read.io.sniff import (
    DetectedFormat,
    compression_of,
    compression_of_name,
    detect_format,
)

_WILDCARDS = "*?["
_CONCURRENT_REQUESTS = 16
"""Files fingerprinted at once: on a remote filesystem each is a request."""

_SYSTEM_FILES = ("Thumbs.db", "desktop.ini")


class InputError(ValueError):
    """An input that contains nothing to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file to read.

    Attributes:
        uri: Absolute if it is local.
        size: In bytes.
        modified: When it was last changed, in seconds since 1970; None if that is not known.
    """

    uri: str
    size: int
    modified: float | None = field(default=None, compare=False)


def expand_inputs(
    patterns: Sequence[str], *, allow_empty: bool = False, exclude: str | None = None
) -> list[SourceFile]:
    """Find the files of inputs, without duplicates, ordered by URI.

    Args:
        patterns: Files, folders (read recursively), globs (`*` within a folder, `**` across folders) or URIs of any
            filesystem that Beam knows. In folders and globs, hidden files (`.x`), files set aside by tools (`_x`) and
            system files are skipped, and so are folders with such names and folders of newsbeam's own tables; links
            to folders are not followed. A file named explicitly is always read.
        allow_empty: Accept a folder (with a trailing `/`) or a glob without files.
        exclude: A folder whose files are skipped: where a run keeps intermediate files.

    Raises:
        InputError: An input does not exist, contains no file, or cannot be listed.
    """
    found: dict[str, SourceFile] = {}
    for pattern in patterns:
        files = list(_expand_local(pattern) if _is_local(pattern) else _expand_remote(pattern))
        if not files and not (allow_empty and (pattern.endswith("/") or _is_glob(pattern))):
            raise InputError(_no_match_message(pattern))
        found.update((file.uri, file) for file in files)
    excluded_prefix = exclude and exclude.rstrip("/") + "/"
    return [found[uri] for uri in sorted(found) if not (excluded_prefix and uri.startswith(excluded_prefix))]


def find_file(uri: str) -> SourceFile:
    """The file of a URI; one of no bytes if it is gone, whose reader reports the failure."""
    try:
        return next(file for file in expand_inputs([uri]) if file.uri == uri)
    except (InputError, StopIteration):
        return SourceFile(uri=uri, size=0)


def fingerprints(sources: Sequence[SourceFile]) -> dict[str, str]:
    """Fingerprint files, by URI; the fingerprint of an unreadable file changes once it can be read.

    Its reader will report the error as a failed record, and a later run reads the file again.
    """
    by_uri: dict[str, str] = {}
    with ThreadPoolExecutor(_CONCURRENT_REQUESTS) as threads:
        for batch in batched(sources, 100 * _CONCURRENT_REQUESTS):
            by_uri.update(zip((source.uri for source in batch), threads.map(_fingerprint, batch), strict=True))
    return by_uri


def _fingerprint(source: SourceFile) -> str:
    try:
        return fingerprint_file(source.uri)
    except ReadError:
        return f"{source.size}:unreadable"


def fingerprint_file(uri: str) -> str:
    """Fingerprint a file's content: its size and BLAKE2b-128 hash, or the checksum that its filesystem keeps.

    Raises:
        ReadError: The file cannot be read.
    """
    if not _is_local(uri):
        try:
            return str(FileSystems.checksum(uri))
        except Exception as error:  # each filesystem raises its own
            raise ReadError("unreadable", f"{type(error).__name__}: {error}") from error
    digest = hashlib.blake2b(digest_size=16)
    size = 0
    with open_file(uri) as raw:
        while chunk := raw.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
    return f"{size}:{digest.hexdigest()}"


def split_ranges(source: SourceFile, target_bytes: int, format: str | None = None) -> list[InputRange]:
    """Split a file into the ranges to read.

    Args:
        source: The file.
        target_bytes: Approximate size of a range. Larger WARC (uncompressed or gzip) and uncompressed JSON Lines files
            are split; any other file is one range.
        format: A value of `Format`, or None to detect it. A file that is not split is not opened, so that a folder of
            a million pages is planned quickly: its reader detects the format, and the compression of the range is
            that of the file name.
    """
    if target_bytes < 1:
        raise ValueError(f"target_bytes: got {target_bytes}, wanted at least 1")
    if format is not None and format not in FORMATS:
        raise ValueError(f"format: got {format!r}, wanted one of {', '.join(FORMATS)}")
    name = os.path.basename(source.uri)
    full_range = InputRange(
        uri=source.uri, start=0, end=source.size, format=format or "", compression=compression_of_name(name)
    )
    if source.size <= target_bytes:
        return [full_range]
    try:
        with open_file(source.uri) as raw:
            head = raw.read(HEAD_BYTES)
        detected = DetectedFormat(format, compression_of(head)) if format else detect_format(head, name)
    except ReadError:  # the reader will report it as a failed record
        return [full_range]
    if detected.compression not in FORMATS[Format(detected.format)].splittable:
        return [full_range]
    parts = -(-source.size // target_bytes)
    cuts = [part * source.size // parts for part in range(parts + 1)]
    detected_range = replace(full_range, format=detected.format, compression=detected.compression)
    return [replace(detected_range, start=start, end=end) for start, end in pairwise(cuts)]


def _is_local(uri: str) -> bool:
    return "://" not in uri or uri.startswith(FILE_SCHEME)


def _is_glob(pattern: str) -> bool:
    return any(wildcard in pattern for wildcard in _WILDCARDS)


def _expand_local(pattern: str) -> Iterator[SourceFile]:
    path = os.path.abspath(local_path(pattern))
    if os.path.isdir(path):
        yield from _local_files(_matching_files(path, ["**"]))
    elif os.path.exists(path):
        yield from _local_files([path])
    elif _is_glob(path) and os.path.isdir(prefix := _literal_prefix(path)):
        yield from _local_files(_matching_files(prefix, path[len(prefix) :].split("/")))


def _literal_prefix(pattern: str) -> str:
    """The folders in a glob before its first wildcard, with a trailing `/`."""
    first = min(position for wildcard in _WILDCARDS if (position := pattern.find(wildcard)) >= 0)
    return pattern[: pattern.rfind("/", 0, first) + 1]


def _matching_files(folder: str, segments: list[str]) -> Iterator[str]:
    """Files below a folder that match the segments of a glob; a file may be returned twice.

    Raises:
        InputError: A folder cannot be listed.
    """
    pending = [(folder, segments)]
    while pending:
        folder, segments = pending.pop()
        first, rest = segments[0], segments[1:]
        if os.path.exists(os.path.join(folder, OUTPUT_MARKER)):
            continue
        if first == "**" and rest:
            pending.append((folder, rest))
        for entry in _list_folder(folder):
            is_explicit = entry.name == first
            matches = first == "**" or fnmatchcase(entry.name, first)
            if not matches or (_is_ignored(entry.name) and not is_explicit):
                continue
            if entry.is_dir(follow_symlinks=is_explicit):
                pending += [(entry.path, segments)] if first == "**" else [(entry.path, rest)] if rest else []
            elif not rest and entry.is_file():
                yield entry.path


def _list_folder(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        reason = f"cannot be listed ({error.strerror}); check your permissions"
        raise InputError(f"input folder {folder!r}: {reason}") from error


def _is_ignored(name: str) -> bool:
    return name.startswith((".", "_")) or name in _SYSTEM_FILES


def _local_files(paths: Iterable[str]) -> Iterator[SourceFile]:
    """Files without those that were deleted or moved away after their folder was listed."""
    for path in paths:
        with suppress(FileNotFoundError):
            found = os.stat(path)
            yield SourceFile(uri=_local_uri(path), size=found.st_size, modified=found.st_mtime)


def _local_uri(path: str) -> str:
    try:
        path.encode()
    except UnicodeEncodeError:  # a name that is not UTF-8 cannot be stored in a column
        return FILE_SCHEME + quote_from_bytes(os.fsencode(path))
    return path


def _expand_remote(pattern: str) -> Iterator[SourceFile]:
    patterns = [pattern] if not pattern.endswith("/") else []
    if not _is_glob(pattern):
        patterns.append(pattern.rstrip("/") + "/**")
    try:
        results = FileSystems.match(patterns)
    except Exception as error:  # each filesystem raises its own
        raise InputError(
            f"input {pattern!r}: cannot be listed ({error}); check the path, your credentials, and that Beam is "
            "installed with that filesystem, such as apache-beam[gcp] for gs://"
        ) from error
    files: list[Any] = next((result.metadata_list for result in results if result.metadata_list), [])
    prefix = _literal_prefix(pattern) if _is_glob(pattern) else pattern.rstrip("/") + "/"
    explicit_names = frozenset(pattern.split("/"))
    for file in files:
        names = [name for name in file.path.removeprefix(prefix).split("/") if name not in explicit_names]
        if file.path == pattern or (file.path[-1] != "/" and not any(map(_is_ignored, names))):
            yield SourceFile(uri=file.path, size=file.size_in_bytes, modified=file.last_updated_in_seconds or None)


def _no_match_message(pattern: str) -> str:
    reason = "no such file or folder; give a file, a folder, a glob or a path such as gs://bucket/news/"
    if _is_local(pattern) and os.path.isdir(local_path(pattern)):
        reason = "a folder without a file to read; '.' and '_' names, and tables that newsbeam wrote, are skipped"
    elif _is_glob(pattern):
        reason = "matches no file; quote it so that the shell does not expand it, and check its folder"
    return f"input {pattern!r}: {reason}"
