"""The Flex Template: its parameters are the options, and both refuse the same values."""

import inspect
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from apache_beam.options.pipeline_options import DebugOptions, GoogleCloudOptions, SetupOptions, WorkerOptions
from google.cloud import storage

from pipeline.cli.dataflow_launcher import pipeline_options
from pipeline.cli.dataflow_template import PARAMETERS, parse
from pipeline.engines.clusters import EXPERIMENTS
from pipeline.errors import OptionError
from pipeline.options import Dataset, RunOptions
from tests.emulators import Cloud
from tests.end_to_end.command import newsbeam
from tests.pipeline.cli.template_launcher import Launcher
from transforms.prepare.read.io.formats import FORMATS

METADATA: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "deploy" / "dataflow" / "template_metadata.json").read_text()
)
BY_NAME = {parameter["name"]: parameter for parameter in METADATA["parameters"]}
LOCAL_OPTIONS = {"limits", "runner", "workers", "chunk_mb"}
GIVEN = ["--inputs=gs://news/a.warc.gz, gs://news/b/*.html", "--output=bq://my-project.news", "--temp=gs://tmp/x"]


def test_parameters_are_run_options_and_template_metadata() -> None:
    options = inspect.signature(RunOptions).parameters
    assert set(PARAMETERS) == set(options) - LOCAL_OPTIONS
    assert list(BY_NAME) == list(PARAMETERS)
    required = {name for name in PARAMETERS if not BY_NAME[name].get("isOptional")}
    assert required == {"inputs", "output", "temp"}


@pytest.mark.parametrize("name", PARAMETERS)
def test_metadata_parameter_has_help_text_and_regex_or_enum(name: str) -> None:
    parameter = BY_NAME[name]
    assert parameter["helpText"]
    assert bool(parameter.get("regexes")) != bool(parameter.get("enumOptions"))
    for regex in parameter.get("regexes", ()):
        assert regex.startswith("^")
        assert regex.endswith("$")


def test_metadata_formats_are_those_of_run_options() -> None:
    assert tuple(option["value"] for option in BY_NAME["format"]["enumOptions"]) == tuple(FORMATS)


@pytest.mark.parametrize(
    ("output", "good"),
    [
        ("bq://my-project.news", True),
        ("bq://example.org:my-project.news_2", True),
        ("bq://my-project.news; DROP TABLE x", False),
        ("bq://my-project", False),
        ("tables", False),
    ],
)
def test_output_is_checked_alike_by_metadata_and_options(output: str, good: bool) -> None:
    assert all(re.match(regex, output) for regex in BY_NAME["output"]["regexes"]) == good
    options, _ = parse([GIVEN[0], f"--output={output}", GIVEN[2]])
    if good:
        options.check()
    else:
        with pytest.raises(OptionError):
            options.check()


@pytest.mark.parametrize(("temp", "good"), [("gs://tmp/x", True), ("gs://tmp", False), ("/tmp/x", False)])
def test_temp_is_checked_alike_by_metadata_and_options(temp: str, good: bool) -> None:
    assert all(re.match(regex, temp) for regex in BY_NAME["temp"]["regexes"]) == good
    options, _ = parse([*GIVEN[:2], f"--temp={temp}"])
    if good:
        options.check()
    else:
        with pytest.raises(OptionError):
            options.check()


def test_parse_separates_run_options_from_beam_arguments() -> None:
    more = ["--format=warc", "--since=2024-11-01", "--reprocess=true", "--max_failures=0.2", "--source="]
    options, rest = parse([*GIVEN, *more, "--region=europe-west1", "--labels=team=news"])
    assert options == RunOptions(
        inputs=("gs://news/a.warc.gz", "gs://news/b/*.html"),
        output="bq://my-project.news",
        temp="gs://tmp/x",
        runner="dataflow",
        format="warc",
        since=date(2024, 11, 1),
        reprocess=True,
        max_failures=0.2,
    )
    assert rest == ["--region=europe-west1", "--labels=team=news"]


@pytest.mark.parametrize("argument", ["--reprocess=yes", "--since=yesterday", "--max_failures=few"])
def test_parse_malformed_parameter_exits_with_its_name(argument: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse([*GIVEN, argument])
    assert f"argument {argument.partition('=')[0]}: " in capsys.readouterr().err


def test_pipeline_options_have_what_workers_need() -> None:
    options = pipeline_options(["--region=europe-west1", "--labels=team=news", "--machine_type=n2-standard-8"])
    cloud, worker = options.view_as(GoogleCloudOptions), options.view_as(WorkerOptions)
    assert cloud.region == "europe-west1"
    assert cloud.labels == ["app=newsbeam", "team=news"]
    assert worker.machine_type == "n2-standard-8"
    assert worker.use_public_ips is False
    assert options.view_as(SetupOptions).save_main_session is False
    assert set(EXPERIMENTS) <= set(options.view_as(DebugOptions).experiments)


def test_pipeline_options_public_addresses_only_on_request() -> None:
    assert pipeline_options(["--use_public_ips"]).view_as(WorkerOptions).use_public_ips is True


@pytest.mark.cloud
@pytest.mark.model
def test_program_builds_run_graph_for_news_and_message_graph_without(
    google: Cloud, dataset: Dataset, folder: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    launcher = Launcher(google.bucket, folder, dataset, monkeypatch)
    inputs = f"--inputs={folder}/news/, {folder}/more/*.warc.gz"
    assert any(step.startswith("Log") for step in launcher.launch(inputs, job_type="JOB_TYPE_BATCH"))
    assert "nothing to do: there is no input" in capsys.readouterr().out
    path = f"{folder}/news/a.txt".removeprefix(f"gs://{google.bucket}/")
    storage.Client(project="newsbeam-test").bucket(google.bucket).blob(path).upload_from_string(
        "Gunmen attacked a bank in Cali on Monday, killing two guards."
    )
    assert any(step.startswith("Commit") for step in launcher.launch(inputs, job_type="JOB_TYPE_BATCH"))
    newsbeam("run", f"{folder}/news/", "--output", f"bq://{dataset}", "--temp", f"{folder}/temp")
    assert any(step.startswith("Log") for step in launcher.launch(inputs, job_type="JOB_TYPE_BATCH"))
    assert "nothing to do: all 1 inputs are done already" in capsys.readouterr().out
