"""What one phase leaves to the next on one machine, and the steps that end each phase: mark, decide, commit."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import apache_beam as beam
import msgspec

from pipeline.accounting import EARLY, Tally
from pipeline.outputs.folder.ledger import Ledger, PartRef, RunInfo, write_atomically
from schemas.flow.staging import RangeCount, StagedGroup, StagedKey
from schemas.rows.run import Input
from transforms.decide.apply_decisions import attach_decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedChunk:
    """What PREPARE left of a chunk."""

    keys: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    groups: tuple[StagedGroup, ...] = ()
    counts: tuple[RangeCount, ...] = ()
    outside: int = 0
    articles: int = 0
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedChunk:
    """A prepared chunk whose groups know what to drop."""

    prepared: PreparedChunk
    repeats: int


def decided_chunk(
    prepared: PreparedChunk, repeats: Sequence[StagedKey] = (), boilerplate: Sequence[StagedKey] = ()
) -> DecidedChunk:
    """A prepared chunk with what is to be dropped of it.

    Args:
        prepared: The chunk.
        repeats: Those of the whole run.
        boilerplate: Likewise, of articles that have boilerplate.
    """
    files = {group.file for group in prepared.groups}
    own = [key for key in repeats if key.file in files]
    groups = tuple(attach_decisions(prepared.groups, own, [key for key in boilerplate if key.file in files]))
    return DecidedChunk(prepared=replace(prepared, groups=groups), repeats=len(own))


def gather(pieces: dict[str, beam.PCollection[Any]]) -> beam.PCollection[list[tuple[str, Any]]]:
    """Small results of a pipeline as one list of (name, value), there also when all of them are empty."""
    named = [
        values | f"Name_{name}" >> beam.Map(_named, name=name).with_output_types(tuple[str, Any])
        for name, values in pieces.items()
    ]
    return named | "Pieces" >> beam.Flatten() | "Gather" >> beam.combiners.ToList()


def _named(value: Any, *, name: str) -> tuple[str, Any]:
    return name, value


def by_name(pieces: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    """Gathered pieces apart again."""
    found: dict[str, list[Any]] = {}
    for name, value in pieces:
        found.setdefault(name, []).append(value)
    return found


class KeepPieces(beam.DoFn):
    """Write the gathered pieces as JSON."""

    def __init__(self, path: str) -> None:
        self._path = path

    def process(self, pieces: list[tuple[str, Any]]) -> None:
        write_atomically(Path(self._path), msgspec.json.encode(by_name(pieces)))


class FinishChunk(beam.DoFn):
    """Mark a chunk as prepared."""

    def __init__(self, path: str) -> None:
        self._path = path

    def process(self, pieces: list[tuple[str, Any]]) -> None:
        found = by_name(pieces)
        prepared = PreparedChunk(
            keys=tuple(sorted(found.get("keys", ()))),
            rejected=tuple(sorted(found.get("rejected", ()))),
            groups=tuple(sorted(found.get("groups", ()), key=lambda group: (group.file, group.group))),
            counts=tuple(sorted(found.get("counts", ()), key=lambda count: (count.uri, count.start))),
            outside=sum(found.get("outside", ())),
            articles=sum(found.get("articles", ())),
            failures=sum(found.get("failures", ())),
        )
        write_atomically(Path(self._path), msgspec.json.encode(prepared))


@dataclass
class CommitChunk(beam.DoFn):
    """Commit a chunk: the last step of its graph."""

    output: str
    run: RunInfo
    chunk: str
    decided: DecidedChunk
    inputs: tuple[Input, ...]

    def process(self, pieces: list[tuple[str, Any]]) -> None:
        found = by_name(pieces)
        ledger = Ledger(self.output)
        parts: dict[str, tuple[PartRef, ...]] = {}
        for part in sorted(found.get("parts", ()), key=lambda one: (one.table, one.path)):
            parts[part.table] = (*parts.get(part.table, ()), ledger.ref(part.path, part.rows))
        rows = {table: sum(one.rows for one in refs) for table, refs in parts.items()}
        stages = Counter(stage for stage, _ in found.get("reasons", ()))
        reasons = Counter(reason for _, reason in found.get("reasons", ()))
        prepared = self.decided.prepared
        tally = Tally(
            records_read=sum(count.records for count in prepared.counts) - prepared.outside,
            articles=rows.get("articles", 0),
            repeats=self.decided.repeats,
            failures=sum(reasons.values()),
            events=rows.get("events", 0),
            outside=prepared.outside,
            reasons=dict(sorted(reasons.items())),
        )
        tally.check(sum(stages[stage] for stage in EARLY))
        ledger.commit(run=self.run, chunk=self.chunk, tally=tally, parts=parts, inputs=self.inputs)
