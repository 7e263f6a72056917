"""The worker server as its parent sees it: it starts workers, which can be waited for and killed."""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from pipeline.errors import NewsbeamError
from pipeline.storage_errors import storage_error

_IGNORING_SIGNALS = ("/bin/sh", "-c", """trap '' INT TERM HUP; exec "$0" "$@" """)
"""Starts a command that ignores what a terminal sends to all processes: the parent ends its workers."""
_MODULE = "pipeline.engines.worker_server"
_PACKAGES = ("pipeline", "transforms", "schemas")
_MODULES = (
    "pipeline.run.commit",
    "pipeline.run.live_counts",
    "pipeline.run.record_files",
    "transforms.combiners",
    "transforms.count_rows",
    "transforms.prepare.clean.clean",
    "transforms.prepare.date_filter",
    "transforms.prepare.parse.parse",
    "transforms.prepare.read.reader",
    "transforms.prepare.stage",
)
"""What the first workers need, which prepare articles, for servers that are started before anything else."""


@dataclass(slots=True, kw_only=True)
class Worker:
    """A worker process.

    Attributes:
        id: Of the process; 0 until it has started.
        errors: What it writes to its standard error.
        parent_pipe: A descriptor; the worker ends when it is closed.
        code: Its exit code once it has ended; the negative number of the signal if one ended it.
    """

    id: int = 0
    errors: IO[str]
    parent_pipe: int
    code: Future[int] = field(default_factory=Future)


class WorkerServer:
    """A server of this process; see `worker_server`.

    Args:
        model: The language model that its workers may have loaded from the start; None for none.
    """

    def __init__(self, model: str | None = None) -> None:
        self.model = model
        self._connection, theirs = socket.socketpair()
        with theirs:
            arguments = [str(theirs.fileno()), ",".join(_loaded_modules()), *([model] if model else [])]
            command = [sys.executable, "-P", "-m", _MODULE, *arguments]
            self._process = subprocess.Popen(
                [*_IGNORING_SIGNALS, *command],
                stdin=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                pass_fds=[theirs.fileno()],
            )
        self._workers: dict[int, Worker] = {}
        self._new: Worker | None = None
        self._started: Future[Worker] = Future()
        self._end: NewsbeamError | None = None
        self._starting, self._sending, self._state = threading.Lock(), threading.Lock(), threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()
        atexit.register(self.close)

    @property
    def id(self) -> int:
        """Of its process."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it can start workers."""
        return self._end is None and self._process.poll() is None

    def start(self, environment: dict[str, str], *, with_model: bool) -> Worker:
        """Start a worker.

        Args:
            environment: Its environment variables.
            with_model: Whether it is to have the model loaded.

        Raises:
            NewsbeamError: The server has ended.
        """
        with self._starting:
            parent_reads, parent_pipe = os.pipe()
            errors, worker_errors = os.pipe()
            with self._state:
                if self._end is not None:
                    raise self._end
                self._started = Future()
                self._new = Worker(errors=os.fdopen(errors, errors="replace"), parent_pipe=parent_pipe)
            request = {"start": environment, "folder": os.getcwd(), "with_model": with_model}
            self._send(request, parent_reads, worker_errors)
            os.close(parent_reads)
            os.close(worker_errors)
            return self._started.result()

    def kill(self, worker: Worker) -> None:
        """End a worker now, if it has not ended."""
        if not worker.code.done():
            self._send({"kill": worker.id})

    def close(self) -> None:
        """End the server, and with it the workers."""
        self._process.kill()
        self._process.wait()

    def _send(self, request: Mapping[str, object], *descriptors: int) -> None:
        message = json.dumps(request).encode() + b"\n"
        with self._sending, suppress(OSError):  # where the server has ended, the reader says so
            sent = socket.send_fds(self._connection, [message], descriptors) if descriptors else 0
            self._connection.sendall(message[sent:])

    def _read(self) -> None:
        """Receive what the server says, until it ends."""
        with self._connection.makefile() as answers, suppress(OSError):
            for line in answers:
                answer = json.loads(line)
                if "started" in answer:
                    self._has_started(answer["started"])
                else:
                    self._has_ended(self._workers.pop(answer["ended"]), answer["code"])
        assert self._process.stderr is not None
        with self._process.stderr:
            errors = self._process.stderr.read()
        code = self._process.wait()
        with self._state:
            self._end = died(code, errors)
            if self._new is not None:
                self._new = None
                self._started.set_exception(self._end)
        for worker in self._workers.values():
            self._has_ended(worker, code)

    def _has_started(self, id: int) -> None:
        worker, self._new = self._new, None
        assert worker is not None, "a worker started that nobody asked for"
        worker.id = id
        self._workers[id] = worker
        self._started.set_result(worker)

    def _has_ended(self, worker: Worker, code: int) -> None:
        os.close(worker.parent_pipe)
        worker.code.set_result(code)


def _loaded_modules() -> list[str]:
    """The modules that workers may need: those of this process too."""
    return sorted({*_MODULES, *(name for name in sys.modules if name.partition(".")[0] in _PACKAGES)})


_servers: list[WorkerServer] = []


def shared_server(model: str | None) -> WorkerServer:
    """The server of this process, which is started if need be, and kept.

    Args:
        model: See `WorkerServer`; None for any.
    """
    if _servers and _servers[-1].is_running and model in (None, _servers[-1].model):
        return _servers[-1]
    end_shared_server()
    _servers.append(WorkerServer(model))
    return _servers[-1]


def end_shared_server() -> None:
    """End the server of this process, if there is one, for its memory; whoever needs it next starts another."""
    while _servers:
        _servers.pop().close()


def died(code: int, errors: str) -> NewsbeamError:
    """The error of a worker that ended before its pipeline.

    Args:
        code: See `Worker.code`.
        errors: What it wrote to its standard error.
    """
    last = next((line.strip() for line in reversed(errors.splitlines()) if line.strip()), "")
    how = f"exit code {code}: {last}" if code >= 0 else f"signal {-code}"
    advice = "run the same command again, with fewer --workers if memory is short"
    died = NewsbeamError(f"a worker process died ({how}); what is committed is kept: {advice}")
    return storage_error(RuntimeError(last)) or died
