"""`--dry-run`: a Dataflow job as it would be sent, built by Beam's own Dataflow runner and printed. Nothing is sent."""

import json
from datetime import UTC, datetime
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.portability.api import beam_runner_api_pb2
from apache_beam.runners.dataflow.internal import apiclient

from pipeline.engines.clusters import Cluster, job_name
from pipeline.engines.local import Build
from pipeline.errors import OptionError
from pipeline.options import RunOptions
from pipeline.run.assemble import assemble
from pipeline.run.plan import Job
from pipeline.run.run import output_of
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
    job = draft_job(options)
    pipeline_options = cluster.pipeline_options(
        options.runner, job_name=job_name(job.run.run_id), temp=options.temp, dry_run=True
    )

    def build(pipeline: beam.Pipeline) -> None:
        assemble(pipeline, job)

    return describe(build, pipeline_options)


def draft_job(options: RunOptions) -> Job:
    """An attempt at a run that is never made.

    Raises:
        OptionError: The output is a dataset without `--temp`.
    """
    model = model_version(options.model)
    return Job(
        run=Run(
            run_id="0" * 32,
            started_at=datetime.now(UTC),
            status="running",
            runner=options.runner,
            code_version=code_version(),
            model=model,
            options=options.result_affecting_options(model),
        ),
        chunk="0" * 16,
        chunk_count=1,
        attempt="0" * 16,
        output=output_of(options),
        settings=options.settings,
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
    changed = job.options.get_all_options(drop_default=True)
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
        "options": dict(sorted(changed.items())),
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
