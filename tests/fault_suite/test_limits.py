"""Real limits, with worker processes: a disk that is full, and a largest size of files."""

import json
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.command import NEWSBEAM
from tests.end_to_end.corpus import tables

pytestmark = [pytest.mark.model, pytest.mark.heavy, pytest.mark.timeout(1200)]

COMMITTED = "what is committed is kept, and the same command goes on from there"
ARTICLES = 12


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two chunks, each large enough for two worker processes, with little text."""
    folder = tmp_path_factory.mktemp("news")
    for name in "ab":
        lines = [
            json.dumps(
                {
                    "id": f"{name}{number}",
                    "text": f"Gunmen attacked bank {number} in Cali on Monday, killing {number + 2} guards.",
                    "filler": "x" * 500_000,
                }
            )
            for number in range(ARTICLES // 2)
        ]
        (folder / f"{name}.jsonl").write_text("\n".join(lines))
    return folder


@pytest.fixture(scope="module")
def undisturbed(news: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The rows of a run without limits."""
    output = tmp_path_factory.mktemp("undisturbed") / "out"
    assert run(news, output).returncode == 0
    return tables(output, root=news)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with little space, if this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no right to mount: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def run(news: Path, output: Path, *, limits: str = "") -> "subprocess.CompletedProcess[str]":
    command = [*NEWSBEAM, "run", str(news), "--output", str(output), "--workers", "2", "--chunk-mb", "3", "--quiet"]
    shell = f"{limits} exec {shlex.join(command)}"
    return subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)


def check_failure(done: "subprocess.CompletedProcess[str]", reason: str) -> None:
    assert done.returncode == 1, done.stderr
    (line,) = done.stderr.splitlines()
    assert reason in line
    assert line.endswith(COMMITTED)


def test_run_on_a_full_disk_says_what_is_free_and_goes_on_when_there_is_room(
    news: Path, undisturbed: dict[str, list[str]], small_disk: Path
) -> None:
    failed = run(news, small_disk / "out")
    check_failure(failed, "no space left (")
    assert "the rest of the run needs about" in failed.stderr
    subprocess.run(["mount", "-o", "remount,size=50m", small_disk], check=True)
    assert run(news, small_disk / "out").returncode == 0
    assert tables(small_disk / "out", root=news) == undisturbed


@pytest.mark.parametrize("kilobytes", [4, 60])
def test_run_with_a_largest_size_of_files_names_the_limit_and_goes_on_without_it(
    news: Path, undisturbed: dict[str, list[str]], tmp_path: Path, kilobytes: int
) -> None:
    check_failure(run(news, tmp_path / "out", limits=f"ulimit -f {kilobytes};"), "raise the limit (ulimit -f)")
    assert run(news, tmp_path / "out").returncode == 0
    assert tables(tmp_path / "out", root=news) == undisturbed


def test_run_with_workers_and_few_file_handles_says_how_many_are_wanted(news: Path, tmp_path: Path) -> None:
    check_failure(run(news, tmp_path / "out", limits="ulimit -n 40;"), "got a limit of 40, wanted at least 96")
