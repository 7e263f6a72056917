"""The streaming Flex Template: what its metadata accepts, its parameters are parsed from."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from apache_beam.options.pipeline_options import DebugOptions, StandardOptions

from pipeline.cli.dataflow_launcher import pipeline_options
from pipeline.cli.dataflow_stream_template import PARAMETERS, StreamParameters, parse
from pipeline.engines.clusters import EXPERIMENTS
from pipeline.errors import OptionError
from pipeline.options import Dataset, RunOptions, check_subscription
from pipeline.run.stream_job import LEAST_HOURS, MOST_HOURS, prepare_stream
from tests.emulators import Cloud
from tests.pipeline.cli.template_launcher import Launcher
from tests.pipeline.datasets import query_rows
from transforms.decide.stream_copies.rules import MEMORY

_FOLDER = Path(__file__).parents[3] / "deploy" / "dataflow"
METADATA: dict[str, Any] = json.loads((_FOLDER / "stream_template_metadata.json").read_text())
BY_NAME = {parameter["name"]: parameter for parameter in METADATA["parameters"]}
SUBSCRIPTION = "projects/my-project/subscriptions/newsbeam"
GIVEN = [f"--subscription={SUBSCRIPTION}", "--output=bq://my-project.news", "--temp=gs://tmp/x"]


def _accepts(name: str, value: str) -> bool:
    return all(re.match(regex, value) for regex in BY_NAME[name]["regexes"])


def test_metadata_parameters_are_parsed_ones() -> None:
    assert list(BY_NAME) == list(PARAMETERS)
    required = {name for name in PARAMETERS if not BY_NAME[name].get("isOptional")}
    assert required == {"subscription", "output", "temp"}


@pytest.mark.parametrize("name", PARAMETERS)
def test_metadata_parameter_has_help_text_and_whole_regex(name: str) -> None:
    parameter = BY_NAME[name]
    assert parameter["helpText"]
    for regex in parameter["regexes"]:
        assert regex.startswith("^")
        assert regex.endswith("$")


def test_metadata_shared_parameters_are_those_of_run_template() -> None:
    of_runs = json.loads((_FOLDER / "template_metadata.json").read_text())["parameters"]
    shared = [parameter for parameter in of_runs if parameter["name"] in BY_NAME]
    assert {parameter["name"] for parameter in shared} == {"output", "temp", "source", "model", "since", "until"}
    assert [BY_NAME[parameter["name"]] for parameter in shared] == shared


def test_metadata_offers_only_the_mode_in_which_steps_are_given_nothing_twice() -> None:
    assert METADATA["streaming"]
    assert METADATA["supportsExactlyOnce"]
    assert not METADATA["supportsAtLeastOnce"]


@pytest.mark.parametrize(
    ("subscription", "good"),
    [
        (SUBSCRIPTION, True),
        ("projects/example.org:my-project/subscriptions/news.2", True),
        ("newsbeam", False),
        ("projects/my-project/topics/newsbeam", False),
        (f"{SUBSCRIPTION}/more", False),
    ],
)
def test_subscription_is_checked_alike_by_metadata_and_stream(subscription: str, good: bool) -> None:
    assert _accepts("subscription", subscription) == good
    if good:
        check_subscription(subscription)
    else:
        with pytest.raises(OptionError):
            check_subscription(subscription)


@pytest.mark.parametrize(("hours", "good"), [("25", True), ("720", True), ("0", False), ("-3", False), ("1.5", False)])
def test_memory_hours_are_checked_alike_by_metadata_and_parse(hours: str, good: bool) -> None:
    assert _accepts("memory_hours", hours) == good
    if good:
        assert parse([*GIVEN, f"--memory_hours={hours}"]).memory == timedelta(hours=int(hours))
    else:
        with pytest.raises(SystemExit):
            parse([*GIVEN, f"--memory_hours={hours}"])


def test_memory_without_parameter_is_what_metadata_says() -> None:
    assert parse(GIVEN).memory == MEMORY == timedelta(hours=int(BY_NAME["memory_hours"]["defaultValue"]))


def test_parse_separates_stream_options_from_beam_arguments() -> None:
    found = parse([*GIVEN, "--since=2024-11-01", "--source=", "--region=europe-west1", "--update"])
    assert found == StreamParameters(
        options=RunOptions(
            inputs=(SUBSCRIPTION,),
            output="bq://my-project.news",
            temp="gs://tmp/x",
            runner="dataflow",
            since=date(2024, 11, 1),
        ),
        memory=MEMORY,
        beam_arguments=("--region=europe-west1", "--update"),
    )
    assert found.subscription == SUBSCRIPTION
    found.options.check()


@pytest.mark.parametrize("left_out", range(len(GIVEN)))
def test_parse_without_required_parameter_exits(left_out: int) -> None:
    with pytest.raises(SystemExit):
        parse([*GIVEN[:left_out], *GIVEN[left_out + 1 :]])


def test_memory_hours_begin_and_end_alike_in_metadata_and_stream() -> None:
    limits = (LEAST_HOURS - 1, LEAST_HOURS, MOST_HOURS, MOST_HOURS + 1)
    assert [_accepts("memory_hours", str(hours)) for hours in limits] == [False, True, True, False]
    options = parse(GIVEN).options
    for hours in (LEAST_HOURS - 1, MOST_HOURS + 1):
        with pytest.raises(OptionError, match=f"{LEAST_HOURS} to {MOST_HOURS}"):
            prepare_stream(options, timedelta(hours=hours), dry_run=True)


def test_pipeline_options_of_stream_are_streaming_and_those_of_run_are_not() -> None:
    options = pipeline_options(["--region=europe-west1"], streaming=True)
    assert options.view_as(StandardOptions).streaming
    assert set(EXPERIMENTS) <= set(options.view_as(DebugOptions).experiments)
    assert not pipeline_options(["--region=europe-west1"]).view_as(StandardOptions).streaming


@pytest.mark.cloud
@pytest.mark.model
def test_program_with_subscription_builds_streaming_job_and_records_it(
    google: Cloud, dataset: Dataset, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher = Launcher(google.bucket, folder, dataset, monkeypatch)
    built = launcher.launch(GIVEN[0], "--memory_hours=48", job_type="JOB_TYPE_STREAMING")
    assert {step.partition("/")[0] for step in built} == {"Subscription", "Stream"}
    (run,) = query_rows(dataset, "SELECT status, options FROM runs")
    assert run["status"] == "committed"
    assert json.loads(run["options"])["subscription"] == SUBSCRIPTION
