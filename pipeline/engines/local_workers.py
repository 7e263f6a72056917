"""The worker processes of a pipeline on this machine.

Beam's local runner waits for ever for a worker that has died. So the pipeline runs in a thread of its own, and the
death of a worker is its error. No worker outlives the pipeline.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import Any
from uuid import uuid4

from apache_beam.runners.portability.fn_api_runner.worker_handlers import GrpcWorkerHandler, WorkerHandler
from apache_beam.transforms.environments import Environment, SubprocessSDKEnvironment
from google.protobuf import json_format, text_format

from pipeline.engines.local_worker import report_error
from pipeline.errors import NewsbeamError
from pipeline.storage_errors import storage_error
from transforms.child_process import python_command

_URN = "newsbeam:env:local_workers:v1"

_IGNORING_SIGNALS = ("/bin/sh", "-c", """trap '' INT TERM HUP; exec "$0" "$@" """)
"""Starts a command that ignores what a terminal sends to all processes: the parent ends its workers."""

_SECONDS_TO_UNWIND = 2.0
"""How long a pipeline that has failed may take to close its connections."""


def run_with_workers[T](run: Callable[[Environment], T]) -> T:
    """Run a pipeline that has worker processes.

    Args:
        run: Runs it to its end, given the environment of its steps.

    Raises:
        NewsbeamError: A worker ended before the pipeline did.
    """
    workers = _Workers()
    thread = threading.Thread(target=workers.run, args=(run,), daemon=True)
    previous_hook, threading.excepthook = threading.excepthook, report_error
    _running[workers.key] = workers
    try:
        thread.start()
        result: T = workers.outcome.result()
        return result
    finally:
        workers.close()
        workers.kill()
        thread.join(_SECONDS_TO_UNWIND)
        del _running[workers.key]
        threading.excepthook = previous_hook


class _Workers:
    """The worker processes of one pipeline.

    Attributes:
        key: Names them in the pipeline.
        outcome: Of the pipeline.
    """

    def __init__(self) -> None:
        self.key = uuid4().hex
        self.outcome: Future[Any] = Future()
        self._processes: list[subprocess.Popen[str]] = []
        self._is_closing = False

    def run(self, run: Callable[[Environment], Any]) -> None:
        """Run the pipeline."""
        try:
            result = run(_Environment.from_command_string(self.key))
        except BaseException as error:
            self._fail(error)
        else:
            with suppress(InvalidStateError):
                self.outcome.set_result(result)

    def start(self, variables: dict[str, str]) -> subprocess.Popen[str]:
        """Start a worker with some environment variables."""
        process = subprocess.Popen(
            [*_IGNORING_SIGNALS, *python_command("pipeline.engines.local_worker")],
            env=os.environ | variables,
            stdin=subprocess.PIPE,  # tells the worker that this process has ended
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        self._processes.append(process)
        threading.Thread(target=self._watch, args=(process,), daemon=True).start()
        return process

    def close(self) -> None:
        """From now on, workers may end."""
        self._is_closing = True

    def kill(self) -> None:
        """End the workers now."""
        for process in self._processes:
            process.kill()

    def _watch(self, process: subprocess.Popen[str]) -> None:
        """Wait until a worker ends. What it says is not shown: a step's error is the pipeline's error too."""
        assert process.stderr is not None
        last_line = ""
        with process.stderr as lines:
            for line in lines:
                last_line = line.strip() or last_line
        code = process.wait()
        if not self._is_closing:
            how = f"exit code {code}: {last_line}" if code >= 0 else f"signal {-code}"
            advice = "run the same command again, with fewer --workers if memory is short"
            died = NewsbeamError(f"a worker process died ({how}); what is committed is kept: {advice}")
            self._fail(storage_error(RuntimeError(last_line)) or died)

    def _fail(self, error: BaseException) -> None:
        with suppress(InvalidStateError):  # the first error counts
            self.outcome.set_exception(error)


_running: dict[str, _Workers] = {}


class _Environment(SubprocessSDKEnvironment):
    """The environment of steps that run in these workers; the command is their key."""

    def to_runner_api_parameter(self, context: Any) -> tuple[str, bytes]:
        return _URN, self.command_string.encode()


@WorkerHandler.register_environment(_URN, bytes)
class _WorkerHandler(GrpcWorkerHandler):
    """A worker, as Beam's runner starts and stops it."""

    def __init__(self, key: bytes, state: Any, provision_info: Any, grpc_server: Any) -> None:
        super().__init__(state, provision_info, grpc_server)
        self._workers = _running[key.decode()]

    def start_worker(self) -> None:
        options = self.provision_info.provision_info.pipeline_options
        self._process = self._workers.start(
            {
                "WORKER_ID": self.worker_id,
                "PIPELINE_OPTIONS": json_format.MessageToJson(options),
                "CONTROL_API_SERVICE_DESCRIPTOR": text_format.MessageToString(self.control_api_service_descriptor()),
                "LOGGING_API_SERVICE_DESCRIPTOR": text_format.MessageToString(self.logging_api_service_descriptor()),
            }
        )

    def close(self) -> None:
        self._workers.close()
        if sys.exception() is not None:  # what the workers still do is in vain
            self._workers.kill()
        super().close()

    def stop_worker(self) -> None:
        self._process.kill()
        self._process.wait()
