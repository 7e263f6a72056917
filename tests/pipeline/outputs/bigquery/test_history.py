"""Articles of earlier runs are queried by short lists of sites."""

from collections.abc import Iterator
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.options import Dataset
from pipeline.outputs.bigquery import history
from pipeline.outputs.bigquery.history import ReadDataset


class OneArticlePerSite:
    """A dataset with one article of every site."""

    def __init__(self, dataset: Dataset) -> None:
        assert str(dataset) == "some-project.news"

    def rows(self, query: str, *, sites: list[str], runs: list[str]) -> Iterator[dict[str, Any]]:
        assert len(sites) <= history.SITES_PER_QUERY
        assert runs == ["earlier"]
        for site in sites:
            yield {"site": site, "article_id": f"{site}/1", "title": None, "paragraph_hashes": None}


def test_read_dataset_many_sites_are_queried_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "BigQueryDataset", OneArticlePerSite)
    monkeypatch.setattr(history, "SITES_PER_QUERY", 3)
    names = [f"site{i}.example" for i in range(500)]
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        sites = pipeline | beam.Create(names)
        found = sites | ReadDataset(Dataset(project="some-project", name="news"), ("earlier",))
        assert_that(found | beam.Map(_site).with_output_types(str), equal_to(names))


def _site(article: Any) -> str:
    return str(article.site)
