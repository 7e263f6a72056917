"""Engines other than this machine: Dataflow, and Flink through Beam's portable runner, with their options.

Both run the same graph, with workers started from one image (`deploy/Dockerfile`).
"""

import re
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions, SetupOptions, TestOptions

from pipeline.engines.local import Build, Engine
from pipeline.errors import NewsbeamError, OptionError
from pipeline.options import PROJECT_PATTERN, RunOptions
from pipeline.version import code_version

THREADS = 2
"""Threads per worker process. There is one process per core, because the model is not thread-parallel: a second thread
does I/O while the first computes, and more threads would only hold articles in memory."""

DISK_GB = 50
"""The unpacked image takes about 3 GB; shuffled data is stored by the service, staged text in the bucket."""

MACHINE_TYPE = "n2-standard-4"
"""4 GB per core: a process with model and gazetteer uses 0.8 GB, and its page-parsing child at most 1 GB."""

RESOURCE_HINTS = ("min_ram=4GB",)
"""What a worker process needs. The hint is on the whole pipeline because steps with different hints run in different
environments: those are never fused, so articles would be written and read again between them, by separate workers."""

EXPERIMENTS = ("use_multiple_sdk_containers", "disable_logging_submission_environment")
"""The first starts a worker process per core. The second stops Beam from staging a list of the launcher's packages:
the image makes it needless, and the image's boot program, which does not run as root, cannot write it on Dataflow."""

