"""Earlier articles are read from the row groups whose days matter, with their texts and whole rows."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import apache_beam as beam
import pyarrow.parquet as pq
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.outputs.folder import articles as module
from pipeline.outputs.folder.articles import FolderArticles, may_be_near
from pipeline.outputs.snapshot import COPY_COLUMNS
from schemas.arrow import arrow_table
from schemas.flow.copies import CopyKey
from schemas.rows.article import Article
from tests.pipeline.rows import article
from transforms.blocks import BLOCK_DAYS, NO_DATE, block_of
from transforms.parquet_writer import Part

DAY = date(2024, 3, 1)
BLOCK = block_of(DAY)
assert BLOCK is not None


def published(name: str, blocks: int | None, **columns: object) -> Article:
    """An article that was published some blocks of days after `DAY`."""
    day = None if blocks is None else DAY + timedelta(days=blocks * BLOCK_DAYS)
    at = None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)
    return article(name * 32, f"Text {name}.", "r1", published_date=day, published_at=at, **columns)


GROUPS = [
    [published("a", 0, signature=b"1234"), published("b", 1, outcome="duplicate", duplicate_of="a" * 32)],
    [published("c", 5), published("d", 5, crawled_at=datetime(2030, 1, 1, tzinfo=UTC))],
    [published("e", None), published("f", None, crawled_at=datetime(2024, 3, 2, tzinfo=UTC))],
    [published("1", None, crawled_at=datetime(2030, 1, 1, tzinfo=UTC))],
]


@pytest.fixture
def output(tmp_path: Path) -> FolderArticles:
    part = Part(str(tmp_path), Article)
    for rows in GROUPS:
        part.write(rows)
    part.close()
    return FolderArticles(((part.path, 7),), same_runs=frozenset({"r1"}))


def keys_of(output: FolderArticles, blocks: list[int], wanted: str) -> None:
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        found = pipeline | beam.Create(blocks).with_output_types(int) | output.keys()
        assert_that(found | beam.Map(_name).with_output_types(str), equal_to(list(wanted)))


def _name(key: CopyKey) -> str:
    assert key.commit == 7
    return key.article_id[0]


@pytest.mark.parametrize(
    ("blocks", "wanted"),
    [([BLOCK], "abef"), ([BLOCK + 4], "cde"), ([BLOCK + 9], "e"), ([NO_DATE], "abcdef1"), ([], "e")],
)
def test_keys_are_those_of_blocks_side_by_side_and_those_without_date(
    output: FolderArticles, blocks: list[int], wanted: str
) -> None:
    keys_of(output, blocks, wanted)


def test_row_groups_of_other_days_are_not_read(output: FolderArticles) -> None:
    metadata = pq.ParquetFile(output.files[0][0]).metadata
    groups = [metadata.row_group(i) for i in range(len(GROUPS))]
    assert [may_be_near(group, frozenset({BLOCK + 9})) for group in groups] == [False, False, True, True]
    assert [may_be_near(group, frozenset({BLOCK - 1})) for group in groups] == [True, False, True, True]


def test_rows_are_read_in_the_order_asked_for(output: FolderArticles) -> None:
    keys = list(module._ReadRowGroup(output.same_runs).process((*output.files[0], 0), [BLOCK]))
    keys += list(module._ReadRowGroup(output.same_runs).process((*output.files[0], 1), [BLOCK + 5]))
    rows = [key.earlier for key in reversed(keys) if key.earlier is not None]
    assert output.texts(rows) == [f"Text {name}." for name in "dcba"]
    assert output.articles(rows) == [one for group in GROUPS[1::-1] for one in reversed(group)]
    assert (keys[0].signature, keys[1].duplicate_of, keys[0].has_same_code) == (b"1234", "a" * 32, True)


def test_file_without_signatures_gives_keys(tmp_path: Path) -> None:
    old = tmp_path / "old.parquet"
    pq.write_table(arrow_table(Article, GROUPS[0]).drop_columns(["signature"]), old)
    keys_of(FolderArticles(((str(old), 7),)), [BLOCK], "ab")


def test_columns_that_copies_are_found_from_exist() -> None:
    assert set(COPY_COLUMNS) <= set(Article.__slots__)
