"""`--dry-run`: a Dataflow job as it would be sent, built by Beam's own Dataflow runner and printed. Nothing is sent."""

import json
from datetime import UTC, datetime
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.portability.api import beam_runner_api_pb2
from apache_beam.runners.dataflow.internal import apiclient

from pipeline import graph
from pipeline.engines.clusters import Cluster, job_name
from pipeline.errors import OptionError
from pipeline.options import RunOptions
from pipeline.run.job import Job
from pipeline.run.launch import build
from pipeline.run.run import Build
from pipeline.version import code_version
from schemas.rows.run import Run
from transforms.extract.annotate.model import model_version

_ENVIRONMENT_VERSION = "8"  # of the Fn API, as Beam's client sends it


def dry_run(options: RunOptions, cluster: Cluster) -> dict[str, Any]:
    """The job of a run, described.

    Inputs, bucket and dataset are not looked at: the graph is the same whatever they hold.

    Raises:
        OptionError: An option that cannot be used.
    """
    options.check()
    if options.runner != "dataflow":
        raise OptionError(f"--dry-run: wanted with --runner dataflow, got --runner {options.runner}")
    job = draft(options)
    name = job_name(job.run.run_id)
    told = cluster.pipeline_options(options.runner, job_name=name, temp=options.temp, dry_run=True)

    def build_job(pipeline: beam.Pipeline) -> None:
        build(pipeline, job)

    return describe(build_job, told)


def draft(options: RunOptions) -> Job:
    """An attempt at a run that is never made.

    Raises:
        OptionError: The output is no dataset.
    """
    if options.dataset is None or options.temp is None:
        raise OptionError(f"--output {options.output!r}: wanted 'bq://PROJECT.DATASET', with --temp gs://BUCKET/PATH")
    model = model_version(options.model)
    run = Run(
        run_id="0" * 32,
        started_at=datetime.now(UTC),
        status="running",
        runner=options.runner,
        code_version=code_version(),
        model=model,
        options=options.that_matter(model),
    )
    return Job(
        run=run,
        attempt="0" * 16,
        temp=f"{options.temp.rstrip('/')}/{run.run_id}",
        dataset=options.dataset,
        settings=graph.Settings(source=options.source, model=options.model, since=options.since, until=options.until),
        max_failures=options.max_failures,
    )


def describe(build: Build, options: PipelineOptions) -> dict[str, Any]:
    """A Dataflow job in plain values.

    Args:
        build: Puts the graph on a pipeline.
        options: From `Cluster.pipeline_options` with `dry_run`.

    Returns:
        `name`, `image`, `labels`, `service_account`, `worker` (settings of the machines), `options` (those that are
        not Beam's defaults), `steps` (names of the transforms that do something, in order) and `proto_bytes` (size
        of the graph).
    """
    pipeline = beam.Pipeline(options=options)
    build(pipeline)
    job = pipeline.run().job
    told = job.options.get_all_options(drop_default=True)
    job.proto.environment = apiclient.Environment(
        packages=[],
        options=job.options,
        environment_version=_ENVIRONMENT_VERSION,
        proto_pipeline_staged_url="",
        proto_pipeline=job.proto_pipeline,
    ).proto
    sent = json.loads(job.json())
    (worker,) = sent["environment"]["workerPools"]
    for image in worker["sdkHarnessContainerImages"]:
        image.pop("capabilities", None)
    return {
        "name": sent["name"],
        "image": worker["workerHarnessContainerImage"],
        "labels": sent["labels"],
        "service_account": sent["environment"]["serviceAccountEmail"],
        "worker": worker,
        "options": dict(sorted(told.items())),
        "steps": steps(job.proto_pipeline),
        "proto_bytes": job.proto_pipeline.ByteSize(),
    }


def steps(proto: beam_runner_api_pb2.Pipeline) -> list[str]:
    """Names of a graph's transforms that do something themselves, in the graph's order."""
    found: list[str] = []

    def visit(key: str) -> None:
        transform = proto.components.transforms[key]
        if not transform.subtransforms and transform.unique_name:
            found.append(transform.unique_name)
        for child in transform.subtransforms:
            visit(child)

    for root in proto.root_transform_ids:
        visit(root)
    return found
