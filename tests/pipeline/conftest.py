"""Google Cloud, emulated, for the tests that write to it."""

import os
import uuid
from collections.abc import Iterator

import pytest

from pipeline.options import Dataset
from tests.emulators import Cloud, cloud
from tests.environments import UnavailableError
from tests.pipeline.datasets import new_dataset


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


@pytest.fixture
def dataset(google: Cloud) -> Iterator[Dataset]:
    """A new dataset, empty."""
    yield from new_dataset(google)


@pytest.fixture
def folder(google: Cloud) -> str:
    """A new folder of the bucket."""
    return f"gs://{google.bucket}/{uuid.uuid4().hex[:8]}"
