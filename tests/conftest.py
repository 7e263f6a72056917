"""Fixtures that many tests share."""

import os
import uuid

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from pipeline.engines.beam_caches import speed_up_beam
from pipeline.options import Dataset
from tests.documents import make_article
from tests.emulators import Cloud, cloud
from tests.environments import skipping_unavailable
from tests.measure import run_task
from transforms.extract.annotate.annotator import annotator
from transforms.extract.document import Document, build_document

# Tests may be slow on a busy machine; in continuous integration the examples are the same each time.
settings.register_profile(
    "any_machine",
    derandomize=os.environ.get("CI") == "true",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("any_machine")
speed_up_beam()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With `--dist loadgroup`, run tests that share an expensive fixture in one process."""
    for item in items:
        if "google" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group("google"))


@pytest.fixture(scope="session")
def parse() -> Callable[..., Document]:
    """Parses text with the trained model; mark the test `model`."""
    model = annotator()

    def parse_text(text: str, **fields: Any) -> Document:
        return build_document(model.annotate(make_article(text, **fields)))

    return parse_text


@pytest.fixture(scope="session")
def coded_task(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The output of a run on a task of the gold data, which is run once; mark the test with the task as its group."""
    folder = tmp_path_factory.mktemp("gold")
    return cache(lambda task: run_task(task, folder, workers=1))


@pytest.fixture(scope="session")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """Both emulators; if one is not available, the test is skipped, or fails in continuous integration."""
    with (
        skipping_unavailable(),
        cloud(tmp_path_factory.mktemp("cloud")) as found,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in found.environment.items():
            patch.setenv(name, value)
        yield found


@pytest.fixture
def dataset(google: Cloud) -> Iterator[Dataset]:
    """A new, empty dataset."""
    from tests.pipeline.datasets import new_dataset  # other tests need no Google client

    yield from new_dataset(google)


@pytest.fixture
def folder(google: Cloud) -> str:
    """A new folder in the bucket."""
    return f"gs://{google.bucket}/{uuid.uuid4().hex[:8]}"
