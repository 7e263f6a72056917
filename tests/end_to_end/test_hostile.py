"""Two thousand records, one in ten broken: all accounted for, the good ones unharmed, memory bounded, nothing lost."""

import os
import random
import signal
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.command import NEWSBEAM, newsbeam_process
from tests.end_to_end.corpus import Corpus, sums, tables, write_corpus
from tests.end_to_end.watched import Watched

pytestmark = [pytest.mark.model, pytest.mark.heavy, pytest.mark.timeout(3600)]

GIGABYTE = 1 << 30


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Corpus, dict[str, list[str]]]:
    """A corpus of some hundred records, and the tables of an undisturbed run over it."""
    root = tmp_path_factory.mktemp("small")
    corpus = write_corpus(root / "news", count=400, seed=5)
    newsbeam_process("run", corpus.folder, "--output", root / "out", "--quiet")
    return corpus, tables(root / "out", root=corpus.folder)


def test_two_thousand_records_of_mixed_formats(two_thousand: Watched) -> None:
    corpus, run = two_thousand.corpus, sums(two_thousand.output)
    reasons = {one["reason"]: one["count"] for one in run["failures_by_reason"]}
    assert reasons == corpus.reasons
    assert run["records_read"] == corpus.records
    assert run["records_read"] == run["articles"] + run["repeats"] + sum(reasons.values())
    seen = tables(two_thousand.output, root=corpus.folder)
    assert len(seen["articles"]) == run["articles"] == corpus.sound
    assert two_thousand.peak < 3 * GIGABYTE, f"{two_thousand.peak / GIGABYTE:.2f} GB"
    print(f"peak memory {two_thousand.peak / GIGABYTE:.2f} GB")


@pytest.mark.xdist_group("hostile")
def test_killed_ten_times_the_tables_end_as_undisturbed(
    small: tuple[Corpus, dict[str, list[str]]], tmp_path: Path
) -> None:
    corpus, undisturbed = small
    chance, kills, finished = random.Random(11), 0, 0
    while kills < 10:
        output = tmp_path / f"out-{finished}"  # a run that ends before it is killed is followed by another
        command = [*NEWSBEAM, "run", str(corpus.folder), "--output", str(output), "--chunk-mb", "1", "--workers", "2"]
        process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
        try:
            assert process.wait(timeout=chance.uniform(2, 18)) == 0
            finished += 1
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            kills += 1
    newsbeam_process(*command[1:])
    for output in sorted(tmp_path.iterdir()):
        assert tables(output, root=corpus.folder) == undisturbed
        assert sums(output)["status"] == "committed"
        assert not any((output / "_staging").iterdir())


@pytest.mark.xdist_group("hostile")
def test_another_order_and_other_chunks_give_the_same_rows(
    small: tuple[Corpus, dict[str, list[str]]], tmp_path: Path
) -> None:
    corpus, undisturbed = small
    inputs = sorted(map(str, corpus.folder.iterdir()), reverse=True)
    newsbeam_process("run", *inputs, "--output", tmp_path / "out", "--chunk-mb", "1", "--workers", "1")
    assert tables(tmp_path / "out", root=corpus.folder) == undisturbed
