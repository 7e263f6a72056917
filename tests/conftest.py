"""Fixtures that many tests share."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from collections.abc import Callable
from typing import Any

import pytest

from tests.documents import make_article
from tests.end_to_end.watched import Watched, watched_run
from transforms.extract.annotate import annotator
from transforms.extract.syntax import Document, lay_out


@pytest.fixture(scope="session")
def parse() -> Callable[..., Document]:
    """Text to a Document by the trained model; mark the test `model`."""
    own = annotator()

    def parsed(text: str, **fields: Any) -> Document:
        return lay_out(own.annotate(make_article(text, **fields)))

    return parsed


@pytest.fixture(scope="session")
def two_thousand(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """A local run over two thousand records of mixed formats, one in ten broken; mark the test `heavy`."""
    return watched_run(tmp_path_factory.mktemp("two_thousand"), count=2_000)
