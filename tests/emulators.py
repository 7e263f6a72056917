"""Emulators of BigQuery and Cloud Storage on free ports.

BigQuery's emulator needs another Python and DuckDB, so it runs in a separate environment.
"""

import contextlib
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.environments import UnavailableError, environment, inherited_environment, run
from tests.ports import free_ports

PYTHON = "3.13"
START_SECONDS = 60

EXTENSIONS = ("ducklake", "httpfs", "icu", "spatial")
_EXTENSIONS = f"from duckdb_extensions import *; [import_extension(name, force_install=True) for name in {EXTENSIONS}]"

# The emulator would decode bytes in Parquet as base64, which they are in JSON only; and it would run its many small
# queries with a thread a core, which takes half as much processor time again. Each connection that appends rows has a
# thread of its gRPC server for as long as it lives: with sixteen of them, two streams would never end.
_SERVE = """
import concurrent.futures
pool = concurrent.futures.ThreadPoolExecutor
concurrent.futures.ThreadPoolExecutor = lambda max_workers=None, **more: pool(max_workers=256, **more)
import duckdb
connect = duckdb.connect
duckdb.connect = lambda *of, config=(), **more: connect(*of, config={**dict(config), "threads": 1}, **more)
from local_bigquery import cli
from local_bigquery.jobs import load
load._decoded = lambda expression, *_: expression
cli.main()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """The running emulators.

    Attributes:
        project: A project; every name exists.
        bucket: An existing bucket.
        environment: Variables that make Google's clients use the emulators.
    """

    project: str
    bucket: str
    environment: dict[str, str]


@contextlib.contextmanager
def cloud(folder: Path) -> Iterator[Cloud]:
    """Run both emulators.

    Args:
        folder: For their data and logs.

    Raises:
        UnavailableError: An emulator is not available.
    """
    storage, bigquery, grpc = free_ports(3)
    variables = {
        "STORAGE_EMULATOR_HOST": f"http://127.0.0.1:{storage}",
        "BIGQUERY_EMULATOR_HOST": f"http://127.0.0.1:{bigquery}",
        "BIGQUERY_STORAGE_EMULATOR_HOST": f"127.0.0.1:{grpc}",
        "GOOGLE_APPLICATION_CREDENTIALS": str(_credentials(folder)),
        "GOOGLE_CLOUD_PROJECT": "newsbeam-test",
        "NO_GCE_CHECK": "true",
    }
    command = [sys.executable, "-m", "gcp_storage_emulator", "start", "--host", "127.0.0.1", "--port", str(storage)]
    storage_server = _running_server(
        [*command, "--in-memory", "--quiet", "--default-bucket", "news"], storage, folder / "storage.log"
    )
    home = folder / "home"
    python = bigquery_emulator(home)
    ports = ["--host", "127.0.0.1", "--port", str(bigquery), "--grpc-port", str(grpc)]
    command = [str(python), "-c", _SERVE, *ports, "--project", "newsbeam-test", "--data-dir", str(folder / "bigquery")]
    more = {"HOME": str(home), "STORAGE_EMULATOR_HOST": variables["STORAGE_EMULATOR_HOST"]}
    with storage_server, _running_server(command, bigquery, folder / "bigquery.log", more):
        yield Cloud(project="newsbeam-test", bucket="news", environment=variables)


def bigquery_emulator(home: Path) -> Path:
    """The Python interpreter with BigQuery's emulator.

    Args:
        home: Home folder of the emulator, where DuckDB looks for extensions.
    """
    python = environment("emulator", PYTHON) / "python"
    home.mkdir(parents=True, exist_ok=True)
    run([str(python), "-c", _EXTENSIONS], {"HOME": str(home)})
    return python


@contextlib.contextmanager
def _running_server(command: Sequence[str], port: int, log: Path, more: dict[str, str] | None = None) -> Iterator[None]:
    with (
        log.open("wb") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env=inherited_environment(more)) as process,
    ):
        try:
            _wait_until_ready(process, port, log)
            yield
        finally:
            process.kill()


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).close()
            return
        except urllib.error.HTTPError:  # any answer will do
            return
        except OSError:
            time.sleep(0.1)
    raise UnavailableError(f"{Path(process.args[0]).name}: did not start; {log.read_text()[-500:]}")  # type: ignore[index]


def _credentials(folder: Path) -> Path:
    """Write fake credentials whose token does not expire, so that they are never refreshed."""
    path = folder / "credentials.json"
    content = {
        "type": "authorized_user",
        "client_id": "tests",
        "client_secret": "tests",
        "refresh_token": "tests",
        "token": "tests",
        "expiry": "2099-01-01T00:00:00Z",
    }
    path.write_text(json.dumps(content))
    return path
