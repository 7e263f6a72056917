"""Checks of run options."""

from pathlib import Path

import pytest

from pipeline.errors import OptionError
from pipeline.options import Dataset, RunOptions, check_subscription

TEMP = "gs://some-bucket/temp"


def options(output: str, temp: str | None = TEMP, **more: str) -> RunOptions:
    return RunOptions(inputs=("news",), output=output, temp=temp, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("project", ["some-project", "example.org:some-project"])
def test_dataset_bigquery_output_gives_project_and_name(project: str) -> None:
    given = options(f"bq://{project}.news_2024")
    given.check()
    assert given.dataset == Dataset(project=project, name="news_2024")
    assert str(given.dataset) == f"{project}.news_2024"


def test_dataset_folder_output_is_none() -> None:
    given = options("tables", temp=None)
    given.check()
    assert given.dataset is None


def test_local_folder_is_absolute_and_none_for_a_dataset() -> None:
    assert RunOptions(inputs=("news",), output="tables").local_folder == str(Path.cwd() / "tables")
    assert options("bq://my-project.news_2024").local_folder is None


@pytest.mark.parametrize(
    "output",
    [
        "bq://some-project",
        "bq://some-project.",
        "bq://.news",
        "bq://some-project.news.events",
        "bq://some-project.ne-ws",
        "bq://Some-Project.news",
        "bq://some-project.news`; DROP TABLE x; --",
        "bq://some-project.news\n",
        "bq://some-project.nëws",
    ],
)
def test_check_invalid_bigquery_names_raise(output: str) -> None:
    with pytest.raises(OptionError, match=r"wanted 'bq://PROJECT.DATASET'"):
        options(output).check()


@pytest.mark.parametrize(
    "temp",
    ["/tmp/x", "gs://b/x", "gs://some-bucket", "gs://some-bucket/a b", "gs://some-bucket/*", "gs://some-bucket/.."],
)
def test_check_temp_outside_bucket_folder_raises(temp: str) -> None:
    with pytest.raises(OptionError, match=r"--temp .* wanted 'gs://BUCKET/PATH'"):
        options("bq://some-project.news", temp).check()


def test_check_output_and_temp_that_do_not_match_raise() -> None:
    with pytest.raises(OptionError, match="wants --temp"):
        options("bq://some-project.news", None).check()
    with pytest.raises(OptionError, match="only"):
        options("tables").check()
    with pytest.raises(OptionError, match=r"wanted a local folder or 'bq://PROJECT.DATASET'"):
        options("s3://bucket/x", None).check()


@pytest.mark.parametrize("name", ["articles", "projects/p/topics/articles", "projects/news-desk/subscriptions/1a", ""])
def test_check_subscription_with_other_name_is_option_error(name: str) -> None:
    with pytest.raises(OptionError, match="wanted 'projects/PROJECT/subscriptions/NAME'"):
        check_subscription(name)
    check_subscription("projects/news-desk/subscriptions/articles")
