"""Options are checked before anything starts."""

import pytest

from pipeline.errors import OptionError
from pipeline.options import Dataset, RunOptions

TEMP = "gs://some-bucket/temp"


def options(output: str, temp: str | None = TEMP, **more: str) -> RunOptions:
    return RunOptions(inputs=("news",), output=output, temp=temp, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("project", ["some-project", "example.org:some-project"])
def test_a_dataset_is_known_by_its_names(project: str) -> None:
    asked = options(f"bq://{project}.news_2024")
    asked.check()
    assert asked.dataset == Dataset(project=project, name="news_2024")
    assert str(asked.dataset) == f"{project}.news_2024"


def test_a_folder_is_no_dataset() -> None:
    asked = options("tables", temp=None)
    asked.check()
    assert asked.dataset is None


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
def test_names_that_bigquery_does_not_have_are_refused(output: str) -> None:
    with pytest.raises(OptionError, match=r"wanted 'bq://PROJECT.DATASET'"):
        options(output).check()


@pytest.mark.parametrize(
    "temp",
    ["/tmp/x", "gs://b/x", "gs://some-bucket", "gs://some-bucket/a b", "gs://some-bucket/*", "gs://some-bucket/.."],
)
def test_a_place_between_the_steps_is_a_folder_of_a_bucket(temp: str) -> None:
    with pytest.raises(OptionError, match=r"--temp .* wanted 'gs://BUCKET/PATH'"):
        options("bq://some-project.news", temp).check()


def test_one_goes_with_the_other() -> None:
    with pytest.raises(OptionError, match="wants --temp"):
        options("bq://some-project.news", None).check()
    with pytest.raises(OptionError, match="only"):
        options("tables").check()
    with pytest.raises(OptionError, match=r"wanted a local folder or 'bq://PROJECT.DATASET'"):
        options("s3://bucket/x", None).check()
