"""Flink on Kubernetes: versions that fit, one image, options that exist, one volume for launcher and workers."""

import re
from pathlib import Path
from typing import Any

import apache_beam as beam
import typer
import yaml
from apache_beam.options.pipeline_options import FlinkRunnerOptions

from pipeline.cli.app import app

FOLDER = Path(__file__).parents[2] / "deploy" / "flink"


def _documents(name: str) -> list[Any]:
    return list(yaml.safe_load_all((FOLDER / name).read_text()))


def test_versions_fit_one_another() -> None:
    flink, jobs, _ = _documents("cluster.yaml")
    version = flink["spec"]["image"].removeprefix("flink:")
    assert version in FlinkRunnerOptions.PUBLISHED_FLINK_VERSIONS
    assert flink["spec"]["flinkVersion"] == "v" + version.replace(".", "_")
    (server,) = jobs["spec"]["template"]["spec"]["containers"]
    assert server["image"] == f"apache/beam_flink{version}_job_server:{beam.__version__}"


def test_workers_and_launcher_have_one_image_and_one_volume() -> None:
    flink, _, _ = _documents("cluster.yaml")
    (run,) = _documents("run.yaml")
    workers, launcher = flink["spec"]["taskManager"]["podTemplate"]["spec"], run["spec"]["template"]["spec"]
    pool = next(one for one in workers["containers"] if one["name"] == "worker-pool")
    (own,) = launcher["containers"]
    assert pool["image"] == own["image"]
    assert pool["volumeMounts"] == own["volumeMounts"]
    assert workers["volumes"] == launcher["volumes"]
    assert pool["args"] == ["--worker_pool"]
    assert pool["ports"] == [{"containerPort": 50000}]  # where Beam's boot opens the pool


def test_the_run_has_options_that_exist_and_reaches_the_job_server() -> None:
    (run,) = _documents("run.yaml")
    _, jobs, service = _documents("cluster.yaml")
    (launcher,) = run["spec"]["template"]["spec"]["containers"]
    given = dict(re.fullmatch(r"(--[a-z-]+)=(.+)", one).groups() for one in launcher["command"][3:])  # type: ignore[union-attr]
    command = typer.main.get_command(app).commands["run"]  # type: ignore[attr-defined]
    known = {flag for parameter in command.params for flag in parameter.opts}
    assert set(given) <= known
    host, port = given["--flink-job-server"].split(":")
    assert host == service["metadata"]["name"] == jobs["metadata"]["name"]
    assert int(port) in {one["port"] for one in service["spec"]["ports"]}
