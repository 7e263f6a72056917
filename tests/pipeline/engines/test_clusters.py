"""Engines: checks of their options, Beam's options, errors of failed jobs."""

import time
from pathlib import Path
from typing import Any

import apache_beam as beam
import grpc
import pytest
from apache_beam.options.pipeline_options import (
    FlinkRunnerOptions,
    GoogleCloudOptions,
    PipelineOptions,
    PortableOptions,
    SetupOptions,
)
from apache_beam.runners.portability.local_job_service import LocalJobServicer

from pipeline.engines.clusters import Cluster, engine_of, job_name, submit
from pipeline.engines.job_server import AnyServerRunner
from pipeline.errors import NewsbeamError, OptionError
from pipeline.options import RunOptions
from tests.ports import free_ports

DATAFLOW: dict[str, Any] = {
    "project": "my-project",
    "region": "europe-west1",
    "image": "europe-west1-docker.pkg.dev/my-project/newsbeam/newsbeam:0.1.0",
    "service_account": "newsbeam-worker@my-project.iam.gserviceaccount.com",
    "subnetwork": "regions/europe-west1/subnetworks/newsbeam",
}


@pytest.mark.parametrize("name", DATAFLOW)
def test_check_dataflow_without_required_option_raises(name: str) -> None:
    flag = "--" + name.replace("_", "-")
    with pytest.raises(OptionError, match=f"--runner dataflow wants {flag} too"):
        Cluster(**{**DATAFLOW, name: None}).check("dataflow")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("project", "My Project"),
        ("region", "europe"),
        ("image", "newsbeam"),
        ("image", "gcr.io/x/newsbeam"),
        ("service_account", "someone@example.org"),
        ("subnetwork", "newsbeam"),
        ("machine_type", "n2 standard"),
        ("labels", ("Team=News",)),
        ("labels", ("team",)),
        ("max_workers", 0),
        ("parallelism", 0),
    ],
)
def test_check_malformed_option_raises_naming_it(name: str, value: object) -> None:
    flag = "--label" if name == "labels" else "--" + name.replace("_", "-")
    with pytest.raises(OptionError, match=flag):
        Cluster(**{**DATAFLOW, name: value}).check("dataflow")


def test_check_flink_without_master_or_running_job_server_raises() -> None:
    Cluster(flink_job_server="jobs:8099").check("flink")
    with pytest.raises(OptionError, match="--runner flink wants --flink-master too"):
        Cluster(flink_job_server="/opt/server.jar").check("flink")
    with pytest.raises(OptionError, match="--runner flink wants --flink-master too"):
        Cluster().check("flink")
    with pytest.raises(OptionError, match="--flink-master 'flink': wanted HOST:PORT"):
        Cluster(flink_master="flink").check("flink")


def test_check_portable_without_job_endpoint_raises() -> None:
    with pytest.raises(OptionError, match="--runner portable wants --job-endpoint too"):
        Cluster().check("portable")
    with pytest.raises(OptionError, match="--job-endpoint 'jobs': wanted HOST:PORT"):
        Cluster(job_endpoint="jobs").check("portable")


def test_check_portable_with_image_and_worker_pool_raises() -> None:
    with pytest.raises(OptionError, match="--image and --worker-pool: got both"):
        Cluster(job_endpoint="jobs:8099", image=DATAFLOW["image"], worker_pool="pool:50000").check("portable")


def test_pipeline_options_dataflow_without_temp_raises() -> None:
    with pytest.raises(OptionError, match="--temp"):
        Cluster(**DATAFLOW).pipeline_options("dataflow", job_name="x", temp=None)


def test_pipeline_options_dataflow_have_no_public_address_and_no_session() -> None:
    options = Cluster(**DATAFLOW, labels=("team=news",)).pipeline_options("dataflow", job_name="x", temp="gs://tmp/x/")
    changed = options.get_all_options(drop_default=True)
    assert changed["use_public_ips"] is False
    assert changed["service_account_email"] == DATAFLOW["service_account"]
    assert changed["temp_location"] == "gs://tmp/x/dataflow"
    assert options.view_as(SetupOptions).save_main_session is False
    assert "team=news" in options.view_as(GoogleCloudOptions).labels