_ENDPOINT = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?:[0-9]{1,5}"
_PATTERNS: dict[str, str] = {
    "project": PROJECT_PATTERN,
    "region": r"[a-z]+-[a-z]+[0-9]{1,2}",
    "image": r"[a-z0-9.-]+(?::[0-9]+)?(?:/[a-z0-9._-]+)+(?::[A-Za-z0-9._-]+|@sha256:[0-9a-f]{64})",
    "service_account": r"[a-z0-9-]+@[a-z0-9.-]+\.gserviceaccount\.com",
    "subnetwork": r"(?:https://www\.googleapis\.com/compute/v1/projects/[a-z0-9.:-]+/)?"
    r"regions/[a-z0-9-]+/subnetworks/[a-z0-9-]+",
    "machine_type": r"[a-z][a-z0-9]*(?:-[a-z0-9]+){1,3}",
    "label": r"[a-z][a-z0-9_-]{0,62}=[a-z0-9_-]{0,63}",
    "flink_master": rf"(?:https?://)?{_ENDPOINT}",
    "worker_pool": _ENDPOINT,
}
_HINTS = {
    "image": "REGISTRY/NAME:TAG or REGISTRY/NAME@sha256:DIGEST",
    "subnetwork": "regions/REGION/subnetworks/NAME",
    "label": "KEY=VALUE in lower case",
    "flink_master": "HOST:PORT",
    "worker_pool": "HOST:PORT",
}
_MINIMUMS = {"max_workers": 1, "parallelism": 1, "processes": 0}
_REQUIRED = {
    "dataflow": ("project", "region", "image", "service_account", "subnetwork"),
    "flink": ("worker_pool",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """The options of Dataflow and Flink.

    Attributes:
        project, region: Where the Dataflow job runs.
        image: The container image of launcher and workers.
        service_account: The account that the workers use.
        subnetwork: The network of the workers, which have no public addresses.
        machine_type: Of a Dataflow worker.
        max_workers: Machines that autoscaling may start.
        labels: `KEY=VALUE`, on the job and its machines.
        flink_master: Flink's REST address, `HOST:PORT`; not needed with a running job server.
        flink_job_server: A running Beam job server for Flink (`HOST:PORT`), or the jar of one to start; when None,
            Beam downloads one from Maven Central.
        worker_pool: Beam's worker pool beside each task manager, which starts the Python workers.
        parallelism: Of the Flink job.
        processes: Python workers beside each task manager; 0 leaves it to the runner.
    """

    project: str | None = None
    region: str | None = None
    image: str | None = None
    service_account: str | None = None
    subnetwork: str | None = None
    machine_type: str = MACHINE_TYPE
    max_workers: int = 20
    labels: tuple[str, ...] = ()
    flink_master: str | None = None
    flink_job_server: str | None = None
    worker_pool: str = "localhost:50000"
    parallelism: int = 2
    processes: int = 0

    def check(self, runner: str) -> None:
        """Check the options that a runner uses.

        Args:
            runner: `dataflow` or `flink`.

        Raises:
            OptionError: An option is missing or malformed.
        """
        for name in _REQUIRED[runner]:
            if getattr(self, name) is None:
                raise OptionError(f"--runner {runner} wants {_flag(name)} too")
        if runner == "flink" and self.flink_master is None and not self.has_job_server:
            raise OptionError("--runner flink wants --flink-master too, or --flink-job-server HOST:PORT")
        for name, pattern in _PATTERNS.items():
            values = self.labels if name == "label" else [getattr(self, name)]
            for value in values:
                if value is not None and not re.fullmatch(pattern, value):
                    raise OptionError(f"{_flag(name)} {value!r}: wanted {_HINTS.get(name, pattern)}")
        for name, minimum in _MINIMUMS.items():
            if getattr(self, name) < minimum:
                raise OptionError(f"{_flag(name)} {getattr(self, name)}: wanted {minimum} or more")

    def pipeline_options(
        self, runner: str, *, job_name: str, temp: str | None, dry_run: bool = False
    ) -> PipelineOptions:
        """Beam's options for a job.

        Args:
            runner: `dataflow` or `flink`.
            job_name: Names the job.
            temp: `gs://` folder for what Dataflow stages.
            dry_run: Build the job and do not send it.

        Raises:
            OptionError: See `check`.
        """
        self.check(runner)
        options = self._dataflow(job_name, temp) if runner == "dataflow" else self._flink(job_name)
        # Every module is in the image, so the launcher's session need not be pickled.
        options.view_as(SetupOptions).save_main_session = False
        options.view_as(TestOptions).dry_run = dry_run
        return options

    def _dataflow(self, job_name: str, temp: str | None) -> PipelineOptions:
        if temp is None:
            raise OptionError("--runner dataflow wants --temp gs://BUCKET/PATH too")
        staging = f"{temp.rstrip('/')}/dataflow"
        return PipelineOptions(
            flags=[],
            runner="DataflowRunner",
            project=self.project,
            region=self.region,
            job_name=job_name,
            temp_location=staging,
            staging_location=staging,
            sdk_container_image=self.image,
            sdk_location="container",
            service_account_email=self.service_account,
            subnetwork=self.subnetwork,
            use_public_ips=False,
            machine_type=self.machine_type,
            max_num_workers=self.max_workers,
            autoscaling_algorithm="THROUGHPUT_BASED",
            disk_size_gb=DISK_GB,
            number_of_worker_harness_threads=THREADS,
            experiments=list(EXPERIMENTS),
            resource_hints=list(RESOURCE_HINTS),
            labels=["app=newsbeam", f"version={_label_value(code_version())}", *self.labels],
        )

    def _flink(self, job_name: str) -> PipelineOptions:
        return PipelineOptions(
            flags=[],
            runner="FlinkRunner",
            job_name=job_name,
            flink_master=self.flink_master or "[auto]",
            job_endpoint=self.flink_job_server if self.has_job_server else None,
            flink_job_server_jar=None if self.has_job_server else self.flink_job_server,
            parallelism=self.parallelism,
            environment_type="EXTERNAL",
            environment_config=self.worker_pool,
            sdk_worker_parallelism=self.processes,
            experiments=list(EXPERIMENTS[1:]),
        )

    @property
    def has_job_server(self) -> bool:
        """Whether a job server is already running."""
        return self.flink_job_server is not None and re.fullmatch(_ENDPOINT, self.flink_job_server) is not None


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _label_value(text: str) -> str:
    return re.sub(r"[^a-z0-9_-]", "-", text.lower())[:63]


def engine_of(options: RunOptions, cluster: Cluster) -> Engine | None:
    """The engine that `--runner` names; None for this machine.

    Raises:
        OptionError: An option of the engine cannot be used.
    """
    if options.runner == "local":
        return None
    cluster.check(options.runner)
    runner = _flink_runner() if options.runner == "flink" else None

    def engine(build: Build, run_id: str) -> None:
        submit(build, cluster.pipeline_options(options.runner, job_name=job_name(run_id), temp=options.temp), runner)

    return engine


def _flink_runner() -> beam.runners.PipelineRunner:
    """Beam's Flink runner with one job server for all pipelines of a run.

    Beam's own starts another server, a Java process, for each pipeline, and stops none before it exits itself.
    """
    from apache_beam.runners.portability.flink_runner import FlinkRunner

    class SharedJobServerRunner(FlinkRunner):
        server: Any = None

        def default_job_server(self, options: PipelineOptions) -> Any:
            if self.server is None:
                self.server = super().default_job_server(options)
            return self.server

    return SharedJobServerRunner()


def job_name(run_id: str) -> str:
    """The job name of a run. Dataflow refuses a second job of a name, so a run is never launched twice at once."""
    return f"newsbeam-{run_id[:16]}"


def submit(build: Build, options: PipelineOptions, runner: beam.runners.PipelineRunner | None = None) -> None:
    """Submit a pipeline to its engine and wait until it has finished.

    Args:
        build: Builds the graph.
        options: Name the runner.
        runner: Used instead of a new one of that name.

    Raises:
        NewsbeamError: The job failed; the message gives the reason.
    """
    pipeline = beam.Pipeline(runner=runner, options=options)
    build(pipeline)
    try:
        state = pipeline.run().wait_until_finish()
    except Exception as error:  # each engine raises its own
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        raise NewsbeamError(f"the job failed: {lines[-1] if lines else type(error).__name__}") from error
    if state != "DONE":
        raise NewsbeamError(f"the job ended as {state}; the same command goes on from there")
