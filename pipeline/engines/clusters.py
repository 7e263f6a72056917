"""Engines other than this machine, with their options: Dataflow, and job servers of Beam's portable interface.

All run the same graph, with workers started from one image (`deploy/Dockerfile`).
"""

import re
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
import grpc  # type: ignore[import-untyped]
from apache_beam.options.pipeline_options import (
    GoogleCloudOptions,
    PipelineOptions,
    PortableOptions,
    SetupOptions,
    StandardOptions,
    TestOptions,
)

from pipeline.engines.local import Build, Engine
from pipeline.errors import NewsbeamError, OptionError
from pipeline.options import PROJECT_PATTERN, RunOptions
from pipeline.storage_errors import GO_ON
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

CONNECT_SECONDS = 60
"""How long to wait for the answer of a job server, which may be starting."""

WORKER_POOL = "localhost:50000"
"""Where the workers of a job server come from by default: beside each machine that runs the graph."""

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
    "job_endpoint": _ENDPOINT,
    "worker_pool": _ENDPOINT,
}
_HINTS = {
    "image": "REGISTRY/NAME:TAG or REGISTRY/NAME@sha256:DIGEST",
    "subnetwork": "regions/REGION/subnetworks/NAME",
    "label": "KEY=VALUE in lower case",
    "flink_master": "HOST:PORT",
    "job_endpoint": "HOST:PORT",
    "worker_pool": "HOST:PORT",
}
_MINIMUMS = {"max_workers": 1, "parallelism": 1, "processes": 0}
_REQUIRED = {
    "dataflow": ("project", "region", "image", "service_account", "subnetwork"),
    "flink": (),
    "portable": ("job_endpoint",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """The options of Dataflow, Flink and other job servers.

    Attributes:
        project, region: Where the Dataflow job runs.
        image: The container image of launcher and workers; with `portable` in the place of a worker pool.
        service_account: The account that the workers use.
        subnetwork: The network of the workers, which have no public addresses.
        machine_type: Of a Dataflow worker.
        max_workers: Machines that autoscaling may start.
        labels: `KEY=VALUE`, on the job and its machines.
        flink_master: Flink's REST address, `HOST:PORT`; not needed with a running job server.
        flink_job_server: A running Beam job server for Flink (`HOST:PORT`), or the jar of one to start; when None,
            Beam downloads one from Maven Central.
        job_endpoint: A running job server of any kind, `HOST:PORT`.
        worker_pool: Beam's worker pool, which starts the Python workers, as the job server's machines see it;
            `WORKER_POOL` when None.
        parallelism: Of the Flink job.
        processes: Python workers of each machine; 0 leaves it to the job server.
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
    job_endpoint: str | None = None
    worker_pool: str | None = None
    parallelism: int = 2
    processes: int = 0

    def check(self, runner: str) -> None:
        """Check the options that a runner uses.

        Args:
            runner: `dataflow`, `flink` or `portable`.

        Raises:
            OptionError: An option is missing or malformed, or two contradict each other.
        """
        for name in _REQUIRED[runner]:
            if getattr(self, name) is None:
                raise OptionError(f"--runner {runner} wants {_flag(name)} too")
        if runner == "flink" and self.flink_master is None and not self.has_job_server:
            raise OptionError("--runner flink wants --flink-master too, or --flink-job-server HOST:PORT")
        if runner == "portable" and self.image is not None and self.worker_pool is not None:
            raise OptionError("--image and --worker-pool: got both, wanted one of them to start the workers")
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
            runner: `dataflow`, `flink` or `portable`.
            job_name: Names the job.
            temp: `gs://` folder for what Dataflow stages.
            dry_run: Build the job and do not send it.

        Raises:
            OptionError: See `check`.
        """
        self.check(runner)
        if runner == "dataflow":
            options = self._dataflow(job_name, temp)
        else:
            options = self._flink(job_name) if runner == "flink" else self._portable(job_name)
        # Every module is in the image, so the launcher's session need not be pickled.
        options.view_as(SetupOptions).save_main_session = False
        options.view_as(TestOptions).dry_run = dry_run
        return options

    def stream_options(
        self, *, job_name: str, temp: str | None, update: bool, dry_run: bool = False
    ) -> PipelineOptions:
        """Beam's options for a streaming job on Dataflow.

        Args:
            job_name: Names the job; only one of a name runs at a time.
            temp: `gs://` folder for what Dataflow stages.
            update: Replace the running job of that name.
            dry_run: Build the job and do not send it.

        Raises:
            OptionError: See `check`.
        """
        options = self.pipeline_options("dataflow", job_name=job_name, temp=temp, dry_run=dry_run)
        options.view_as(StandardOptions).streaming = True
        cloud = options.view_as(GoogleCloudOptions)
        cloud.enable_streaming_engine = True
        cloud.update = update
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
            **self._job_server("EXTERNAL", self.worker_pool or WORKER_POOL),
        )

    def _portable(self, job_name: str) -> PipelineOptions:
        environment = ("DOCKER", self.image) if self.image else ("EXTERNAL", self.worker_pool or WORKER_POOL)
        return PipelineOptions(
            flags=[],
            runner="PortableRunner",
            job_name=job_name,
            job_endpoint=self.job_endpoint,
            **self._job_server(*environment),
        )

    def _job_server(self, environment: str, config: str) -> dict[str, Any]:
        return {
            "environment_type": environment,
            "environment_config": config,
            "sdk_worker_parallelism": self.processes,
            "job_server_timeout": CONNECT_SECONDS,
            "experiments": list(EXPERIMENTS[1:]),
        }

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
    runner = None if options.runner == "dataflow" else _job_server_runner(options.runner)

    def engine(build: Build, run_id: str) -> None:
        submit(build, cluster.pipeline_options(options.runner, job_name=job_name(run_id), temp=options.temp), runner)

    return engine


def _job_server_runner(name: str) -> beam.runners.PipelineRunner:
    """The runner for all pipelines of a run; local runs need not load its modules."""
    from pipeline.engines.job_server import AnyServerRunner, FlinkServerRunner

    return FlinkServerRunner() if name == "flink" else AnyServerRunner()


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
        raise _job_failure(error, options.view_as(PortableOptions).job_endpoint) from error
    if state != "DONE":
        raise NewsbeamError(f"the job ended as {state}; the same command goes on from there")


def _job_failure(error: Exception, endpoint: str | None) -> NewsbeamError:
    """The error that tells why a job failed, or that its server cannot be reached."""
    server = f"job server at {endpoint}" if endpoint else "job server"
    if isinstance(error, grpc.FutureTimeoutError):
        return NewsbeamError(
            f"no {server}: got no answer within {CONNECT_SECONDS} seconds; start it, or name one that runs; {GO_ON}"
        )
    text = str(error)
    if isinstance(error, grpc.RpcError):
        text = error.details() or error.code().name
        if error.code() is grpc.StatusCode.UNAVAILABLE:
            return NewsbeamError(f"the {server} was lost ({text}); its log says why; start it again; {GO_ON}")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return NewsbeamError(f"the job failed: {lines[-1] if lines else type(error).__name__}")
