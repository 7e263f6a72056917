"""The Dataflow job that would be submitted: small, complete, and loadable on a worker that has only the image."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from typer.testing import CliRunner

from pipeline.cli.command_line import app
from pipeline.cli.dry_run import draft_job, dry_run
from pipeline.engines.clusters import Cluster, job_name
from pipeline.errors import OptionError
from pipeline.options import RunOptions
from pipeline.run.assemble import assemble
from tests.pipeline.engines.test_clusters import DATAFLOW

ROOT = Path(__file__).parents[3]
OPTIONS = RunOptions(
    inputs=("gs://news/*.warc.gz",), output="bq://my-project.news", temp="gs://tmp/newsbeam", runner="dataflow"
)
MEGABYTE = 1 << 20

_LOAD = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"tests", "pytest", "_pytest", "hypothesis", "xdist"}:
            raise ImportError(f"{name}: not in the image")

sys.meta_path.insert(0, Refuse())
import apache_beam as beam
from apache_beam.portability.api import beam_runner_api_pb2
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

proto = beam_runner_api_pb2.Pipeline.FromString(sys.stdin.buffer.read())
pipeline = beam.Pipeline.from_runner_api(proto, FnApiRunner(), beam.options.pipeline_options.PipelineOptions([]))

class Count(beam.pipeline.PipelineVisitor):
    steps = 0
    def visit_transform(self, node):
        if isinstance(node.transform, beam.ParDo):
            node.transform.fn.process
            self.steps += 1

visitor = Count()
pipeline.visit(visitor)
print(visitor.steps)
"""


@pytest.fixture(scope="module")
def job() -> dict[str, Any]:
    return dry_run(OPTIONS, Cluster(**DATAFLOW, labels=("team=news",), max_workers=7))


@pytest.mark.model
def test_dry_run_shows_image_account_and_machines(job: dict[str, Any]) -> None:
    worker = job["worker"]
    assert job["image"] == DATAFLOW["image"]
    assert job["service_account"] == DATAFLOW["service_account"]
    assert job["labels"] == {"app": "newsbeam", "version": job["labels"]["version"], "team": "news"}
    assert worker["machineType"] == "n2-standard-4"
    assert worker["autoscalingSettings"] == {"algorithm": "AUTOSCALING_ALGORITHM_BASIC", "maxNumWorkers": 7}
    assert worker["ipConfiguration"] == "WORKER_IP_PRIVATE"
    assert worker["subnetwork"] == DATAFLOW["subnetwork"]
    assert worker["numThreadsPerWorker"] == 2
    (image,) = worker["sdkHarnessContainerImages"]
    assert image["useSingleCorePerContainer"]  # one worker process per core
    assert job["options"]["save_main_session"] is False
    assert job["options"]["region"] == DATAFLOW["region"]
    assert job["options"]["resource_hints"] == ["min_ram=4GB"]


@pytest.mark.model
def test_dry_run_steps_are_in_graph_order(job: dict[str, Any]) -> None:
    phases = {
        "Prepare": ("Read", "Parse", "Clean", "Stage"),
        "Decide": ("MarkBoilerplate", "FindRepeatedRecords", "AttachDecisions"),
        "Extract": ("ReadStaged", "Annotate", "Entities", "Quotes", "Events"),
    }
    wanted = [f"{phase}/{step}/" for phase, steps in phases.items() for step in steps]
    wanted += ["Failures/", "Write_articles/", "Write_events/", "Commit"]
    positions = [next(i for i, step in enumerate(job["steps"]) if step.startswith(name)) for name in wanted]
    assert positions == sorted(positions)
    assert len(set(job["steps"])) == len(job["steps"])


@pytest.mark.model
def test_dry_run_is_json_without_secrets(job: dict[str, Any]) -> None:
    text = json.dumps(job).lower()
    assert "token" not in text
    assert "secret" not in text
    assert "password" not in text


@pytest.mark.model
def test_job_graph_is_small_and_loads_without_test_packages(job: dict[str, Any]) -> None:
    assert job["proto_bytes"] < MEGABYTE
    pipeline = beam.Pipeline()
    assemble(pipeline, draft_job(OPTIONS))
    proto = pipeline.to_runner_api().SerializeToString()
    assert len(proto) < MEGABYTE
    done = subprocess.run(
        [sys.executable, "-P", "-c", _LOAD],
        input=proto,
        capture_output=True,
        check=False,
        cwd="/",
        env=_image_environment(),
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert int(done.stdout) > 30


def _image_environment() -> dict[str, str]:
    """Environment variables with which only the packages of the image are found."""
    return {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}


@pytest.mark.parametrize("runner", ["local", "flink"])
def test_dry_run_other_runner_raises(runner: str) -> None:
    options = RunOptions(inputs=OPTIONS.inputs, output=OPTIONS.output, temp=OPTIONS.temp, runner=runner)
    with pytest.raises(OptionError, match="--dry-run"):
        dry_run(options, Cluster())


def test_draft_job_has_workspace_below_temp() -> None:
    job = draft_job(OPTIONS)
    assert job.workspace.path == "gs://tmp/newsbeam/" + "0" * 32
    assert job_name(job.run.run_id) == "newsbeam-" + "0" * 16


def _command(*more: str) -> list[str]:
    flags = [f"--{name.replace('_', '-')}={value}" for name, value in DATAFLOW.items() if name != "project"]
    locations = [OPTIONS.inputs[0], f"--output={OPTIONS.output}", f"--temp={OPTIONS.temp}"]
    return ["run", *locations, "--runner=dataflow", *flags, *more]


@pytest.mark.model
def test_run_command_with_dry_run_prints_json() -> None:
    done = CliRunner().invoke(app, _command("--dry-run", "--label=team=news", "--max-workers=3"))
    assert done.exit_code == 0
    printed = json.loads(done.stdout)
    assert printed["image"] == DATAFLOW["image"]
    assert printed["options"]["project"] == "my-project"  # the dataset's
    assert printed["worker"]["autoscalingSettings"]["maxNumWorkers"] == 3


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (["--region=europe"], "--region 'europe'"),
        (["--output=tables"], "--runner dataflow: wanted with --output 'bq://PROJECT.DATASET'"),
        (["--label=Team"], "--label 'Team': wanted KEY=VALUE"),
        (["--runner=flink"], "--dry-run: wanted with --runner dataflow"),
    ],
)
def test_run_command_with_unusable_option_prints_one_line_error(more: list[str], expected: str) -> None:
    done = CliRunner().invoke(app, _command("--dry-run", *more))
    assert done.exit_code == 2
    assert expected in done.stderr
    assert "Traceback" not in done.output
