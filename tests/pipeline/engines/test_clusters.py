"""Engines: checks of their options, Beam's options, errors of failed jobs."""

from typing import Any

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import (
    FlinkRunnerOptions,
    GoogleCloudOptions,
    PipelineOptions,
    PortableOptions,
    SetupOptions,
)

from pipeline.engines.clusters import Cluster, engine_of, job_name, submit
from pipeline.errors import NewsbeamError, OptionError
from pipeline.options import RunOptions

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
