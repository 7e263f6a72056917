"""Emulators of Google Cloud for tests."""

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
    """Both emulators; if one is not available, the test is skipped, or fails in continuous integration."""
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
    """A new, empty dataset."""
    yield from new_dataset(google)


@pytest.fixture
def folder(google: Cloud) -> str:
    """A new folder in the bucket."""
    return f"gs://{google.bucket}/{uuid.uuid4().hex[:8]}"
