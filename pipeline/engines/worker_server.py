"""A process that has everything loaded and forks worker processes, which share its memory and start at once.

It is started for the first pipeline that has workers, and kept for those that follow. It has no Python threads and no
connections of its own, which a fork would tear. Requests come through a socket, a line of JSON each, and so do answers:

    {"start": {NAME: VALUE, …}, "folder": PATH,  start a worker with this environment and working directory, with the
     "with_model": true}                         language model or not; two descriptors come along: the reading end of a
                                                 pipe whose writing end the parent holds, and the worker's standard
                                                 error
    {"started": ID}                              the answer
    {"kill": ID}                                 end a worker
    {"ended": ID, "code": CODE}                  as soon as a worker has ended

The model is loaded, with all that extracts from articles, when the first workers have been started, which prepare
articles meanwhile, or as soon as a worker needs it.

The server ends when the parent closes the connection. Its workers end with the parent, too; see
`transforms.system.child_process`.
"""

import importlib
import json
import os
import select
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Iterator
from typing import NoReturn

from apache_beam.runners.worker import sdk_worker_main

from pipeline.engines.beam_caches import speed_up_beam
from pipeline.engines.thread_errors import report_error
from pipeline.engines.warm_up import warm_up_cleaning, warm_up_extraction
from transforms.extract.gc_freeze import collecting_later
from transforms.system.child_process import end_with_parent

_REST = ("pipeline.run.run", "pipeline.outputs.folder.output")
"""What workers need that do more than prepare articles; the last step imports the output's module."""

_PART_BYTES = 1 << 16
_DESCRIPTORS = 2
_IDLE_SECONDS = 0.3
"""The workers of a pipeline are started within less."""


class Server:
    """Starts and ends workers for the process that holds the other end of a connection.

    Args:
        connection: A Unix stream socket.
        model: The language model, if workers may need one.
    """

    def __init__(self, connection: socket.socket, model: str | None) -> None:
        self._connection = connection
        self._model = model
        self._workers: set[int] = set()
        self._received = b""
        self._descriptors: list[int] = []

    def serve(self) -> None:
        """Do what is asked until the connection is closed."""
        child_ended, signalled = os.pipe()
        for end in (child_ended, signalled):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(signalled)
        while True:
            wait = _IDLE_SECONDS if self._model and self._workers else None
            ready, _, _ = select.select([self._connection.fileno(), child_ended], [], [], wait)
            if not ready:
                self._load_model()
            if child_ended in ready:
                os.read(child_ended, _PART_BYTES)
                self._report_ended()
            if self._connection.fileno() in ready and not self._receive():
                return

    def _receive(self) -> bool:
        part, descriptors, _, _ = socket.recv_fds(self._connection, _PART_BYTES, _DESCRIPTORS)
        self._received += part
        self._descriptors += descriptors
        *lines, self._received = self._received.split(b"\n")
        for line in lines:
            request = json.loads(line)
            if request.get("kill") in self._workers:
                os.kill(request["kill"], signal.SIGKILL)
            elif "start" in request:
                if request["with_model"]:
                    self._load_model()
                self._start(request["start"], request["folder"])
        return bool(part)

    def _load_model(self) -> None:
        if self._model:
            with collecting_later():
                for module in _REST:
                    importlib.import_module(module)
                warm_up_extraction(self._model)
            self._model = None

    def _start(self, environment: dict[str, str], folder: str) -> None:
        descriptors, self._descriptors = self._descriptors, []
        worker = os.fork()
        if worker == 0:
            self._connection.close()
            _run_worker(environment, folder, *descriptors)
        self._workers.add(worker)
        for descriptor in descriptors:
            os.close(descriptor)
        self._answer({"started": worker})

    def _report_ended(self) -> None:
        for worker, code in _ended(self._workers):
            self._workers.discard(worker)
            self._answer({"ended": worker, "code": code})

    def _answer(self, answer: dict[str, int]) -> None:
        self._connection.sendall(json.dumps(answer).encode() + b"\n")


def _ended(workers: set[int]) -> Iterator[tuple[int, int]]:
    for worker in list(workers):
        ended, status = os.waitpid(worker, os.WNOHANG)
        if ended:
            yield worker, os.waitstatus_to_exitcode(status)


def _run_worker(environment: dict[str, str], folder: str, parent_pipe: int, errors: int) -> NoReturn:
    """Be a worker of Beam's local runner until it is told to end."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(errors, sys.stderr.fileno())
        end_with_parent(parent_pipe)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        threading.excepthook = report_error
        sdk_worker_main.main(sys.argv)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Load what workers need, then serve.

    Arguments: the descriptor of the connection, the names of modules with commas between them, and a language model, if
    one is needed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is handled by the parent
    connection = socket.socket(fileno=int(sys.argv[1]))
    speed_up_beam()
    with collecting_later():  # what is frozen then, the collector does not touch, and so not copy
        for module in sys.argv[2].split(","):
            importlib.import_module(module)
        warm_up_cleaning()
    Server(connection, next(iter(sys.argv[3:]), None)).serve()


if __name__ == "__main__":
    main()
