from types import SimpleNamespace
from typing import Any

import pytest
from google.api_core.exceptions import Forbidden

from pipeline.engines import dataflow_stream
from pipeline.engines.clusters import Cluster
from pipeline.engines.dataflow_stream import check_name
from pipeline.errors import NewsbeamError, OptionError
from tests.pipeline.engines.test_clusters import DATAFLOW


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []

    class FakeClient:
        def list_jobs(self, request: Any) -> list[Any]:
            if "forbidden" in names:
                raise Forbidden("no")  # type: ignore[no-untyped-call]
            return [SimpleNamespace(name=name) for name in names]

    monkeypatch.setattr(dataflow_stream, "JobsV1Beta3Client", FakeClient)
    return names


def _check(*, update: bool) -> None:
    check_name(Cluster(**DATAFLOW).stream_options(job_name="newsbeam-news", temp="gs://tmp/x", update=update))


def test_check_name_wants_job_to_update(running: list[str]) -> None:
    with pytest.raises(OptionError, match="no running job newsbeam-news"):
        _check(update=True)
    running.append("newsbeam-news")
    _check(update=True)


def test_check_name_wants_no_other_job_of_subscription(running: list[str]) -> None:
    running.append("newsbeam-other")
    _check(update=False)
    running.append("newsbeam-news")
    with pytest.raises(OptionError, match="replace it with --update, or drain it"):
        _check(update=False)


def test_check_name_jobs_that_cannot_be_listed_are_error(running: list[str]) -> None:
    running.append("forbidden")
    with pytest.raises(NewsbeamError, match="cannot be listed"):
        _check(update=False)
