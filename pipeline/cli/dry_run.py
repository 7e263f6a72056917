"""`--dry-run`: the Dataflow job that would be submitted, built by Beam's Dataflow runner and printed."""

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
from pipeline.run.plan import Job, new_run
from pipeline.run.run import make_output
from transforms.extract.annotate.model_files import model_version

_ENVIRONMENT_VERSION = "8"  # of the Fn API, as in Beam's client


def dry_run(options: RunOptions, cluster: Cluster) -> dict[str, Any]:
    """Describe the job of a run.

    Inputs, bucket and dataset are not accessed: the graph does not depend on their content.

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
    """An attempt at a run, with made-up ids, that is never executed.

    Raises:
        OptionError: The output is a dataset without `--temp`.
    """
    return Job(
        run=new_run(options, model_version(options.model), run_id="0" * 32, now=datetime.now(UTC)),
        chunk="0" * 16,
        chunk_count=1,
        attempt="0" * 16,
        output=make_output(options),
        settings=options.settings,
        max_failures=options.max_failures,
    )


def describe(build: Build, options: PipelineOptions) -> dict[str, Any]:
    """A Dataflow job as JSON values.

    Args:
        build: Puts the graph on a pipeline.
        options: From `Cluster.pipeline_options` with `dry_run`.

    Returns:
        `name`, `image`, `labels`, `service_account`, `worker` (settings of the machines), `options` (those that differ
        from Beam's defaults), `steps` (see `steps`) and `proto_bytes` (size of the graph).
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
    request = json.loads(job.json())
    (worker,) = request["environment"]["workerPools"]
    for image in worker["sdkHarnessContainerImages"]:
        image.pop("capabilities", None)
    return {
        "name": request["name"],
        "image": worker["workerHarnessContainerImage"],
        "labels": request["labels"],
        "service_account": request["environment"]["serviceAccountEmail"],
        "worker": worker,
        "options": dict(sorted(changed.items())),
        "steps": steps(job.proto_pipeline),
        "proto_bytes": job.proto_pipeline.ByteSize(),
    }


def steps(proto: beam_runner_api_pb2.Pipeline) -> list[str]:
    """Names of the graph's primitive transforms, in its order."""
    names: list[str] = []

    def visit(key: str) -> None:
        transform = proto.components.transforms[key]
        if not transform.subtransforms and transform.unique_name:
            names.append(transform.unique_name)
        for child in transform.subtransforms:
            visit(child)

    for root in proto.root_transform_ids:
        visit(root)
    return names
