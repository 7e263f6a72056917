"""Damage of every kind is found, set aside, and read again by the run that wrote it."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import NewsbeamError
from pipeline.files import OUTPUT_MARKER
from pipeline.outputs.folder.manifest import committed_runs, decode_manifest, encode_manifest
from pipeline.repair import repair as repair_module
from pipeline.repair.check import check
from pipeline.repair.damage import Severity
from tests.pipeline.repair.chunked_folder import CHUNKS, RUN, ChunkedFolder, cut, delete, flip


@pytest.fixture
def folder(tmp_path: Path) -> ChunkedFolder:
    return ChunkedFolder(tmp_path)


FAULTS = pytest.mark.parametrize("damage_file", [flip, cut, delete])


def test_check_undamaged_folder_is_whole(folder: ChunkedFolder) -> None:
    damage = check(folder.ledger)
    assert (damage.severity, damage.count, damage.unread, damage.leftovers) == (Severity.WHOLE, 0, (), ())
    assert damage.files == 3 + 3 + 3 + 3  # manifests, articles, inputs, runs


@FAULTS
@pytest.mark.parametrize("commit", [1, 3])
def test_repair_damaged_articles_are_read_again_by_the_same_run(
    folder: ChunkedFolder, damage_file: Callable[[Path], None], commit: int
) -> None:
    damage_file(folder.part("articles", commit))
    damage = folder.repair()
    assert damage.severity is Severity.REPAIRABLE
    assert [(part.table, part.manifest.number) for part in damage.parts] == [("articles", commit)]
    assert folder.articles() == [name for name in CHUNKS if name != CHUNKS[commit - 1]]
    assert committed_runs(folder.ledger.manifests()) == frozenset()
    (unread,) = check(folder.ledger).unread
    assert (unread.chunk, unread.unavailable, unread.is_repeatable) == (CHUNKS[commit - 1], (), True)
    folder.continue_run()
    assert folder.articles() == list(CHUNKS)
    after = check(folder.ledger)
    assert after.severity is Severity.WHOLE
    assert committed_runs(after.manifests) == {RUN}
    assert after.manifests[-1].run.articles == len(CHUNKS)


@FAULTS
@pytest.mark.parametrize("table", ["runs", "inputs"])
def test_repair_rows_that_manifests_hold_are_written_again_at_once(
    folder: ChunkedFolder, damage_file: Callable[[Path], None], table: str
) -> None:
    for commit in (1, 3):
        damage_file(folder.part(table, commit))
    assert folder.repair().count == 2
    assert check(folder.ledger).severity is Severity.WHOLE
    assert committed_runs(folder.ledger.manifests()) == {RUN}


@pytest.mark.parametrize(
    ("damage_file", "commit"), [(flip, 1), (cut, 1), (delete, 1), (flip, 3), (cut, 3), (delete, 3)]
)
def test_repair_damaged_manifest_is_replaced_and_its_chunk_read_again(
    folder: ChunkedFolder, damage_file: Callable[[Path], None], commit: int
) -> None:
    damage_file(folder.ledger.manifest_path(commit))
    damage = folder.repair()
    assert damage.severity is Severity.REPAIRABLE
    assert folder.articles() == [name for name in CHUNKS if name != CHUNKS[commit - 1]]
    assert [chunk.chunk for chunk in check(folder.ledger).unread] == [CHUNKS[commit - 1]]
    folder.continue_run()
    assert folder.articles() == list(CHUNKS)
    assert check(folder.ledger).severity is Severity.WHOLE


def test_repair_damaged_manifest_of_unknown_run_is_set_aside(folder: ChunkedFolder) -> None:
    path = folder.ledger.manifest_path(2)
    path.write_bytes(b"")
    (folder.ledger.plan_path(RUN)).unlink()
    assert folder.repair().damaged_manifests[0].plan is None
    assert folder.articles() == ["c1", "c3"]
    assert [manifest.number for manifest in folder.ledger.manifests()] == [1, 3]
    assert check(folder.ledger).damaged_manifests == ()


@FAULTS
def test_repair_damaged_plan_costs_no_row(folder: ChunkedFolder, damage_file: Callable[[Path], None]) -> None:
    damage_file(folder.ledger.plan_path(RUN))
    assert [plan.file.path for plan in folder.repair().plans] == [f"_plans/{RUN}.json"]
    assert check(folder.ledger).severity is Severity.WHOLE
    assert folder.articles() == list(CHUNKS)


def test_check_plan_damaged_after_it_was_put_back_is_found(folder: ChunkedFolder) -> None:
    plan = folder.ledger.plan_path(RUN)
    content = plan.read_bytes()
    flip(plan)
    folder.repair()
    plan.write_bytes(content)
    assert check(folder.ledger).severity is Severity.WHOLE
    flip(plan)
    assert len(check(folder.ledger).plans) == 1


def test_repair_failures_of_a_failed_run_are_withdrawn(folder: ChunkedFolder) -> None:
    folder.commit_failed_run()
    flip(folder.part("failures", 4))
    assert folder.repair().unread == ()
    assert check(folder.ledger).severity is Severity.WHOLE


@FAULTS
def test_repair_damaged_marker_is_written_again(folder: ChunkedFolder, damage_file: Callable[[Path], None]) -> None:
    damage_file(folder.ledger.output / OUTPUT_MARKER)
    assert folder.repair().marker
    assert check(folder.ledger).severity is Severity.WHOLE


def test_repair_several_damaged_files_of_a_run_take_one_commit(folder: ChunkedFolder) -> None:
    for table, commit in (("articles", 1), ("inputs", 1), ("articles", 2), ("runs", 3)):
        flip(folder.part(table, commit))
    assert folder.repair().count == 4
    assert len(folder.ledger.manifests()) == 4
    folder.continue_run()
    assert check(folder.ledger).severity is Severity.WHOLE


@pytest.mark.parametrize("step", ["_replace_manifest", "_withdrawal", "_set_aside", "_resume", "create_views"])
def test_repair_interrupted_can_be_repeated(folder: ChunkedFolder, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    flip(folder.part("articles", 1))
    flip(folder.ledger.manifest_path(2))
    with monkeypatch.context() as patch:
        patch.setattr(repair_module, step, _interrupt)
        with pytest.raises(KeyboardInterrupt):
            folder.repair()
    folder.repair()
    folder.continue_run()
    assert folder.articles() == list(CHUNKS)
    assert check(folder.ledger).severity is Severity.WHOLE


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("fate", ["gone", "changed"])
def test_check_input_that_cannot_be_read_again_is_lost(folder: ChunkedFolder, fate: str) -> None:
    folder.inputs["c1"].unlink()
    if fate == "changed":
        folder.inputs["c1"].write_text("other")
    assert check(folder.ledger).severity is Severity.WHOLE  # its rows are there
    flip(folder.part("articles", 1))
    assert folder.repair().severity is Severity.LOST
    damage = check(folder.ledger)
    assert (damage.severity, damage.unread[0].unavailable) == (Severity.LOST, (str(folder.inputs["c1"]),))
    assert folder.articles() == ["c2", "c3"]


def test_check_last_manifest_deleted_by_hand_is_missed(folder: ChunkedFolder) -> None:
    folder.ledger.manifest_path(3).unlink()
    with pytest.raises(NewsbeamError, match=r"00000003\.json: the manifest of a commit is missing"):
        folder.ledger.prepare()
    assert [chunk.chunk for chunk in folder.repair().unread] == ["c3"]
    folder.continue_run()
    assert folder.articles() == list(CHUNKS)
    assert check(folder.ledger).severity is Severity.WHOLE


@pytest.mark.parametrize("remove", ["folder", "content"])
def test_repair_all_manifests_deleted_by_hand_deletes_no_row(folder: ChunkedFolder, remove: str) -> None:
    files = sorted(path.name for path in (folder.ledger.output / "articles").rglob("*.parquet"))
    shutil.rmtree(folder.ledger.commits)
    if remove == "content":
        folder.ledger.commits.mkdir()
    with pytest.raises(NewsbeamError, match=r"00000001\.json: the manifest of a commit is missing"):
        folder.ledger.prepare()
    assert len(folder.repair().damaged_manifests) == 3
    assert sorted(path.name for path in (folder.ledger.output / "_damaged/articles").rglob("*.parquet")) == files
    folder.continue_run()
    assert folder.articles() == list(CHUNKS)
    assert check(folder.ledger).severity is Severity.WHOLE


def test_repair_run_of_another_version_is_not_resumed(folder: ChunkedFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    flip(folder.part("articles", 1))
    for module in ("check", "repair"):
        monkeypatch.setattr(f"pipeline.repair.{module}.code_version", lambda: "newer")
    assert [chunk.is_repeatable for chunk in folder.repair().unread] == [False]
    assert not Path(folder.ledger.workspace(RUN).file("plan.json")).exists()


def test_check_folder_of_earlier_version_finds_what_cannot_be_read(folder: ChunkedFolder) -> None:
    for number in (1, 2, 3):
        path = folder.ledger.manifest_path(number)
        manifest = decode_manifest(path.read_bytes())
        parts = {
            table: tuple(replace(part, bytes=None, checksum=None) for part in files)
            for table, files in manifest.parts.items()
        }
        first, _, rest = encode_manifest(replace(manifest, parts=parts, plan=None)).split(b"\n", 2)
        path.write_bytes(first + b"\n" + rest)
    assert check(folder.ledger).severity is Severity.WHOLE
    cut(folder.part("articles", 1))
    (damaged,) = check(folder.ledger).parts
    assert damaged.part.path.startswith("articles/")


def test_check_leftovers_are_named_and_no_damage(folder: ChunkedFolder) -> None:
    (folder.ledger.run_folder("articles", RUN) / "part-orphan.parquet").write_bytes(b"left")
    folder.ledger.workspace("r2").save("plan.json", replace(folder.plan, run=replace(folder.plan.run, run_id="r2")))
    damage = check(folder.ledger)
    assert damage.severity is Severity.WHOLE
    assert [what.partition(":")[0] for what in damage.leftovers] == [
        "_staging/r2",
        "1 files of interrupted runs, 4 bytes; the next run deletes them",
    ]
