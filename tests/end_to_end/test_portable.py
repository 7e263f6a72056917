"""`--runner flink`: the graph sent by Beam's portable job interface to a job server, its workers other processes.

What is marked `flink` needs Beam's Flink job server; the same holds for Beam's own one, which is always there.
"""

import contextlib
import json
import os
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.end_to_end.command import NEWSBEAM, newsbeam
from tests.end_to_end.corpus import sums, tables, write_corpus
from tests.end_to_end.job_server import PARALLELISM, Served, UnavailableError, served, stand_in

RECORDS = int(os.environ.get("NEWSBEAM_PORTABLE_RECORDS", "670"))
SECONDS = 900
UNNOTICED = 20
AT_WORK = 8.0
"""Seconds of CPU time by which a worker has loaded the model and the gazetteer; it needs more for what it has to do."""

pytestmark = [
    pytest.mark.cloud,
    pytest.mark.model,
    pytest.mark.timeout(3 * SECONDS),
    pytest.mark.xdist_group("portable"),
]


@pytest.fixture(scope="module", params=["beam", pytest.param("flink", marks=pytest.mark.flink)])
def jobs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    try:
        with served(request.param, tmp_path_factory.mktemp(request.param)) as found:
            yield found
    except UnavailableError as error:
        if request.param == "beam" or "NEWSBEAM_FLINK_JOB_SERVER" in os.environ:
            raise  # one comes with Beam, the other was promised
        pytest.skip(f"no {request.param} job server: {error}")


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpus") / "news", count=RECORDS, seed=5).folder


@pytest.fixture(scope="module")
def local(news: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    output = tmp_path_factory.mktemp("local") / "out"
    newsbeam("run", news, "--output", output, "--quiet")
    return tables(output, root=news)


def test_tables_are_equal_to_the_local_runs(
    jobs: Served, news: Path, local: dict[str, list[str]], tmp_path: Path
) -> None:
    output = tmp_path / "out"
    newsbeam("run", news, "--output", output, *jobs.options())
    assert sums(output)["runner"] == "flink"
    assert sums(output)["articles"] >= RECORDS * 0.89
    assert tables(output, root=news) == local


def test_a_killed_worker_changes_nothing(jobs: Served, news: Path, local: dict[str, list[str]], tmp_path: Path) -> None:
    """An engine that notices tries again or fails the job; one that does not is given up. The command goes on."""
    output = tmp_path / "out"
    command = [*NEWSBEAM, "run", str(news), "--output", str(output), *jobs.options()]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        workers = _extracting(jobs, output, run)
        assert len(workers) >= PARALLELISM
        assert not list(output.glob("_commits/*.json"))
        random.Random(3).choice(workers).kill()
        try:
            run.wait(timeout=SECONDS if jobs.notices else UNNOTICED)
        except subprocess.TimeoutExpired:
            assert not jobs.notices
            run.kill()
    if run.returncode:
        newsbeam("run", news, "--output", output, *jobs.options())
    assert tables(output, root=news) == local


def test_without_a_job_server_its_jar_is_started_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jar = stand_in(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "a.txt").write_text("Gunmen attacked a bank in Cali on Monday, killing two guards.")
    with served("beam", tmp_path / "pool") as pool:
        flink = ["--flink-master", "flink:8081", "--flink-job-server", jar, "--worker-pool", pool.pool]
        newsbeam("run", tmp_path / "a.txt", "--output", tmp_path / "out", "--runner", "flink", *flink)
    assert sums(tmp_path / "out")["articles"] == 1
    starts = [json.loads(line) for line in (tmp_path / "started.jsonl").read_text().splitlines()]
    assert [start[:4] for start in starts] == [["-jar", str(jar), "--flink-master", "http://flink:8081"]]


def _extracting(jobs: Served, output: Path, run: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """The workers that extract, once one of them is at it.

    Each phase has workers of its own. What they have computed tells how far they are, however busy the machine is.
    """
    earlier: set[int] = set()
    end = time.monotonic() + SECONDS
    while True:
        assert run.poll() is None
        assert time.monotonic() < end
        workers = jobs.workers()
        if not list(output.glob("_staging/*/decided.json")):
            earlier |= {one.pid for one in workers}
            time.sleep(0.05)
            continue
        new = [one for one in workers if one.pid not in earlier]
        if len(new) >= PARALLELISM and max(map(_computed, new)) > AT_WORK:
            return new
        time.sleep(0.2)


def _computed(process: psutil.Process) -> float:
    """Seconds of CPU time."""
    with contextlib.suppress(psutil.Error):  # it has just ended
        return float(sum(process.cpu_times()[:2]))
    return 0.0
