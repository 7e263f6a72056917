"""Beam job servers, with Python workers in separate processes.

There are two: Beam's Flink job server, a Java program with a small Flink cluster in it, and the job service in Beam's
Python package. Both accept a graph through the same portable job interface, stage it and start workers through the same
worker pool; only the execution of the stages differs.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import apache_beam as beam
import psutil

from tests.ports import free_ports

FLINK = "1.20"
PARALLELISM = 2
START_SECONDS = 90

_SERVICE = f"""
import sys, time
from apache_beam.runners.portability import local_job_service
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

def run(job):
    job.set_state(local_job_service.beam_job_api_pb2.JobState.RUNNING)
    runner = FnApiRunner(provision_info=job._provision_info)
    runner._num_workers = {PARALLELISM}
    return runner.run_via_runner_api(job._pipeline_proto, job.pipeline_options())

local_job_service.BeamJob._invoke_runner = run
servicer = local_job_service.LocalJobServicer(sys.argv[2])
servicer.start_grpc_server(int(sys.argv[1]))
while True:
    time.sleep(3600)
"""

_JAVA = (
    f"""#!{sys.executable}
import json, os, sys
with open(os.path.join(os.path.dirname(__file__), "started.jsonl"), "a") as started:
    started.write(json.dumps(sys.argv[1:]) + "\\n")
value = dict(zip(sys.argv, sys.argv[1:]))
sys.argv[1:] = [value["--job-port"], value["--artifacts-dir"]]
"""
    + _SERVICE
)


class UnavailableError(Exception):
    """A job server is not available; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobServer:
    """A running job server with a worker pool.

    Attributes:
        endpoint: `HOST:PORT` of the job server.
        pool: `HOST:PORT` of the worker pool.
        pid: Process id of the worker pool; workers are its children.
        detects_dead_workers: Flink does; Beam's job service waits forever for a worker that has died.
    """

    endpoint: str
    pool: str
    pid: int
    detects_dead_workers: bool

    def options(self) -> list[str]:
        """The options of `newsbeam run` that submit a graph to it."""
        servers = ["--flink-job-server", self.endpoint, "--worker-pool", self.pool]
        return ["--runner", "flink", *servers, "--parallelism", str(PARALLELISM), "--workers", str(PARALLELISM)]

    def workers(self) -> list[psutil.Process]:
        """The live worker processes."""
        return [child for child in psutil.Process(self.pid).children() if child.status() != psutil.STATUS_ZOMBIE]


@contextlib.contextmanager
def running_job_server(kind: str, folder: Path) -> Iterator[JobServer]:
    """Run a job server and a worker pool; on exit, kill them and all their workers.

    Args:
        kind: `flink` or `beam`.
        folder: For logs and staged graphs.

    Raises:
        UnavailableError: It is not available.
    """
    jobs, pool = free_ports(2)
    staged = folder / "staged"
    staged.mkdir(parents=True)
    if kind == "flink":
        ports = ["--job-port", str(jobs), "--artifact-port", "0", "--expansion-port", "0"]
        command = ["java", "-jar", str(_jar()), "--flink-master", "[local]", "--artifacts-dir", str(staged), *ports]
    else:
        command = [sys.executable, "-c", _SERVICE, str(jobs), str(staged)]
    worker_pool = [sys.executable, "-m", "apache_beam.runners.worker.worker_pool_main", f"--service_port={pool}"]
    with _running(command, jobs, folder / "jobs.log"), _running(worker_pool, pool, folder / "pool.log") as process:
        yield JobServer(
            endpoint=f"localhost:{jobs}",
            pool=f"localhost:{pool}",
            pid=process.pid,
            detects_dead_workers=kind == "flink",
        )


def fake_java(folder: Path) -> Path:
    """Write a `java` program that starts Beam's job service instead of a job server's jar; return the jar.

    It appends the arguments of each start, as a line of JSON, to `started.jsonl` in its folder.
    """
    java, jar = folder / "java", folder / "job-server.jar"
    java.write_text(_JAVA)
    java.chmod(0o755)
    jar.touch()
    return jar


def _jar() -> Path:
    """The jar of Beam's Flink job server: NEWSBEAM_FLINK_JOB_SERVER, or from Maven Central and then cached."""
    if named := os.environ.get("NEWSBEAM_FLINK_JOB_SERVER"):
        return Path(named)
    name = f"beam-runners-flink-{FLINK}-job-server"
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "newsbeam-tests"
    jar = cache / f"{name}-{beam.__version__}.jar"
    if jar.exists():
        return jar
    if not shutil.which("mvn") or not shutil.which("java"):
        raise UnavailableError("no mvn and java on the path")
    plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
    artifact = f"-Dartifact=org.apache.beam:{name}:{beam.__version__}"
    done = subprocess.run(
        ["mvn", "-q", "-B", plugin, artifact, f"-DoutputDirectory={cache}"], capture_output=True, text=True, check=False
    )
    if done.returncode or not jar.exists():
        raise UnavailableError(f"Maven has no org.apache.beam:{name}:{beam.__version__}")
    return jar


@contextlib.contextmanager
def _running(command: Sequence[str], port: int, log: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a server in its own process group, after waiting until it listens."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "OMP_NUM_THREADS": "1",  # as in the image: one worker per core
        "OPENBLAS_NUM_THREADS": "1",
    }
    with (
        log.open("wb") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env=environment, start_new_session=True) as process,
    ):
        try:
            end = time.monotonic() + START_SECONDS
            while not _listens(port):
                if time.monotonic() > end or process.poll() is not None:
                    raise UnavailableError(f"{command[0]} did not start: {log.read_text()[-500:]}")
                time.sleep(0.2)
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
