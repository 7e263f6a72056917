"""Large and killed runs: all records accounted for, memory bounded, nothing lost or duplicated."""

import json
import os
import random
import signal
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.command import NEWSBEAM, newsbeam, newsbeam_process
from tests.end_to_end.corpus import Corpus, last_run, tables, write_corpus
from tests.end_to_end.measured_run import measured_run

pytestmark = [pytest.mark.model, pytest.mark.heavy, pytest.mark.timeout(3600)]

GIGABYTE = 1 << 30


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Corpus, dict[str, list[str]]]:
    """A corpus of some hundred records, and the tables of an undisturbed run on it."""
    root = tmp_path_factory.mktemp("small")
    corpus = write_corpus(root / "news", count=200, seed=5)
    newsbeam_process("run", corpus.folder, "--output", root / "out", "--quiet")
    return corpus, tables(root / "out", root=corpus.folder)


def test_run_two_thousand_records_accounts_for_all_within_memory_limit(tmp_path: Path) -> None:
    """Of mixed formats, one in ten broken."""
    large_run = measured_run(tmp_path, count=2_000)
    corpus, run = large_run.corpus, last_run(large_run.output)
    reasons = {reason["reason"]: reason["count"] for reason in run["failures_by_reason"]}
    assert reasons == corpus.reasons
    assert run["records_read"] == corpus.records
    assert run["records_read"] == run["articles"] + run["repeats"] + sum(reasons.values())
    seen = tables(large_run.output, root=corpus.folder)
    assert len(seen["articles"]) == run["articles"] == corpus.valid
    copies = {(row["external_id"], row["duplicate_kind"]) for row in map(json.loads, seen["articles"])}
    assert {("exact-copy", "exact"), ("near-copy", "near")} <= copies
    assert large_run.peak < 3 * GIGABYTE, f"{large_run.peak / GIGABYTE:.2f} GB"
    print(f"peak memory {large_run.peak / GIGABYTE:.2f} GB")


@pytest.mark.xdist_group("robustness")
def test_run_killed_ten_times_equals_undisturbed_run(
    small: tuple[Corpus, dict[str, list[str]]], tmp_path: Path
) -> None:
    corpus, undisturbed = small
    chance, kills, finished = random.Random(11), 0, 0
    while kills < 10:
        output = tmp_path / f"out-{finished}"  # if a run ends before it is killed, another is started
        command = [*NEWSBEAM, "run", str(corpus.folder), "--output", str(output), "--chunk-mb", "1", "--workers", "2"]
        process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
        try:
            assert process.wait(timeout=chance.uniform(1, 13)) == 0
            finished += 1
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            kills += 1
    newsbeam_process(*command[1:])
    for output in sorted(tmp_path.iterdir()):
        assert tables(output, root=corpus.folder) == undisturbed
        assert last_run(output)["status"] == "committed"
        assert not any((output / "_staging").iterdir())


@pytest.mark.xdist_group("robustness")
def test_run_other_order_and_chunks_give_same_rows(small: tuple[Corpus, dict[str, list[str]]], tmp_path: Path) -> None:
    corpus, undisturbed = small
    inputs = sorted(map(str, corpus.folder.iterdir()), reverse=True)
    newsbeam("run", *inputs, "--output", tmp_path / "out", "--chunk-mb", "1", "--workers", "1", "--quiet")
    assert tables(tmp_path / "out", root=corpus.folder) == undisturbed
