"""The entry point of the Dataflow Flex Template: turns the launcher's parameters into a run.

The launcher calls the program with the template's parameters (`--inputs`, `--output`, …, as in `newsbeam run`) and
Beam's options of the job: project, region, machines, labels. It submits the graph that the program builds, and reports
an error when there is none; so a run with nothing to do builds a graph that logs a message.
"""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import (
    DebugOptions,
    GoogleCloudOptions,
    PipelineOptions,
    SetupOptions,
    WorkerOptions,
)

from pipeline.engines.clusters import DISK_GB, EXPERIMENTS, THREADS
from pipeline.engines.local import Build
from pipeline.errors import NewsbeamError
from pipeline.options import RunOptions
from pipeline.run.run import Summary, run

PARAMETERS = ("inputs", "output", "temp", "format", "source", "model", "since", "until", "reprocess", "max_failures")
"""The run options that are template parameters; the others are for runs on one machine."""

_REQUIRED = ("inputs", "output", "temp")
_TYPES: dict[str, Callable[[str], Any]] = {
    "since": date.fromisoformat,
    "until": date.fromisoformat,
    "max_failures": float,
}


def parse(arguments: Sequence[str]) -> tuple[RunOptions, list[str]]:
    """Parse the launcher's arguments into the options of a run, and the arguments that are Beam's.

    Raises:
        SystemExit: A parameter is missing or malformed.
    """
    parser = argparse.ArgumentParser(prog="newsbeam template", allow_abbrev=False)
    for name in PARAMETERS:
        choices = ("true", "false") if name == "reprocess" else None
        parser.add_argument(f"--{name}", type=_TYPES.get(name, str), choices=choices, required=name in _REQUIRED)
    found, rest = parser.parse_known_args(arguments)
    given = {name: value for name, value in vars(found).items() if value not in (None, "")}
    given["inputs"] = tuple(part.strip() for part in found.inputs.split(",") if part.strip())
    given["reprocess"] = found.reprocess == "true"
    return RunOptions(runner="dataflow", **given), rest


def pipeline_options(arguments: Sequence[str]) -> PipelineOptions:
    """Beam's options from the launcher, with those that newsbeam's workers need."""
    options = PipelineOptions(
        ["--runner=DataflowRunner", *arguments],
        sdk_location="container",
        number_of_worker_harness_threads=THREADS,
        autoscaling_algorithm="THROUGHPUT_BASED",
    )
    options.view_as(SetupOptions).save_main_session = False
    for experiment in EXPERIMENTS:
        options.view_as(DebugOptions).add_experiment(experiment)
    worker = options.view_as(WorkerOptions)
    worker.disk_size_gb = worker.disk_size_gb or DISK_GB
    if worker.use_public_ips is None:
        worker.use_public_ips = False
    labels = options.view_as(GoogleCloudOptions).labels or []
    options.view_as(GoogleCloudOptions).labels = ["app=newsbeam", *labels]
    return options


def main() -> None:
    """Build the job for the launcher, which submits it once this program has exited without an error."""
    options, rest = parse(sys.argv[1:])

    def engine(build: Build, _run_id: str) -> None:
        build_for_launcher(build, rest)
        raise SystemExit(0)  # the job has not started yet, so this program cannot do what follows it

    try:
        summary = run(options, engine=engine, allow_empty=True)
    except NewsbeamError as error:
        sys.exit(f"error: {error}")
    message = _message(summary)
    print(message)

    def log_message(pipeline: beam.Pipeline) -> None:
        _ = pipeline | "Message" >> beam.Create([message], reshuffle=False) | "Log" >> beam.Map(_log)

    build_for_launcher(log_message, rest)


def build_for_launcher(build: Build, arguments: Sequence[str]) -> None:
    """Build a graph with the launcher's Beam arguments, and leave its submission to the launcher."""
    pipeline = beam.Pipeline(options=pipeline_options(arguments))
    build(pipeline)
    pipeline.run()


def _message(summary: Summary) -> str:
    if summary.run is not None:
        return (
            f"run {summary.run.run_id}: what an earlier job had written is committed; {summary.run.articles} articles"
        )
    if summary.skipped:
        return f"nothing to do: all {summary.skipped} inputs are done already"
    return "nothing to do: there is no input"


def _log(message: str) -> None:
    logging.getLogger(__name__).info(message)
