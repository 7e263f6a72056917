"""Earlier articles are read from a dataset by the days that matter, with their texts and whole rows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.options import Dataset
from pipeline.outputs.bigquery import articles as module
from pipeline.outputs.bigquery.articles import DatasetArticles, day_ranges
from schemas.flow.copies import CopyKey
from schemas.flow.staging import EarlierRow
from tests.emulators import Cloud
from tests.pipeline.datasets import new_dataset
from tests.pipeline.outputs.bigquery.output_dataset import DatasetOutput
from tests.pipeline.rows import article
from transforms.blocks import BLOCK_DAYS, NO_DATE, block_of

DAY = date(2024, 3, 1)
BLOCK = block_of(DAY)
assert BLOCK is not None


def published(days: int) -> dict[str, Any]:
    """Columns of an article published so many days after `DAY`."""
    day = DAY + timedelta(days)
    return {"published_date": day, "published_at": datetime(day.year, day.month, day.day, tzinfo=UTC)}


NEAR = article("a" * 32, "Text a.", "r1", signature=b"1234", **published(0))
COPY = article("b" * 32, "Text b.", "r1", outcome="duplicate", duplicate_of="a" * 32, **published(BLOCK_DAYS))
FAR = article("c" * 32, "Text c.", "r1", **published(5 * BLOCK_DAYS))
UNDATED = article("d" * 32, "Text d.", "r1")
CRAWLED = article("e" * 32, "Text e.", "r1", crawled_at=datetime(2024, 3, 2, tzinfo=UTC))
CRAWLED_LATER = article("f" * 32, "Text f.", "r1", crawled_at=datetime(2030, 1, 1, tzinfo=UTC))
AGAIN = replace(NEAR, run_id="r2", title="Again")
OUTSIDE = article("1" * 32, "Text 1.", "r3", **published(0))


def test_day_ranges_are_those_of_blocks_side_by_side_without_gaps() -> None:
    first, last = day_ranges([BLOCK, BLOCK + 1, BLOCK + 9])
    assert block_of(date.fromisoformat(first[0])) == BLOCK - 1
    assert block_of(date.fromisoformat(first[1])) == BLOCK + 2
    assert block_of(date.fromisoformat(first[1]) + timedelta(1)) == BLOCK + 3
    assert [block_of(date.fromisoformat(day)) for day in last] == [BLOCK + 8, BLOCK + 10]
    assert day_ranges([BLOCK, NO_DATE]) == []


class ThreeRows:
    """A dataset that gives rows in an order of its own."""

    asked: list[dict[str, Any]]

    def __init__(self, dataset: Dataset) -> None:
        assert str(dataset) == "some-project.news"

    def rows(self, query: str, **values: Any) -> Iterator[dict[str, Any]]:
        ThreeRows.asked.append(values)
        for name in sorted(values["ids"], reverse=True):
            yield {"article_id": name, "content_id": "c", "run_id": "r", "text": f"Text {name}."}


def test_texts_are_given_in_the_order_asked_for_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    ThreeRows.asked = []
    monkeypatch.setattr(module, "BigQueryDataset", ThreeRows)
    monkeypatch.setattr(module, "ROWS_PER_QUERY", 2)
    days = {"x": DAY, "y": DAY + timedelta(3), "z": None}
    rows = [EarlierRow(article_id=name, content_id="c", run_id="r", day=day) for name, day in days.items()]
    articles = DatasetArticles(Dataset(project="some-project", name="news"), ("r",))
    assert articles.texts(rows) == ["Text x.", "Text y.", "Text z."]
    assert [(asked["ids"], asked["first"], asked["last"]) for asked in ThreeRows.asked] == [
        (["x", "y"], "2024-03-01", "2024-03-04"),
        (["z"], "1970-01-01", "1970-01-01"),
    ]


@pytest.fixture(scope="module")
def articles(google: Cloud) -> Iterator[DatasetArticles]:
    """A dataset with three runs, of which two are in the snapshot."""
    for dataset in new_dataset(google):
        output = DatasetOutput(dataset, f"gs://{google.bucket}/{dataset.name}")
        output.commit("r1", articles=[NEAR, COPY, FAR, UNDATED, CRAWLED, CRAWLED_LATER])
        output.commit("r2", articles=[AGAIN])
        output.commit("r3", articles=[OUTSIDE])
        yield DatasetArticles(dataset, ("r1", "r2"))


def _name(key: CopyKey) -> str:
    assert key.earlier is not None
    return key.article_id[0] + key.earlier.run_id[1]


@pytest.mark.cloud
@pytest.mark.parametrize(
    ("blocks", "wanted"),
    [
        ([BLOCK], ["a1", "a2", "b1", "d1", "e1"]),
        ([BLOCK + 4], ["c1", "d1"]),
        ([NO_DATE], ["a1", "a2", "b1", "c1", "d1", "e1", "f1"]),
    ],
)
def test_keys_are_those_of_blocks_side_by_side_and_those_without_date(
    articles: DatasetArticles, blocks: list[int], wanted: list[str]
) -> None:
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        found = pipeline | beam.Create(blocks).with_output_types(int) | articles.keys()
        assert_that(found | beam.Map(_name).with_output_types(str), equal_to(wanted))


@pytest.mark.cloud
def test_rows_are_read_whole_and_the_later_commit_is_later(articles: DatasetArticles) -> None:
    query = module._Query(articles.dataset, articles.runs)
    keys = sorted(query.process(("TRUE", "", ""), [BLOCK]), key=_name)
    rows = [key.earlier for key in keys if key.earlier is not None]
    assert articles.articles(rows) == [NEAR, AGAIN, COPY, UNDATED, CRAWLED]
    assert keys[0].commit < keys[1].commit
    assert (keys[0].signature, keys[2].duplicate_of, keys[2].block) == (b"1234", "a" * 32, BLOCK + 1)
