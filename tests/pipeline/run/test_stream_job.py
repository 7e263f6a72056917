import json
from datetime import timedelta

import pytest

from pipeline.cli.dry_run import describe
from pipeline.engines.clusters import Cluster
from pipeline.errors import OptionError
from pipeline.options import RunOptions
from pipeline.run.stream_job import prepare_stream

SUBSCRIPTION = "projects/my-project/subscriptions/News.Articles_"
OPTIONS = RunOptions(
    inputs=(SUBSCRIPTION,), output="bq://my-project.news", temp="gs://scratch/newsbeam", runner="dataflow"
)
CLUSTER = Cluster(
    project="my-project",
    region="europe-west1",
    image="europe-west1-docker.pkg.dev/my-project/newsbeam/newsbeam:0.1.0",
    service_account="newsbeam-worker@my-project.iam.gserviceaccount.com",
    subnetwork="regions/europe-west1/subnetworks/newsbeam",
)
MEMORY = timedelta(hours=72)


def test_prepare_stream_makes_run_that_counts_from_the_start() -> None:
    job = prepare_stream(OPTIONS, MEMORY, dry_run=True)
    assert job.name == "newsbeam-news-articles"
    assert (job.run.status, job.run.runner, job.run.finished_at) == ("committed", "dataflow", None)
    assert json.loads(job.run.options)["subscription"] == SUBSCRIPTION
    assert job.run.run_id != prepare_stream(OPTIONS, MEMORY, dry_run=True).run.run_id


def test_prepare_stream_graph_is_translated_for_dataflow() -> None:
    job = prepare_stream(OPTIONS, MEMORY, dry_run=True)
    settings = CLUSTER.stream_options(job_name=job.name, temp=OPTIONS.temp, update=False, dry_run=True)
    described = describe(job.build, settings)
    assert described["options"]["streaming"] is True
    assert "enable_streaming_engine" in described["options"]["experiments"]
    steps = described["steps"]
    assert steps[0].startswith("Subscription/Read")
    assert any(step.startswith("Stream/FindCopies/") for step in steps)
    assert steps[-1].startswith("Stream/")
    assert described["proto_bytes"] < 1_000_000


@pytest.mark.parametrize("hours", [0, 24, 24 * 31])
def test_prepare_stream_with_wrong_memory_is_option_error(hours: float) -> None:
    with pytest.raises(OptionError, match="--memory-hours"):
        prepare_stream(OPTIONS, timedelta(hours=hours), dry_run=True)


def test_prepare_stream_into_folder_is_option_error() -> None:
    options = RunOptions(inputs=(SUBSCRIPTION,), output="tables")
    with pytest.raises(OptionError, match=r"wanted 'bq://PROJECT\.DATASET' for a stream"):
        prepare_stream(options, MEMORY, dry_run=True)


def test_stream_options_of_update_replace_running_job() -> None:
    settings = CLUSTER.stream_options(job_name="newsbeam-articles", temp=OPTIONS.temp, update=True)
    assert settings.get_all_options()["update"] is True
    assert settings.get_all_options()["job_name"] == "newsbeam-articles"
