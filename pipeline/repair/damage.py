"""The state of an output folder, as found by a check."""

from dataclasses import dataclass
from enum import IntEnum

from pipeline.outputs.folder.manifest import ChunkKey, FileRef, Manifest, PartRef
from pipeline.run.plan import Plan
from schemas.flow.record import InputRange

REBUILT_TABLES = frozenset({"runs", "inputs"})
"""Tables whose rows are in the manifests too."""


class Severity(IntEnum):
    """How damaged a folder is; the values are the exit codes of `newsbeam check`."""

    WHOLE = 0
    REPAIRABLE = 3
    LOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedPart:
    """A damaged or missing file of a table, and the commit that lists it."""

    manifest: Manifest
    table: str
    part: PartRef
    fault: str

    @property
    def reopens(self) -> ChunkKey | None:
        """The chunk that has to be read again for the rows of the file, if there is one."""
        if self.table in REBUILT_TABLES or self.manifest.run.status == "failed":
            return None
        return self.manifest.run.run_id, self.manifest.chunk


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedManifest:
    """A damaged or missing manifest.

    Attributes:
        plan: That of its run, if the run is known.
        chunks: Names of the chunks that the manifest may have committed.
    """

    number: int
    fault: str
    plan: Plan | None = None
    chunks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedPlan:
    """A damaged or missing plan, which is only needed for repairs."""

    file: FileRef
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadChunk:
    """A chunk whose rows are not all there.

    Attributes:
        ranges: What it was read from; empty if that is not known.
        unavailable: URIs of inputs that are gone, or have another content than was read.
        is_repeatable: Whether the same command gives the same rows again: the run's plan is known, and this version of
            newsbeam has made it.
    """

    run_id: str
    chunk: str
    ranges: tuple[InputRange, ...]
    unavailable: tuple[str, ...]
    is_repeatable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """What is damaged in an output folder, and what else its owner should know.

    Attributes:
        manifests: The commits whose manifests can be read.
        views: What is wrong with newsbeam.duckdb.
        marker: What is wrong with the file that marks the folder; empty if nothing is.
        unread: Chunks to be read again, because their files or manifests are damaged, or were when they were repaired.
        leftovers: What interrupted runs and repairs have left.
        files: Number of files checked.
        bytes: Their size.
    """

    manifests: tuple[Manifest, ...]
    damaged_manifests: tuple[DamagedManifest, ...]
    parts: tuple[DamagedPart, ...]
    plans: tuple[DamagedPlan, ...]
    views: tuple[str, ...]
    marker: str
    unread: tuple[UnreadChunk, ...]
    leftovers: tuple[str, ...]
    files: int
    bytes: int

    @property
    def count(self) -> int:
        """Number of damaged files."""
        return len(self.damaged_manifests) + len(self.parts) + len(self.plans) + bool(self.views) + bool(self.marker)

    @property
    def severity(self) -> Severity:
        """How damaged the folder is."""
        if any(chunk.unavailable for chunk in self.unread):
            return Severity.LOST
        return Severity.REPAIRABLE if self.count or self.unread else Severity.WHOLE
