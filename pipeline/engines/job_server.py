"""Clients of job servers, through Beam's portable job interface."""

import contextlib
from collections.abc import Iterator
from typing import Any

import grpc  # type: ignore[import-untyped]
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.flink_runner import FlinkRunner
from apache_beam.runners.portability.portable_runner import JobServiceHandle, PortableRunner


class _JobHandle(JobServiceHandle):
    """Submits a job and follows it for as long as it takes.

    Beam's own reads the states and messages of a job with the deadline of a request. On servers that know a job before
    it runs, such as Prism, it therefore gives up a job that takes longer.
    """

    def run(self, preparation_id: str) -> tuple[str, Iterator[Any], Iterator[Any]]:
        self.timeout = None
        job_id, messages, states = super().run(preparation_id)
        return job_id, _until_lost(messages), states


def _until_lost(messages: Iterator[Any]) -> Iterator[Any]:
    """A job's messages while the server can be reached.

    A thread reads them, in which an error would be printed; the one that reads the states reports the same error.
    """
    with contextlib.suppress(grpc.RpcError):
        yield from messages


class AnyServerRunner(PortableRunner):
    """Runs pipelines on a job server that is already running."""

    def create_job_service_handle(self, job_service: Any, options: PipelineOptions) -> JobServiceHandle:
        return _JobHandle(job_service, options)


class FlinkServerRunner(AnyServerRunner, FlinkRunner):
    """Runs pipelines on Flink's job server, started at the first one unless it is already running.

    Beam's own starts another server, a Java process, for each pipeline, and stops none before it exits itself.
    """

    _server: Any = None

    def default_job_server(self, options: PipelineOptions) -> Any:
        if self._server is None:
            self._server = super().default_job_server(options)
        return self._server
