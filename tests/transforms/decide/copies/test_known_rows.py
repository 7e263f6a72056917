"""Of a staged article keys tell which row of an earlier run it may be equal to."""

from collections.abc import Sequence
from dataclasses import replace

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from schemas.flow.staging import EarlierRow, StagedKey
from schemas.rows.article import Article
from tests.transforms.decide.copies.articles import MemoryArticles, make, shared_keys, staged_key, text_of
from transforms.decide.copies.find import FindCopies
from transforms.decide.copies.revisions import known_rows

WIRE, RAIN = text_of(range(12)), text_of(range(300, 312))
FIRST = [make(1, WIRE), make(2, RAIN)]
SAME = frozenset({"1", "2", "3"})


def found(
    articles: Sequence[Article], output: MemoryArticles, same_runs: frozenset[str] = SAME
) -> list[tuple[str, int]]:
    """The rows that articles may be equal to: run and number of each."""
    revisions = shared_keys(articles, replace(output, same_runs=same_runs)).values()
    known = [one for keys in revisions for one in known_rows(keys)]
    assert {place for place, _ in known} <= {("staged", 0)}
    return sorted((row.run_id, row.row) for _, row in known)


def test_article_with_the_same_text_and_date_may_be_known() -> None:
    assert found(FIRST, MemoryArticles().run(FIRST)) == [("1", 0), ("1", 1)]


@pytest.mark.parametrize(
    "article",
    [make(1, RAIN), make(1, WIRE, day=1), make(1, WIRE, outcome="too_short")],
    ids=["text", "date", "outcome"],
)
def test_changed_article_is_not_known(article: Article) -> None:
    assert found([article], MemoryArticles().run(FIRST)) == []


def test_rows_of_other_code_and_rows_that_are_not_coded_do_not_count() -> None:
    output = MemoryArticles().run(FIRST)
    assert found(FIRST, output, frozenset({"7"})) == []
    copies = MemoryArticles([replace(row, outcome="duplicate", duplicate_of="x" * 32) for row in output.rows])
    assert found(FIRST, copies) == []


def test_of_several_rows_the_latest_is_taken_and_one_with_the_same_text_first() -> None:
    cut = replace(make(1, WIRE), content_id="c" * 32)  # without its boilerplate
    runs = [replace(make(1, WIRE), run_id="1"), replace(make(1, WIRE), run_id="2"), replace(cut, run_id="3")]
    assert found([make(1, WIRE)], MemoryArticles(runs)) == [("2", 1)]
    assert found([make(1, WIRE)], MemoryArticles(runs[2:])) == [("3", 0)]


def test_find_copies_gives_known_rows_by_row_group() -> None:
    output = MemoryArticles().run(FIRST)
    keys = [
        staged_key(article, row) for row, article in enumerate([make(1, WIRE), make(2, RAIN, day=3), make(3, RAIN)])
    ]
    wanted = [key.earlier for key in output.all_keys()][:1]
    for same_runs in (SAME, frozenset[str]()):
        with TestPipeline(runner=FnApiRunner()) as pipeline:
            staged = pipeline | beam.Create(keys[:1]).with_output_types(StagedKey)
            known = (staged | FindCopies(replace(output, same_runs=same_runs))).known
            rows: list[tuple[tuple[str, int], EarlierRow | None]] = [(("staged", 0), row) for row in wanted]
            assert_that(known, equal_to(rows if same_runs else []))
