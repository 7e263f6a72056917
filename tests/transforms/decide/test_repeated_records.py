"""Of records with one article and text the one of least rank stays, whatever the order."""

import apache_beam as beam
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from hypothesis import given
from hypothesis import strategies as st

from schemas.flow.staging import StagedKey
from transforms.decide.repeated_records import FindRepeatedRecords, repeated_records


def key(article: str, content: str, rank: str, row: int) -> StagedKey:
    return StagedKey(article_id=article, content_id=content, rank=rank, file="f", group=0, row=row)


def test_repeated_records_single_record_gives_none() -> None:
    assert list(repeated_records([key("a", "c", "1", 0)])) == []


@given(st.permutations(range(5)))
def test_repeated_records_any_order_keeps_the_least_rank(order: list[int]) -> None:
    keys = [key("a", "c", str(9 - i), i) for i in range(5)]
    repeats = list(repeated_records(keys[i] for i in order))
    assert {one.row for one in repeats} == {0, 1, 2, 3}  # row 4 has the least rank


def test_find_repeated_records_other_text_or_article_is_no_repeat() -> None:
    keys = [key("a", "c", "2", 0), key("a", "c", "1", 1), key("a", "d", "3", 2), key("b", "c", "4", 3)]
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        found = pipeline | beam.Create(keys) | FindRepeatedRecords()
        assert_that(found, equal_to([keys[0]]))
