"""The graph runs on job servers through Beam's portable job interface, with separate workers.

Those of Prism need Go, which builds it at first use; those marked `flink` need Beam's Flink job server.
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
from tests.end_to_end.job_server import JobServer, fake_java, running_job_server, worker_pool
from tests.environments import UnavailableError

SECONDS = 900
LOADED_CPU_SECONDS = 8.0
"""CPU time by which a worker has loaded the model and the gazetteer and has begun to extract."""

pytestmark = [
    pytest.mark.cloud,
    pytest.mark.model,
    pytest.mark.timeout(3 * SECONDS),
    pytest.mark.xdist_group("portable"),
]


@pytest.fixture(scope="module", params=["prism", pytest.param("flink", marks=pytest.mark.flink)])
def jobs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobServer]:
    try:
        with running_job_server(request.param, tmp_path_factory.mktemp(request.param)) as found:
            yield found
    except UnavailableError as error:
        configured = {"prism": os.environ.get("CI") == "true", "flink": "NEWSBEAM_FLINK_JOB_SERVER" in os.environ}
        if configured[request.param]:
            raise
        pytest.skip(f"no {request.param} job server: {error}")


def test_portable_run_equals_local_run(
    jobs: JobServer, news: Path, local: dict[str, list[str]], tmp_path: Path
) -> None:
    output = tmp_path / "out"
    newsbeam("run", news, "--output", output, *jobs.options())
    assert last_run(output)["runner"] == ("portable" if jobs.kind == "prism" else "flink")
    assert tables(output, root=news) == local


def test_portable_run_with_killed_worker_equals_local_run(
    jobs: JobServer, news: Path, local: dict[str, list[str]], tmp_path: Path
) -> None:
    """Prism fails the job, Flink may run the steps again. After a failure, the same command goes on."""
    output, errors = tmp_path / "out", tmp_path / "errors"
    command = [*NEWSBEAM, "run", str(news), "--output", str(output), *jobs.options()]
    with errors.open("w") as log, subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log) as run:
        workers = _extracting(jobs, output, run)
        assert len(workers) >= jobs.parallelism
        assert not list(output.glob("_commits/*.json"))
        random.Random(3).choice(workers).kill()
        run.wait(timeout=SECONDS)
    assert run.returncode or jobs.kind == "flink"
    if run.returncode:
        assert "the job failed: " in errors.read_text()
        newsbeam("run", news, "--output", output, *jobs.options())
    assert tables(output, root=news) == local


def test_portable_run_without_job_server_starts_jar_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jar = fake_java(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "a.txt").write_text("Gunmen attacked a bank in Cali on Monday, killing two guards.")
    with worker_pool(tmp_path) as (pool, _):
        flink = ["--flink-master", "flink:8081", "--flink-job-server", jar, "--worker-pool", pool]
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
        if len(new) >= jobs.parallelism and max(map(_cpu_seconds, new)) > LOADED_CPU_SECONDS:
            return new
        time.sleep(0.2)


def _cpu_seconds(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.Error):  # it has just exited
        return float(sum(process.cpu_times()[:2]))
    return 0.0
