"""Beam job servers as they stand before a cluster, with Python workers in processes of their own.

Two are known: Beam's Flink job server, a Java program with a small Flink cluster in it, and the job service that
comes with Beam's Python package. Both take a graph by the same portable job interface, stage it and start workers
through the same worker pool; only what executes the stages differs.
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
    """A job server that cannot be had here; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A job server and the worker pool beside it.

    Attributes:
        endpoint: `HOST:PORT` of the job server.
        pool: `HOST:PORT` of the worker pool.
        pid: Process id of the worker pool; workers are its children.
        notices: Whether it notices that a worker has died: Flink does, Beam's own service waits for ever.
    """

    endpoint: str
    pool: str
    pid: int
    notices: bool

    def options(self) -> list[str]:
        """The options of `newsbeam run` that send a graph there."""
        servers = ["--flink-job-server", self.endpoint, "--worker-pool", self.pool]
        return ["--runner", "flink", *servers, "--parallelism", str(PARALLELISM), "--workers", str(PARALLELISM)]

    def workers(self) -> list[psutil.Process]:
        """Worker processes that are alive."""
        return [one for one in psutil.Process(self.pid).children() if one.status() != psutil.STATUS_ZOMBIE]


@contextlib.contextmanager
def served(kind: str, folder: Path) -> Iterator[Served]:
    """Start a job server and a worker pool; end them and all their workers on leaving.

    Args:
        kind: `flink` or `beam`.
        folder: For logs and staged graphs.

    Raises:
        UnavailableError: It cannot be had.
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
    with _started(command, jobs, folder / "jobs.log"), _started(worker_pool, pool, folder / "pool.log") as process:
        yield Served(endpoint=f"localhost:{jobs}", pool=f"localhost:{pool}", pid=process.pid, notices=kind == "flink")


def stand_in(folder: Path) -> Path:
    """A `java` that starts Beam's own job service where the jar of a job server is asked for; gives the jar.

    It writes the arguments of each start, as a line of JSON, to `started.jsonl` beside it.
    """
    java, jar = folder / "java", folder / "job-server.jar"
    java.write_text(_JAVA)
    java.chmod(0o755)
    jar.touch()
    return jar


def _jar() -> Path:
    """Beam's Flink job server: as NEWSBEAM_FLINK_JOB_SERVER names it, else from Maven Central, kept for later."""
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
def _started(command: Sequence[str], port: int, log: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """A server in a process group of its own, waited for until it listens."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "OMP_NUM_THREADS": "1",  # as in the image: a worker a core
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
