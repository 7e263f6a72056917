"""Pipelines on this machine, by Beam's local runner."""

import resource
from collections import Counter
from collections.abc import Callable

import apache_beam as beam
from apache_beam.metrics import MetricsFilter
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.transforms.environments import Environment

from pipeline.engines.beam_caches import LocalOptions, speed_up_beam
from pipeline.engines.local_workers import run_with_workers
from pipeline.errors import NewsbeamError
from pipeline.storage_errors import GO_ON
from transforms.metrics import WORK_NAMESPACE

_OPEN_FILES = 64
_OPEN_FILES_OF_WORKER = 16
"""A run with two workers was seen to have 26 files and connections open; with fewer allowed, gRPC waits for ever."""

type Build = Callable[[beam.Pipeline], None]
"""Puts a graph on a pipeline."""

type Engine = Callable[[Build, str], None]
"""Builds a pipeline and runs it to its end; the string is the run's id."""


def execute(build: Build, workers: int, model: str | None = None, *, needs_model: bool = True) -> Counter[str]:
    """Build a pipeline and run it on Beam's local runner.

    The runner is named because Beam's default one first looks for another runner's binary on the network.

    Args:
        build: Puts the graph on the pipeline.
        workers: Processes.
        model: The language model of this run; None for none.
        needs_model: Whether workers are to have it loaded when they start.

    Returns:
        The sums of the steps' work metrics, by the names in `transforms.metrics`.

    Raises:
        NewsbeamError: A worker process died, or this process may not open the files that it takes to have some.
    """
    speed_up_beam()
    if workers > 1:
        _allow_open_files(_OPEN_FILES + _OPEN_FILES_OF_WORKER * workers)
    options = LocalOptions(flags=[], direct_num_workers=workers)

    def run(environment: Environment | None) -> Counter[str]:
        with beam.Pipeline(runner=FnApiRunner(default_environment=environment), options=options) as pipeline:
            build(pipeline)
        found = pipeline.result.metrics().query(MetricsFilter().with_namespace(WORK_NAMESPACE))["counters"]
        return Counter({metric.key.metric.name: metric.committed for metric in found})

    return run_with_workers(run, model, needs_model=needs_model) if workers > 1 else run(None)


def _allow_open_files(wanted: int) -> None:
    """Raise this process's limit of open files to what is wanted.

    Raises:
        NewsbeamError: It may not be raised so far.
    """
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY or limit >= wanted:
        return
    if most != resource.RLIM_INFINITY and most < wanted:
        raise NewsbeamError(
            f"too many open files: got a limit of {most}, wanted at least {wanted} for so many --workers; "
            f"raise the limit (ulimit -n) or use --workers 1; {GO_ON}"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
