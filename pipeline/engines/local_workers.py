"""The worker processes of a pipeline on this machine.

Beam's local runner waits for ever for a worker that has died. So the pipeline runs in a thread of its own, and the
death of a worker is its error. No worker outlives the pipeline.
"""

import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import Any
from uuid import uuid4

from apache_beam.runners.portability.fn_api_runner.worker_handlers import GrpcWorkerHandler, WorkerHandler
from apache_beam.transforms.environments import Environment, SubprocessSDKEnvironment
from google.protobuf import json_format, text_format

from pipeline.engines.memory import release_memory
from pipeline.engines.thread_errors import report_error
from pipeline.engines.worker_client import Worker, WorkerServer, died, shared_server

_URN = "newsbeam:env:local_workers:v1"

_SECONDS_TO_UNWIND = 2.0
"""How long a pipeline that has failed may take to close its connections."""


def run_with_workers[T](run: Callable[[Environment], T], model: str | None, *, needs_model: bool = True) -> T:
    """Run a pipeline that has worker processes.

    Args:
        run: Runs it to its end, given the environment of its steps.
        model: The language model of this run, if it has one.
        needs_model: Whether its workers need it.

    Raises:
        NewsbeamError: A worker ended before the pipeline did.
    """
    workers = _Workers(shared_server(model), with_model=needs_model)
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
        release_memory()


class _Workers:
    """The worker processes of one pipeline.

    Attributes:
        key: Names them in the pipeline.
        outcome: Of the pipeline.
    """

    def __init__(self, server: WorkerServer, *, with_model: bool) -> None:
        self.key = uuid4().hex
        self.outcome: Future[Any] = Future()
        self._server = server
        self._with_model = with_model
        self._started: list[Worker] = []
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

    def start(self, variables: dict[str, str]) -> Worker:
        """Start a worker with some environment variables."""
        worker = self._server.start(os.environ | variables, with_model=self._with_model)
        self._started.append(worker)
        threading.Thread(target=self._watch, args=(worker,), daemon=True).start()
        return worker

    def close(self) -> None:
        """From now on, workers may end."""
        self._is_closing = True

    def stop(self, worker: Worker) -> None:
        """End a worker now, and wait until it has."""
        self._server.kill(worker)
        worker.code.result()

    def kill(self) -> None:
        """End the workers now."""
        for worker in self._started:
            self._server.kill(worker)

    def _watch(self, worker: Worker) -> None:
        """Wait until a worker ends. What it says is not shown: a step's error is the pipeline's error too."""
        with worker.errors as lines:
            last_line = next(iter(deque((line for line in lines if line.strip()), maxlen=1)), "")
        code = worker.code.result()
        if not self._is_closing:
            self._fail(died(code, last_line))

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
        self._worker = self._workers.start(
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
        self._workers.stop(self._worker)
