"""Fixtures that many tests share."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.documents import make_article
from tests.end_to_end.watched import Watched, watched_run
from transforms.extract.annotate.annotate import annotator
from transforms.extract.document import Document, build_document

# A machine that has much else to do is no fault of a test's; in continuous integration examples are the same each time.
settings.register_profile(
    "any_machine",
    derandomize=os.environ.get("CI") == "true",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("any_machine")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together, where tests are spread over processes by groups, those that share what takes long to make."""
    for item in items:
        if not {"google", "two_thousand"}.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group("google"))


@pytest.fixture(scope="session")
def parse() -> Callable[..., Document]:
    """Text to a Document by the trained model; mark the test `model`."""
    own = annotator()

    def parsed(text: str, **fields: Any) -> Document:
        return build_document(own.annotate(make_article(text, **fields)))

    return parsed


@pytest.fixture(scope="session")
def two_thousand(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """A local run over two thousand records of mixed formats, one in ten broken; mark the test `heavy`."""
    return watched_run(tmp_path_factory.mktemp("two_thousand"), count=2_000)
