"""The engines a graph runs on: this machine, Dataflow, Flink; what they are asked for, and why.

Nothing distributed is our own: the same graph goes to Dataflow or, by Beam's portable runner, to Flink. Both run
their workers from one image (`deploy/Dockerfile`).
"""

import re
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions, SetupOptions, TestOptions

from pipeline.engines.local import Build, Engine
from pipeline.errors import NewsbeamError, OptionError
from pipeline.options import RunOptions
from pipeline.version import code_version

THREADS = 2
"""Threads of a worker process. The model is not thread-parallel, so there is one process a core (Beam's own default
on Dataflow); a second thread reads and writes while the first computes, more would only hold articles in memory."""

DISK_GB = 50
"""The image unpacked takes about 3 GB; shuffled data lies with the service, staged text in the bucket."""

MACHINE_TYPE = "n2-standard-4"
"""4 GB a core: a process with model and gazetteer holds 0.8 GB, and the child that parses its pages 1 GB at most;
machines with 1 GB a core are too small, those with 8 GB a waste."""

RESOURCE_HINTS = ("min_ram=4GB",)
"""What a worker process of annotate, parse and the extracting steps needs. It is a hint on the whole pipeline and not
on those steps: steps with different hints run in different environments, which no engine fuses, so that articles and
annotations would be written and read again in between, and each environment would start workers of its own."""

EXPERIMENTS = ("use_multiple_sdk_containers", "disable_logging_submission_environment")
"""The first: a worker process a core. The second: Beam would stage a list of the launcher's packages with every job,
which the image makes needless; and boot, which is not root here, cannot write it where Dataflow keeps such files."""

_ENDPOINT = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?:[0-9]{1,5}"
PATTERNS: dict[str, str] = {
    "project": r"(?:[a-z0-9.-]{1,63}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]",
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
"""What the options of engines look like, as whole matches."""

_WANTED = {
    "dataflow": ("project", "region", "image", "service_account", "subnetwork"),
    "flink": ("worker_pool",),
}
_HINTS = {
    "image": "REGISTRY/NAME:TAG or REGISTRY/NAME@sha256:DIGEST",
    "subnetwork": "regions/REGION/subnetworks/NAME",
    "label": "KEY=VALUE in lower case",
    "flink_master": "HOST:PORT",
    "worker_pool": "HOST:PORT",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """What a graph runs on when that is more than this machine.

    Attributes:
        project, region: Of the Dataflow job.
        image: The container image of launcher and workers.
        service_account: As whom the workers act.
        subnetwork: Where the workers are, without public addresses.
        machine_type: Of a Dataflow worker.
        max_workers: Machines that autoscaling may start.
        labels: `KEY=VALUE`, on the job and its machines.
        flink_master: Flink's REST address, `HOST:PORT`; a running job server knows its own.
        flink_job_server: A running Beam job server for Flink (`HOST:PORT`), or the jar of one to start; when None,
            Beam fetches its own from Maven Central.
        worker_pool: Where the Python workers of Flink are started: Beam's worker pool beside each task manager.
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
        """Look for what cannot work.

        Args:
            runner: `dataflow` or `flink`.

        Raises:
            OptionError: Names the option, what was got and what was wanted.
        """
        for name in _WANTED[runner]:
            if getattr(self, name) is None:
                raise OptionError(f"--runner {runner} wants {_flag(name)} too")
        if runner == "flink" and self.flink_master is None and not self.has_job_server:
            raise OptionError("--runner flink wants --flink-master too, or --flink-job-server HOST:PORT")
        for name, pattern in PATTERNS.items():
            values = self.labels if name == "label" else [getattr(self, name)]
            for value in values:
                if value is not None and not re.fullmatch(pattern, value):
                    raise OptionError(f"{_flag(name)} {value!r}: wanted {_HINTS.get(name, pattern)}")
        for name, least in (("max_workers", 1), ("parallelism", 1), ("processes", 0)):
            if getattr(self, name) < least:
                raise OptionError(f"{_flag(name)} {getattr(self, name)}: wanted {least} or more")

    def pipeline_options(
        self, runner: str, *, job_name: str, temp: str | None, dry_run: bool = False
    ) -> PipelineOptions:
        """What Beam is told.

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
        # Every module is in the image: nothing of the launching process needs to travel.
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
            labels=["app=newsbeam", f"version={_label(code_version())}", *self.labels],
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
        """Whether a job server runs already."""
        return self.flink_job_server is not None and re.fullmatch(_ENDPOINT, self.flink_job_server) is not None


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _label(text: str) -> str:
    """Text as a label's value."""
    return re.sub(r"[^a-z0-9_-]", "-", text.lower())[:63]


def engine_of(options: RunOptions, cluster: Cluster) -> Engine | None:
    """What builds a pipeline and runs it to its end, as `--runner` says; None for this machine.

    Args:
        options: Of the run.
        cluster: Of the engine.

    Raises:
        OptionError: An option of the engine cannot be used.
    """
    if options.runner == "local":
        return None
    cluster.check(options.runner)
    runner = _flink_runner() if options.runner == "flink" else None

    def engine(build: Build, run_id: str) -> None:
        send(build, cluster.pipeline_options(options.runner, job_name=job_name(run_id), temp=options.temp), runner)

    return engine


def _flink_runner() -> beam.runners.PipelineRunner:
    """Beam's runner, but with one job server for all phases and chunks of a run, ended with this process.

    Beam's own starts another for each graph, a Java machine every time, and ends none before it ends itself.
    """
    from apache_beam.runners.portability.flink_runner import FlinkRunner

    class OneJobServer(FlinkRunner):
        server: Any = None

        def default_job_server(self, options: PipelineOptions) -> Any:
            if self.server is None:
                self.server = super().default_job_server(options)
            return self.server

    return OneJobServer()


def job_name(run_id: str) -> str:
    """Names the job of a run. Dataflow runs a name once at a time: a run is never launched twice over."""
    return f"newsbeam-{run_id[:16]}"


def send(build: Build, options: PipelineOptions, runner: beam.runners.PipelineRunner | None = None) -> None:
    """Send a graph to its engine and wait for its end.

    Args:
        build: Builds the graph.
        options: Name the runner.
        runner: To be used instead of a new one of that name.

    Raises:
        NewsbeamError: The job failed; says why.
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
