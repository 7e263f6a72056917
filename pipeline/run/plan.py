"""The plan of a run: which inputs it takes, and how they are cut into chunks.

A plan is written once and read again by whoever goes on with the run, so that its chunks stay the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from pipeline.inputs import SourceFile, fingerprints, split_ranges
from pipeline.options import MEGABYTE, RunOptions, options_key
from pipeline.outputs.folder.ledger import Ledger, RunInfo, read_json, write_atomically
from pipeline.outputs.snapshot import snapshot_id
from pipeline.version import code_version
from schemas.flow.record import InputRange
from schemas.ids import content_hash

RANGE_BYTES = 16 * MEGABYTE

EXPANSION = 4
"""How many times larger compressed news is when read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """The unit of commit: some ranges of inputs."""

    name: str
    ranges: tuple[InputRange, ...]

    @property
    def bytes(self) -> int:
        """Bytes as they are when read."""
        return sum(map(weight, self.ranges))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run's chunks, the fingerprints of the inputs they were cut from, and the runs of its banner snapshot."""

    run: RunInfo
    chunks: tuple[Chunk, ...]
    fingerprints: dict[str, str]
    snapshot: tuple[str, ...] = ()


def make_plan(
    options: RunOptions, ledger: Ledger, sources: Sequence[SourceFile], model: str, now: datetime
) -> tuple[Plan | None, int]:
    """The plan of the run that is to begin or to go on.

    The same inputs, options and code make the same run: going on after a kill is that run. A run that has ended
    already makes room for the next of its generation, which takes what is not done, or all again (`--reprocess`).

    Args:
        options: What was asked for.
        ledger: The output's, held for writing.
        sources: Every input.
        model: Name and version of the language model.
        now: When the run starts, should it be a new one.

    Returns:
        The plan, None when nothing is left to do; and how many inputs are skipped as done.
    """
    matter = options.that_matter(model)
    key, version = options_key(matter), code_version()
    prints = fingerprints(sources)
    base = content_hash("run", key, version, *(part for uri in sorted(prints) for part in (uri, prints[uri])))
    manifests = ledger.manifests()
    open_run = next((one.run for one in reversed(manifests) if one.run.base == base), None)
    if open_run is not None and (ledger.staging(open_run.run_id) / "plan.json").exists():
        return read_json(ledger.staging(open_run.run_id) / "plan.json", Plan), 0
    generation = len({one.run.run_id for one in manifests if one.run.base == base})
    run_id = content_hash("generation", base, generation)
    kept = ledger.staging(run_id) / "plan.json"
    if kept.exists():
        return read_json(kept, Plan), 0
    done = {} if options.reprocess else _done(ledger, key, version)
    taken = [source for source in sources if not covered(source, prints[source.uri], done)]
    if not taken:
        return None, len(sources)
    ranges = [part for source in taken for part in split_ranges(source, RANGE_BYTES, options.format)]
    chunks = tuple(cut(ranges, options.chunk_mb * MEGABYTE))
    snapshot = ledger.whole()
    info = RunInfo(
        run_id=run_id,
        base=base,
        started_at=now,
        runner=options.runner,
        code_version=version,
        model=model,
        options=matter,
        options_key=key,
        chunks=tuple(chunk.name for chunk in chunks),
        banner_snapshot=snapshot_id(snapshot),
    )
    taken_prints = {source.uri: prints[source.uri] for source in taken}
    plan = Plan(run=info, chunks=chunks, fingerprints=taken_prints, snapshot=snapshot)
    kept.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(kept, msgspec.json.encode(plan))
    return plan, len(sources) - len(taken)


def _done(ledger: Ledger, key: str, version: str) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """Committed ranges by (uri, fingerprint), of runs with the same options and code."""
    done: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for manifest in ledger.manifests():
        if manifest.run.options_key == key and manifest.run.code_version == version:
            for one in manifest.inputs:
                done.setdefault((one.uri, one.fingerprint), []).append((one.range_start, one.range_end))
    return done


def covered(source: SourceFile, mark: str, done: dict[tuple[str, str], list[tuple[int, int]]]) -> bool:
    """Whether the committed ranges of an input, by (uri, fingerprint), leave no gap."""
    reached = 0
    ranges = sorted(done.get((source.uri, mark), ()))
    for start, end in ranges:
        if start > reached:
            return False
        reached = max(reached, end)
    return bool(ranges) and reached >= source.size


def weight(part: InputRange) -> int:
    """Bytes of a range as they are when read."""
    return (part.end - part.start) * (EXPANSION if part.compression else 1)


def cut(ranges: Iterable[InputRange], target: int) -> Iterator[Chunk]:
    """Ranges in order, as chunks of about `target` bytes."""
    own: list[InputRange] = []
    size = 0
    for part in ranges:
        if own and size + weight(part) > target:
            yield _chunk(own)
            own, size = [], 0
        own.append(part)
        size += weight(part)
    if own:
        yield _chunk(own)


def _chunk(ranges: list[InputRange]) -> Chunk:
    name = content_hash("chunk", *(part for one in ranges for part in (one.uri, one.start, one.end)))
    return Chunk(name=name[:16], ranges=tuple(ranges))
