"""Flink on Kubernetes: matching versions, one image, existing options, one volume for launcher and workers."""

import re
from pathlib import Path
from typing import Any

import apache_beam as beam
import typer
import yaml
from apache_beam.options.pipeline_options import FlinkRunnerOptions

from pipeline.cli.command_line import app

FOLDER = Path(__file__).parents[2] / "deploy" / "flink"


def _documents(name: str) -> list[Any]:
    return list(yaml.safe_load_all((FOLDER / name).read_text()))


def test_flink_versions_match() -> None:
    flink, jobs, _ = _documents("cluster.yaml")
    version = flink["spec"]["image"].removeprefix("flink:")
    assert version in FlinkRunnerOptions.PUBLISHED_FLINK_VERSIONS
    assert flink["spec"]["flinkVersion"] == "v" + version.replace(".", "_")
    (server,) = jobs["spec"]["template"]["spec"]["containers"]
    assert server["image"] == f"apache/beam_flink{version}_job_server:{beam.__version__}"


def test_flink_workers_and_launcher_share_image_and_volume() -> None:
    flink, _, _ = _documents("cluster.yaml")
    (run,) = _documents("run.yaml")
    workers, launcher = flink["spec"]["taskManager"]["podTemplate"]["spec"], run["spec"]["template"]["spec"]
    pool = next(container for container in workers["containers"] if container["name"] == "worker-pool")
    (container,) = launcher["containers"]
    assert pool["image"] == container["image"]
    assert pool["volumeMounts"] == container["volumeMounts"]
    assert workers["volumes"] == launcher["volumes"]
    assert pool["args"] == ["--worker_pool"]
    assert pool["ports"] == [{"containerPort": 50000}]  # the port of Beam's worker pool


def test_flink_run_uses_existing_options_and_job_server() -> None:
    (run,) = _documents("run.yaml")
    _, jobs, service = _documents("cluster.yaml")
    (launcher,) = run["spec"]["template"]["spec"]["containers"]
    given = dict(re.fullmatch(r"(--[a-z-]+)=(.+)", option).groups() for option in launcher["command"][3:])  # type: ignore[union-attr]
    command = typer.main.get_command(app).commands["run"]  # type: ignore[attr-defined]
    known = {flag for parameter in command.params for flag in parameter.opts}
    assert set(given) <= known
    host, port = given["--flink-job-server"].split(":")
    assert host == service["metadata"]["name"] == jobs["metadata"]["name"]
    assert int(port) in {port["port"] for port in service["spec"]["ports"]}