@pytest.mark.parametrize(
    ("server", "endpoint", "jar"),
    [("jobs:8099", "jobs:8099", None), ("/opt/server.jar", None, "/opt/server.jar"), (None, None, None)],
)
def test_pipeline_options_flink_use_external_workers(server: str | None, endpoint: str | None, jar: str | None) -> None:
    cluster = Cluster(flink_master="flink:8081", flink_job_server=server, worker_pool="pool:50000", parallelism=3)
    options = cluster.pipeline_options("flink", job_name="x", temp=None)
    portable, flink = options.view_as(PortableOptions), options.view_as(FlinkRunnerOptions)
    assert (portable.environment_type, portable.environment_config) == ("EXTERNAL", "pool:50000")
    assert portable.job_endpoint == endpoint
    assert flink.flink_job_server_jar == jar
    assert (flink.flink_master, flink.parallelism) == ("flink:8081", 3)


@pytest.mark.parametrize(
    ("workers", "environment"),
    [
        ({}, ("EXTERNAL", "localhost:50000")),
        ({"worker_pool": "pool:50000"}, ("EXTERNAL", "pool:50000")),
        ({"image": DATAFLOW["image"]}, ("DOCKER", DATAFLOW["image"])),
    ],
)
def test_pipeline_options_portable_use_pool_or_image(workers: dict[str, Any], environment: tuple[str, str]) -> None:
    cluster = Cluster(job_endpoint="jobs:8099", processes=3, **workers)
    portable = cluster.pipeline_options("portable", job_name="x", temp=None).view_as(PortableOptions)
    assert (portable.environment_type, portable.environment_config) == environment
    assert (portable.job_endpoint, portable.sdk_worker_parallelism) == ("jobs:8099", 3)


def test_engine_of_local_runner_is_none() -> None:
    assert engine_of(RunOptions(inputs=("x",), output="out"), Cluster()) is None


def test_engine_of_incomplete_options_raises() -> None:
    with pytest.raises(OptionError, match="--flink-master"):
        engine_of(RunOptions(inputs=("x",), output="out", runner="flink"), Cluster())


def test_job_name_follows_from_run_id() -> None:
    assert job_name("ab" * 16) == job_name("ab" * 16) == "newsbeam-abababababababab"


def _broken(pipeline: beam.Pipeline) -> None:
    _ = pipeline | beam.Create([1]) | beam.Map(_divide)


def _divide(value: int) -> float:
    return value / 0


def test_submit_failed_job_raises_with_reason() -> None:
    with pytest.raises(NewsbeamError, match=r"the job failed: .*division by zero"):
        submit(_broken, PipelineOptions(flags=[], runner="apache_beam.runners.portability.fn_api_runner.FnApiRunner"))


def test_engine_of_portable_without_server_raises_naming_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.engines.clusters.CONNECT_SECONDS", 1)
    endpoint = f"localhost:{free_ports(1)[0]}"
    options = RunOptions(inputs=("x",), output="out", runner="portable")
    engine = engine_of(options, Cluster(job_endpoint=endpoint))
    assert engine is not None
    with pytest.raises(NewsbeamError, match=f"no job server at {endpoint}: .* within 1 seconds; start it"):
        engine(_quick, "ab" * 16)


class _LostError(grpc.RpcError):
    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.UNAVAILABLE

    def details(self) -> str:
        return "Socket closed"


class _LostServerRunner(beam.runners.PipelineRunner):
    def run_pipeline(self, pipeline: beam.Pipeline, options: PipelineOptions) -> None:
        raise _LostError


def test_submit_lost_server_raises_with_remedy() -> None:
    options = PipelineOptions(flags=[], job_endpoint="jobs:8099")
    with pytest.raises(
        NewsbeamError, match=r"job server at jobs:8099 was lost \(Socket closed\).*same command goes on"
    ):
        submit(_quick, options, _LostServerRunner())


def _quick(pipeline: beam.Pipeline) -> None:
    _ = pipeline | beam.Create([1])


def _slow(pipeline: beam.Pipeline) -> None:
    _ = pipeline | beam.Create([2.5]) | beam.Map(time.sleep)


def test_submit_job_longer_than_request_deadline_runs_to_its_end(tmp_path: Path) -> None:
    """Beam's job service, as Prism, knows a job before it runs; Beam's own client then gives the job up."""
    service = LocalJobServicer(str(tmp_path))
    port = service.start_grpc_server()
    try:
        deadline = {"job_server_timeout": 1, "environment_type": "LOOPBACK"}
        submit(_slow, PipelineOptions(flags=[], job_endpoint=f"localhost:{port}", **deadline), AnyServerRunner())
    finally:
        service.stop()
