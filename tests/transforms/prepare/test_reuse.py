"""An article takes the rows of an equal one of an earlier run, and of no other."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from schemas.flow.article_rows import ArticleRows
from schemas.flow.staging import EarlierRow, StagedGroup
from schemas.rows.article import Article
from schemas.rows.columns import Part, RecordRef
from schemas.rows.entity import Entity
from schemas.rows.quote import Quote
from tests.documents import make_article
from tests.pipeline.rows import event
from transforms.extract.link_article import link_article
from transforms.extract.split_rows import SplitRows
from transforms.prepare.reuse import EXTRACTED, OF_RECORD, find_equal, with_rows_of
from transforms.prepare.stage import ReadStaged, StagedFile, with_signature

STAGED = with_signature(
    make_article(
        "Gunmen attacked a bank in Cali on Monday, killing two guards.",
        url="https://example.org/1",
        crawled_at=datetime(2024, 11, 30, tzinfo=UTC),
        record=RecordRef(uri="second.jsonl", offset=7, media_type="application/json"),
    )
)
EARLIER = replace(
    STAGED,
    crawled_at=datetime(2024, 11, 29, tzinfo=UTC),
    record=RecordRef(uri="first.jsonl", offset=0, media_type="application/json"),
    run_id="r1",
    code_version="1",
    main_event_id="e1",
    topic_words=("cali", "bank"),
)


def rows_of(article: Article) -> ArticleRows:
    """An article with a row in each table."""
    ids: dict[str, Any] = {
        "article_id": article.article_id,
        "content_id": article.content_id,
        "run_id": article.run_id,
        "published_at": article.published_at,
        "published_date": article.published_date,
    }
    return ArticleRows(
        article=article,
        entities=(
            Entity(
                entity_id="n",
                name="Cali",
                type="GPE",
                mention_count=1,
                first_start=26,
                salience=0.5,
                mentions=(),
                **ids,
            ),
        ),
        quotes=(
            Quote(
                quote_id="q", kind="direct", text="G", quote_start=0, quote_end=1, parts=(Part(start=0, end=1),), **ids
            ),
        ),
        events=(event("e1", article),),
    )


KNOWN = rows_of(EARLIER)


def other(value: Any) -> Any:
    """Another value of the same type."""
    match value:
        case None:
            return "something"
        case bool():
            return not value
        case str():
            return f"{value}x"
        case bytes():
            return b"other"
        case tuple():
            return (*value, "more")
        case int() | float():
            return value + 1
        case date():
            return value + timedelta(days=1)
    raise AssertionError(value)


def test_equal_article_of_another_record_is_found() -> None:
    assert find_equal(STAGED, [rows_of(replace(EARLIER, title="Another")), KNOWN]) is KNOWN
    assert find_equal(STAGED, []) is None


@pytest.mark.parametrize("name", [one.name for one in fields(Article) if one.name not in {*OF_RECORD, *EXTRACTED}])
def test_article_with_any_other_difference_is_not_equal(name: str) -> None:
    assert find_equal(replace(STAGED, **{name: other(getattr(STAGED, name))}), [KNOWN]) is None


def test_article_that_is_not_coded_is_equal_to_none() -> None:
    assert find_equal(replace(STAGED, outcome="duplicate"), [rows_of(replace(EARLIER, outcome="duplicate"))]) is None


def test_rows_of_an_equal_article_are_as_if_extracted_from_the_staged_one() -> None:
    subject = replace(STAGED, main_event_id="e1", topic_words=("cali", "bank"))
    assert with_rows_of(STAGED, KNOWN) == rows_of(subject)


class Earlier:
    """One article of an earlier run, with its rows."""

    def extracted(self, rows: Sequence[EarlierRow]) -> list[ArticleRows]:
        assert [row.run_id for row in rows] == ["r1"]
        return [KNOWN]


ROW = EarlierRow(article_id=STAGED.article_id, content_id=STAGED.content_id, run_id="r1")
OTHER = with_signature(make_article("Rebels took Gao on Monday, officials said.", url="https://example.org/2"))


@pytest.mark.parametrize(
    ("staged", "known", "reused"),
    [
        ([STAGED], (ROW,), [STAGED]),
        ([STAGED, OTHER], (ROW,), [STAGED]),
        ([replace(STAGED, title="Corrected"), OTHER], (ROW,), []),
        ([STAGED, OTHER], (), []),
    ],
    ids=["all", "mixed", "changed", "none"],
)
def test_read_staged_and_split_rows_give_known_articles_as_they_were_extracted(
    tmp_path: Path, staged: list[Article], known: tuple[EarlierRow, ...], reused: list[Article]
) -> None:
    file = StagedFile(str(tmp_path))
    written = [one for article in staged for one in file.add(article)] + list(file.close())
    (group,) = (one for one in written if isinstance(one, StagedGroup))
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        groups = pipeline | beam.Create([replace(group, known=known)]).with_output_types(StagedGroup)
        read = groups | ReadStaged(Earlier())  # type: ignore[arg-type]
        assert_that(read.articles, equal_to([one for one in staged if one not in reused]), label="articles")
        split = read.reused | SplitRows()
        wanted = [with_rows_of(one, KNOWN) for one in reused]
        assert_that(split.articles, equal_to([one.article for one in wanted]), label="reused")
        for table in ("entities", "quotes", "events"):
            assert_that(split[table], equal_to([row for one in wanted for row in getattr(one, table)]), label=table)
        linkable = [link_article(one.article, one.entities, one.events) for one in wanted]
        assert_that(split.linkable, equal_to(linkable), label="linkable")
