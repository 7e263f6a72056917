"""Manifests: what each commit of an output folder adds to it, and what a repair took out.

A manifest is JSON with a checksum of its own bytes. Once written it never changes: a repair is a commit too, which
withdraws damaged files and reopens the chunks whose rows were in them; a reopened chunk is done once it has been
committed again.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from pipeline.accounting import RunCounts
from schemas.ids import checksum
from schemas.rows.run import Input, Run

_CHECKSUM = re.compile(rb'\A\{\n "checksum": "([0-9a-f]{32})')
_UNSIGNED = b'{\n "chunk": '
"""How manifests of earlier versions begin, which have no checksum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """A file, with its path relative to the output folder.

    Attributes:
        bytes: Its size; None if an earlier version wrote it, as for `checksum`.
        checksum: BLAKE2b-128 of its content.
    """

    path: str
    bytes: int | None = None
    checksum: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRef(FileRef):
    """A file of a table, and its number of rows."""

    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What one commit changes.

    Attributes:
        number: Position of the commit in the ledger, from 1.
        run: The run's row, with the counts of all its commits so far.
        chunk: Name of the chunk; empty for a repair.
        counts: The counts of this commit.
        parts: Files by table.
        inputs: Ranges that were read.
        plan: The run's plan, from which a chunk can be read again.
        withdrawn: Paths of damaged files, listed by earlier commits, that no longer count.
        reopened: Names of chunks of the run that have to be read again.
    """

    number: int
    run: Run
    chunk: str
    committed_at: datetime
    counts: RunCounts
    parts: dict[str, tuple[PartRef, ...]]
    inputs: tuple[Input, ...] = ()
    plan: FileRef | None = None
    withdrawn: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()


class ManifestError(ValueError):
    """The content of a manifest is damaged."""


_DECODER = msgspec.json.Decoder(Manifest)


def encode_manifest(manifest: Manifest) -> bytes:
    """A manifest as JSON for people to read, behind the checksum of all that follows it."""
    content = msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1)
    signed = b'",' + content[1:]
    return b'{\n "checksum": "' + checksum(signed).encode() + signed


def decode_manifest(content: bytes) -> Manifest:
    """Decode a manifest, verifying its checksum.

    Raises:
        ManifestError: It is damaged.
    """
    if match := _CHECKSUM.match(content):
        if checksum(content[match.end() :]) != match[1].decode():
            raise ManifestError("its content does not match its checksum")
    elif not content.startswith(_UNSIGNED):
        raise ManifestError(f"got {content[:20]!r} as its beginning, wanted a JSON object with a checksum")
    try:
        return _DECODER.decode(content)
    except msgspec.MsgspecError as error:
        raise ManifestError(str(error)) from error


type ChunkKey = tuple[str, str]
"""Id of a run, and name of one of its chunks."""


def chunk_commits(manifests: Iterable[Manifest]) -> dict[ChunkKey, Manifest | None]:
    """The last commit of each chunk; None if the chunk has been reopened since and has to be read again."""
    chunks: dict[ChunkKey, Manifest | None] = {}
    for manifest in manifests:
        run_id = manifest.run.run_id
        chunks.update({(run_id, chunk): None for chunk in manifest.reopened})
        if manifest.chunk and manifest.run.status != "failed":
            chunks[run_id, manifest.chunk] = manifest
    return chunks


def done_commits(manifests: Iterable[Manifest]) -> list[Manifest]:
    """The commits of chunks that need not be read again."""
    return [manifest for manifest in chunk_commits(manifests).values() if manifest is not None]


def listed_commits(manifests: Collection[Manifest]) -> list[Manifest]:
    """The commits without those of chunks that were committed again, each without its withdrawn files."""
    withdrawn = {path for manifest in manifests for path in manifest.withdrawn}
    last = {_chunk_key(manifest): manifest.number for manifest in manifests}
    return [
        replace(
            manifest,
            parts={
                table: tuple(part for part in files if part.path not in withdrawn)
                for table, files in manifest.parts.items()
            },
        )
        for manifest in manifests
        if last[_chunk_key(manifest)] == manifest.number
    ]


def current_commits(manifests: Collection[Manifest]) -> list[Manifest]:
    """The commits whose rows count, in order, each with those of its files that count.

    A chunk that was committed again keeps its first number, so that its rows do not become newer than those of later
    runs. Of a run only its last row counts.
    """
    last_of_run = {manifest.run.run_id: manifest.number for manifest in manifests}
    first_of_chunk: dict[tuple[str, ...], int] = {}
    for manifest in manifests:
        first_of_chunk.setdefault(_chunk_key(manifest), manifest.number)
    current = []
    for manifest in listed_commits(manifests):
        parts = dict(manifest.parts)
        if last_of_run[manifest.run.run_id] != manifest.number:
            parts.pop("runs", None)
        current.append(replace(manifest, number=first_of_chunk[_chunk_key(manifest)], parts=parts))
    return sorted(current, key=lambda manifest: manifest.number)


def _chunk_key(manifest: Manifest) -> tuple[str, ...]:
    """Equal for the commits of one chunk; the failures of a run and repairs are never committed again."""
    if manifest.chunk and manifest.run.status != "failed":
        return manifest.run.run_id, manifest.chunk
    return manifest.run.run_id, "", str(manifest.number)


def committed_runs(manifests: Collection[Manifest]) -> frozenset[str]:
    """Ids of the runs that are committed completely."""
    status = {manifest.run.run_id: manifest.run.status for manifest in manifests}
    incomplete = {run_id for (run_id, _), commit in chunk_commits(manifests).items() if commit is None}
    return frozenset(run_id for run_id, last in status.items() if last == "committed") - incomplete
