"""Streaming jobs of Dataflow: submitted, and left running."""

import apache_beam as beam
from apache_beam.options.pipeline_options import GoogleCloudOptions, PipelineOptions
from google.api_core.exceptions import GoogleAPICallError
from google.auth.exceptions import GoogleAuthError
from google.cloud.dataflow_v1beta3 import JobsV1Beta3Client, ListJobsRequest

from pipeline.engines.local import Build
from pipeline.errors import NewsbeamError, OptionError


def check_name(options: PipelineOptions) -> None:
    """Check that a job of the same name runs if it is to be replaced, and that none does if not.

    Beam's client asks for the job to be replaced for ever if there is none.

    Args:
        options: From `Cluster.stream_options`.

    Raises:
        OptionError: It is otherwise.
        NewsbeamError: The jobs cannot be listed.
    """
    cloud = options.view_as(GoogleCloudOptions)
    active = ListJobsRequest.Filter.ACTIVE
    request = ListJobsRequest(project_id=cloud.project, location=cloud.region, filter=active)
    name = cloud.job_name
    try:
        is_running = any(job.name == name for job in JobsV1Beta3Client().list_jobs(request=request))
    except (GoogleAPICallError, GoogleAuthError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise NewsbeamError(
            f"the jobs of {cloud.project} in {cloud.region} cannot be listed ({reason}); the account needs "
            "roles/dataflow.developer"
        ) from error
    if cloud.update and not is_running:
        raise OptionError(f"--update: got no running job {name}, wanted one to replace; start it without --update")
    if is_running and not cloud.update:
        raise OptionError(f"the job {name} is running; replace it with --update, or drain it first")


def launch_stream(build: Build, options: PipelineOptions) -> str:
    """Submit a streaming job, and leave it running.

    Args:
        build: Builds the graph.
        options: From `Cluster.stream_options`.

    Returns:
        Where the job is to be seen.

    Raises:
        NewsbeamError: It was not accepted.
    """
    pipeline = beam.Pipeline(options=options)
    build(pipeline)
    try:
        job_id = pipeline.run().job_id()
    except Exception as error:  # the client raises its own
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        raise NewsbeamError(
            f"the job was not accepted: {lines[-1] if lines else type(error).__name__}; a running job of the same "
            "subscription is replaced with --update"
        ) from error
    cloud = options.view_as(GoogleCloudOptions)
    return f"https://console.cloud.google.com/dataflow/jobs/{cloud.region}/{job_id}?project={cloud.project}"
