"""What the Flex Templates of a run and of a stream have in common: parameters, Beam's options, a graph to submit."""

import argparse
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import (
    DebugOptions,
    GoogleCloudOptions,
    PipelineOptions,
    SetupOptions,
    StandardOptions,
    WorkerOptions,
)

from pipeline.engines.clusters import DISK_GB, EXPERIMENTS, THREADS
from pipeline.engines.local import Build


def parse_parameters(
    arguments: Sequence[str], parameters: Mapping[str, Callable[[str], Any]], required: Collection[str]
) -> tuple[dict[str, Any], list[str]]:
    """Parse the launcher's arguments into the values of the parameters that were given, and Beam's arguments.

    Args:
        arguments: Of the launcher.
        parameters: What converts the value of each.
        required: Names of those that must be given.

    Raises:
        SystemExit: A parameter is missing or malformed.
    """
    parser = argparse.ArgumentParser(prog="newsbeam template", allow_abbrev=False)
    for name, convert in parameters.items():
        parser.add_argument(f"--{name}", type=convert, required=name in required)
    found, rest = parser.parse_known_args(arguments)
    return {name: value for name, value in vars(found).items() if value not in (None, "")}, rest


def pipeline_options(arguments: Sequence[str], *, streaming: bool = False) -> PipelineOptions:
    """Beam's options from the launcher, with those that newsbeam's workers need.

    Args:
        arguments: The launcher's, without the template's own parameters.
        streaming: Whether the job is a stream.
    """
    options = PipelineOptions(
        ["--runner=DataflowRunner", *arguments],
        sdk_location="container",
        number_of_worker_harness_threads=THREADS,
        autoscaling_algorithm="THROUGHPUT_BASED",
    )
    options.view_as(StandardOptions).streaming = streaming
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


def build_for_launcher(build: Build, options: PipelineOptions) -> None:
    """Build a graph with the launcher's options, and leave its submission to the launcher."""
    pipeline = beam.Pipeline(options=options)
    build(pipeline)
    pipeline.run()
