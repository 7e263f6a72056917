"""A corpus and its tables by one run on this machine, which tests of engines compare with."""

import os
from pathlib import Path

import pytest

from tests.end_to_end.command import newsbeam
from tests.end_to_end.corpus import last_run, tables, write_corpus

RECORDS = int(os.environ.get("NEWSBEAM_PORTABLE_RECORDS", "600"))


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the corpus; mark the test with the group `portable`, so that it is written once."""
    return write_corpus(tmp_path_factory.mktemp("corpus") / "news", count=RECORDS, seed=5).folder


@pytest.fixture(scope="session")
def local(news: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The tables of `news`; mark the test with the group `portable`, so that they are made once."""
    output = tmp_path_factory.mktemp("local") / "out"
    newsbeam("run", news, "--output", output, "--quiet")
    assert last_run(output)["articles"] >= RECORDS * 0.89
    return tables(output, root=news)
