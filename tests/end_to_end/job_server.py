"""Beam job servers, with Python workers in separate processes.

There are two: Prism, a program in Go, and Beam's Flink job server, a Java program with a small Flink cluster in it.
Both accept a graph through the same portable job interface and start workers through the same worker pool; Prism starts
one for each job, which has many threads.
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

from tests.environments import UnavailableError, cache_folder, go_program
from tests.ports import free_ports

FLINK = "1.20"
START_SECONDS = 90

_FLINK_PARALLELISM = 2
_PRISM = "github.com/apache/beam/sdks/v2/go/cmd/prism"

_JAVA = f"""#!{sys.executable}
import json, os, sys, time
with open(os.path.join(os.path.dirname(__file__), "started.jsonl"), "a") as started:
    started.write(json.dumps(sys.argv[1:]) + "\\n")
value = dict(zip(sys.argv, sys.argv[1:]))
from apache_beam.runners.portability.local_job_service import LocalJobServicer
LocalJobServicer(value["--artifacts-dir"]).start_grpc_server(int(value["--job-port"]))
while True:
    time.sleep(3600)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobServer:
    """A running job server with a worker pool.

    Attributes:
        kind: `prism` or `flink`.
        endpoint: `HOST:PORT` of the job server.
        pool: `HOST:PORT` of the worker pool.
        pid: Process id of the worker pool; workers are its children.
        parallelism: Workers of a job.
    """

    kind: str
    endpoint: str
    pool: str
    pid: int
    parallelism: int

    def options(self) -> list[str]:
        """The options of `newsbeam run` that submit a graph to it."""
        workers = ["--worker-pool", self.pool, "--workers", str(self.parallelism)]
        if self.kind == "prism":
            return ["--runner", "portable", "--job-endpoint", self.endpoint, *workers]
        parallelism = ["--parallelism", str(self.parallelism)]
        return ["--runner", "flink", "--flink-job-server", self.endpoint, *parallelism, *workers]

    def workers(self) -> list[psutil.Process]:
        """The live worker processes."""
        return [child for child in psutil.Process(self.pid).children() if child.status() != psutil.STATUS_ZOMBIE]


@contextlib.contextmanager
def running_job_server(kind: str, folder: Path) -> Iterator[JobServer]:
    """Run a job server and a worker pool; on exit, kill them and all their workers.

    Args:
        kind: `prism` or `flink`.
        folder: For logs and staged graphs.

    Raises:
        UnavailableError: It is not available.
    """
    server = running_prism(folder) if kind == "prism" else _running_flink(folder)
    with server as endpoint, worker_pool(folder) as (pool, process):
        parallelism = 1 if kind == "prism" else _FLINK_PARALLELISM
        yield JobServer(kind=kind, endpoint=endpoint, pool=pool, pid=process.pid, parallelism=parallelism)


@contextlib.contextmanager
def running_prism(folder: Path) -> Iterator[str]:
    """Run Prism, which logs to `folder`, and give its address; on exit, kill it.

    Raises:
        UnavailableError: There is no Go to build it with.
    """
    program = go_program(_PRISM, beam.__version__)
    (port,) = free_ports(1)
    with _running([str(program), f"--job_port={port}", "--serve_http=false"], port, folder / "jobs.log"):
        yield f"localhost:{port}"


@contextlib.contextmanager
def _running_flink(folder: Path) -> Iterator[str]:
    (port,) = free_ports(1)
    ports = ["--job-port", str(port), "--artifact-port", "0", "--expansion-port", "0"]
    staged = ["--artifacts-dir", str(folder / "staged")]
    command = ["java", "-jar", str(_jar()), "--flink-master", "[local]", *staged, *ports]
    with _running(command, port, folder / "jobs.log"):
        yield f"localhost:{port}"


@contextlib.contextmanager
def worker_pool(folder: Path) -> "Iterator[tuple[str, subprocess.Popen[bytes]]]":
    """Run a worker pool, and give its address; on exit, kill it and its workers."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "apache_beam.runners.worker.worker_pool_main", f"--service_port={port}"]
    with _running(command, port, folder / "pool.log") as process:
        yield f"localhost:{port}", process


def fake_java(folder: Path) -> Path:
    """Write a `java` program that starts the job service of Beam's Python package instead of a jar; return the jar.

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
    jar = cache_folder() / f"{name}-{beam.__version__}.jar"
    if jar.exists():
        return jar
    if not shutil.which("mvn") or not shutil.which("java"):
        raise UnavailableError("no mvn and java on the path")
    plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
    artifact = f"-Dartifact=org.apache.beam:{name}:{beam.__version__}"
    done = subprocess.run(
        ["mvn", "-q", "-B", plugin, artifact, f"-DoutputDirectory={cache_folder()}"],
        capture_output=True,
        text=True,
        check=False,
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
