"""Google Cloud, emulated, for the tests that write to it."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from google.cloud import bigquery, storage

from pipeline.options import Dataset
from tests.emulators import Cloud, UnavailableError, cloud


@pytest.fixture(scope="session")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """Both emulators; where one cannot be had the test is skipped, in continuous integration it fails."""
    try:
        with cloud(tmp_path_factory.mktemp("cloud")) as found, pytest.MonkeyPatch.context() as patch:
            for name, value in found.environment.items():
                patch.setenv(name, value)
            yield found
    except UnavailableError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))


def new_dataset(google: Cloud) -> Iterator[Dataset]:
    """A dataset that goes with the test."""
    made = Dataset(project=google.project, name=f"news_{uuid.uuid4().hex[:8]}")
    client = bigquery.Client(project=google.project)
    client.create_dataset(str(made))
    yield made
    client.delete_dataset(str(made), delete_contents=True, not_found_ok=True)


@pytest.fixture
def dataset(google: Cloud) -> Iterator[Dataset]:
    """A new dataset, empty."""
    yield from new_dataset(google)


@pytest.fixture
def folder(google: Cloud) -> str:
    """A new folder of the bucket."""
    return f"gs://{google.bucket}/{uuid.uuid4().hex[:8]}"


def upload(folder: Path, to: str) -> None:
    """Put the files of a folder below a `gs://` folder, under the same names."""
    name, _, prefix = to.removeprefix("gs://").partition("/")
    bucket = storage.Client(project="newsbeam-test").bucket(name)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            bucket.blob(f"{prefix}/{path.relative_to(folder)}").upload_from_filename(str(path))
