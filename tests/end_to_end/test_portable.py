"""`--runner flink`: the graph runs on a job server through Beam's portable job interface, with separate workers.

Tests marked `flink` need Beam's Flink job server; the others use Beam's Python job service.
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
from tests.end_to_end.corpus import last_run, tables
from tests.end_to_end.job_server import PARALLELISM, JobServer, UnavailableError, fake_java, running_job_server

SECONDS = 900
UNDETECTED_SECONDS = 5
LOADED_CPU_SECONDS = 8.0
"""CPU time by which a worker has loaded the model and the gazetteer and has begun to extract."""

pytestmark = [
    pytest.mark.cloud,
    pytest.mark.model,
    pytest.mark.timeout(3 * SECONDS),
    pytest.mark.xdist_group("portable"),
]


@pytest.fixture(scope="module", params=["beam", pytest.param("flink", marks=pytest.mark.flink)])
def jobs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobServer]:
    try:
        with running_job_server(request.param, tmp_path_factory.mktemp(request.param)) as found:
            yield found
    except UnavailableError as error:
        if request.param == "beam" or "NEWSBEAM_FLINK_JOB_SERVER" in os.environ:
            raise  # one comes with Beam, the other was configured
        pytest.skip(f"no {request.param} job server: {error}")


def test_portable_run_equals_local_run(
    jobs: JobServer, news: Path, local: dict[str, list[str]], tmp_path: Path
) -> None:
    output = tmp_path / "out"
    newsbeam("run", news, "--output", output, *jobs.options())
    assert last_run(output)["runner"] == "flink"
    assert tables(output, root=news) == local


def test_portable_run_with_killed_worker_equals_local_run(
    jobs: JobServer, news: Path, local: dict[str, list[str]], tmp_path: Path
) -> None:
    """An engine that detects it retries or fails the job; another is killed. Then the command is run again."""
    output = tmp_path / "out"
    command = [*NEWSBEAM, "run", str(news), "--output", str(output), *jobs.options()]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        workers = _extracting(jobs, output, run)
        assert len(workers) >= PARALLELISM
        assert not list(output.glob("_commits/*.json"))
        random.Random(3).choice(workers).kill()
        try:
            run.wait(timeout=SECONDS if jobs.detects_dead_workers else UNDETECTED_SECONDS)
        except subprocess.TimeoutExpired:
            assert not jobs.detects_dead_workers
            run.kill()
    if run.returncode:
        newsbeam("run", news, "--output", output, *jobs.options())
    assert tables(output, root=news) == local


def test_portable_run_without_job_server_starts_jar_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jar = fake_java(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "a.txt").write_text("Gunmen attacked a bank in Cali on Monday, killing two guards.")
    with running_job_server("beam", tmp_path / "pool") as pool:
        flink = ["--flink-master", "flink:8081", "--flink-job-server", jar, "--worker-pool", pool.pool]
        newsbeam("run", tmp_path / "a.txt", "--output", tmp_path / "out", "--runner", "flink", *flink)
    assert last_run(tmp_path / "out")["articles"] == 1
    starts = [json.loads(line) for line in (tmp_path / "started.jsonl").read_text().splitlines()]
    assert [start[:4] for start in starts] == [["-jar", str(jar), "--flink-master", "http://flink:8081"]]


def _extracting(jobs: JobServer, output: Path, run: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """Wait until a worker is extracting, and return the workers of that phase.

    Each phase has new workers. Their CPU time shows their progress, even on a busy machine.
    """
    earlier: set[int] = set()
    end = time.monotonic() + SECONDS
    while True:
        assert run.poll() is None
        assert time.monotonic() < end
        workers = jobs.workers()
        if not list(output.glob("_staging/*/decided.json")):
            earlier |= {worker.pid for worker in workers}
            time.sleep(0.05)
            continue
        new = [worker for worker in workers if worker.pid not in earlier]
        if len(new) >= PARALLELISM and max(map(_cpu_seconds, new)) > LOADED_CPU_SECONDS:
            return new
        time.sleep(0.2)


def _cpu_seconds(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.Error):  # it has just exited
        return float(sum(process.cpu_times()[:2]))
    return 0.0
