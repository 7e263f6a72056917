"""Checkpoints whose files are damaged: the run reads its input again, and its rows are those of an undisturbed run."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.files import Workspace
from pipeline.run.assemble import Phase
from pipeline.run.checkpoints import DecidedGroups, PreparedFiles, even_lots, select_chunk_groups
from pipeline.run.execution import Execution
from pipeline.run.plan import Plan
from schemas.flow.staging import StagedGroup
from tests.end_to_end.command import newsbeam
from tests.end_to_end.corpus import tables

pytestmark = pytest.mark.model

GROUPS = tuple(StagedGroup(file=file, group=0, repeated_rows=(1,)) for file in ("a", "b"))
TEXT = "Gunmen attacked a bank in Cali on Monday, killing {} guards."


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


@dataclass(frozen=True)
class Interrupted:
    """A run that was stopped before its second commit.

    Attributes:
        news: Its input.
        output: Where it wrote.
        copy: A copy of the output.
        rows: Those of an undisturbed run.
    """

    news: Path
    output: Path
    copy: Path
    rows: dict[str, list[str]]


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory: pytest.TempPathFactory) -> Interrupted:
    """A run on two chunks of input, each with a broken record."""
    folder = tmp_path_factory.mktemp("interrupted")
    news, output, undisturbed = folder / "news", folder / "out", folder / "undisturbed"
    news.mkdir()
    for name in "ab":
        lines = [json.dumps({"id": f"{name}{n}", "text": TEXT.format(n)}) for n in range(2, 5)]
        (news / f"{name}.jsonl").write_text("\n".join([*lines, '{"id": "br', json.dumps({"x": "x" * 600_000})]))
    newsbeam(*command(news, undisturbed))
    with pytest.MonkeyPatch.context() as patch:
        stop_before_second_commit(news, output, patch)
    shutil.copytree(output, folder / "copy")
    return Interrupted(news, output, folder / "copy", tables(undisturbed, root=news))


def command(news: Path, output: Path) -> tuple[str | Path, ...]:
    return "run", news, "--output", output, "--chunk-mb", "1", "--workers", "1"


def stop_before_second_commit(news: Path, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    execute, commits = Execution._execute, []

    def stop(self: Execution, phase: Phase, *arguments: object, **inputs: object) -> None:
        if phase is Phase.EXTRACT:
            commits.append(phase)
            if len(commits) == 2:
                raise OSError(5, "Input/output error", "/mnt/news")
        execute(self, phase, *arguments, **inputs)  # type: ignore[arg-type]

    monkeypatch.setattr(Execution, "_execute", stop)
    assert "the disk or the network mount does not work" in newsbeam(*command(news, output), code=1).stderr


@pytest.mark.heavy
@pytest.mark.xdist_group("checkpoints")
@pytest.mark.parametrize(
    ("files", "damage"),
    [
        ("*/keys-*", empty),
        ("*/rejected-*", os.remove),
        ("*/staged/part-*", truncate),
        ("prepared-*.json", truncate),
        ("decided.json", empty),
        ("plan.json", truncate),
    ],
)
def test_run_resumed_with_damaged_files_gives_the_rows_of_an_undisturbed_run(
    interrupted: Interrupted, files: str, damage: Callable[[Path], None]
) -> None:
    output = interrupted.output
    shutil.rmtree(output)
    shutil.copytree(interrupted.copy, output)
    found = list((output / "_staging").glob(f"*/{files}"))
    assert found
    for file in found:
        damage(file)
    newsbeam(*command(interrupted.news, output))
    assert tables(output, root=interrupted.news) == interrupted.rows
    assert not any((output / "_staging").iterdir())


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b'{"run": 1}'])
def test_workspace_load_damaged_file_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "plan.json").write_bytes(content)
    assert Workspace(str(tmp_path), "--output", "a folder").load("plan.json", Plan) is None


def test_select_chunk_groups_returns_groups_in_its_files() -> None:
    groups = select_chunk_groups(PreparedFiles(groups=GROUPS[:1]), DecidedGroups(groups=GROUPS, records=(9,)))
    assert groups == DecidedGroups(groups=GROUPS[:1], records=(9,))
    assert groups.repeats == 1


def test_even_lots_balances_text_and_not_groups() -> None:
    groups = [StagedGroup(file="a", group=number, chars=chars) for number, chars in enumerate((10, 20, 90, 30, 40))]
    lots = even_lots(groups, 2)
    assert [[group.chars for group in lot] for lot in lots] == [[90, 10], [40, 30, 20]]
    assert even_lots(reversed(groups), 2) == lots


def test_even_lots_spreads_groups_without_text_and_leaves_no_lot_empty() -> None:
    assert even_lots(GROUPS, 3) == [(GROUPS[0],), (GROUPS[1],)]
    assert even_lots([], 2) == even_lots([], 0) == []
