"""A manifest's checksum covers every byte, and a repair's commit changes which files and chunks count."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.accounting import RunCounts
from pipeline.outputs.folder.manifest import (
    Manifest,
    ManifestError,
    PartRef,
    committed_runs,
    current_commits,
    decode_manifest,
    done_commits,
    encode_manifest,
)
from tests.pipeline.rows import make_run


def manifest(number: int, chunk: str = "", *, run: str = "r1", status: str = "running", **more: Any) -> Manifest:
    """A manifest with a file of events and one of runs, named after its number."""
    names = ("events", "runs") if chunk else ("runs",)
    return Manifest(
        number=number,
        run=make_run(run, status=status),
        chunk=chunk,
        committed_at=datetime(2024, 11, 29, tzinfo=UTC),
        counts=RunCounts(),
        parts={name: (PartRef(path=f"{name}/{number}", rows=1, bytes=7, checksum="c"),) for name in names},
        **more,
    )


ONE = manifest(1, "c1")
CONTENT = encode_manifest(ONE)


def test_decode_manifest_encoded_one_is_equal() -> None:
    assert decode_manifest(CONTENT) == ONE


@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
def test_decode_manifest_any_byte_changed_raises(position: int, change: int) -> None:
    damaged = bytearray(CONTENT)
    damaged[position] ^= change
    with pytest.raises(ManifestError):
        decode_manifest(bytes(damaged))


@pytest.mark.parametrize("size", [0, 5, 40, len(CONTENT) - 1])
def test_decode_manifest_cut_off_raises(size: int) -> None:
    with pytest.raises(ManifestError):
        decode_manifest(CONTENT[:size])


def test_decode_manifest_of_earlier_version_without_checksum_is_read() -> None:
    first_line, checksum_line, rest = CONTENT.split(b"\n", 2)
    assert checksum_line.startswith(b' "checksum"')
    assert decode_manifest(first_line + b"\n" + rest) == ONE


def paths(manifests: list[Manifest], table: str) -> list[str]:
    return [part.path for one in current_commits(manifests) for part in one.parts.get(table, ())]


def test_current_commits_withdrawn_file_does_not_count() -> None:
    repair = manifest(3, withdrawn=("events/1",), reopened=("c1",))
    manifests = [ONE, manifest(2, "c2", status="committed"), repair]
    assert paths(manifests, "events") == ["events/2"]
    assert [one.chunk for one in done_commits(manifests)] == ["c2"]
    assert committed_runs(manifests) == frozenset()


def test_current_commits_chunk_committed_again_replaces_the_first_at_its_place() -> None:
    later_run = manifest(4, "c1", run="r2", status="committed")
    manifests = [ONE, manifest(2, "c2", status="committed"), manifest(3, reopened=("c1",)), later_run]
    manifests.append(manifest(5, "c1", status="committed"))
    assert paths(manifests, "events") == ["events/5", "events/2", "events/4"]
    assert sorted(one.number for one in done_commits(manifests)) == [2, 4, 5]
    assert committed_runs(manifests) == {"r1", "r2"}


def test_current_commits_last_row_of_a_run_counts() -> None:
    manifests = [ONE, manifest(2, "c2", status="committed"), manifest(3, "c1", run="r2", status="committed")]
    assert paths(manifests, "runs") == ["runs/2", "runs/3"]


def test_done_commits_failed_run_is_not_done_but_its_failures_count() -> None:
    failed = replace(manifest(1, "all", status="failed"))
    assert done_commits([failed]) == []
    assert paths([failed, manifest(2, "all", status="failed")], "events") == ["events/1", "events/2"]
