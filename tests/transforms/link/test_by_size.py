"""LINK of a run of any size: few articles in one step, many in a graph, and the same rows."""

from collections.abc import Sequence
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from schemas.flow.linking import ArticleRevision, LinkArticle
from tests.transforms.link.memory_history import MemoryHistory, link_in_one_step
from tests.transforms.link.test_link import corpus, make_article
from transforms.link import by_size
from transforms.link.by_size import LinkBySize
from transforms.link.increments.growth import Row, id_of
from transforms.link.newest import is_newest, newest_of_several


def revisions_of(articles: Sequence[LinkArticle]) -> list[ArticleRevision]:
    return [
        ArticleRevision(article_id=one.article_id, content_id=one.content_id, revised_at=one.crawled_at, is_coded=True)
        for one in articles
    ]


def summary(row: Row) -> tuple[str, int, Any]:
    return id_of(row), row.revision, row.article_ids


@pytest.mark.parametrize("most", [0, by_size.MOST_RECORDS])
def test_rows_are_the_same_in_one_step_and_in_all(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_size, "MOST_RECORDS", most)
    history = MemoryHistory()
    link_in_one_step(corpus()[:8], history)
    new = [*corpus()[8:], make_article(9, 6, 2, text="revised")]
    newest = newest_of_several(revisions_of(new))
    expected = link_in_one_step(
        [one for one in new if is_newest(one, newest)], MemoryHistory(dict(history.stored), dict(history.rows))
    )
    assert expected
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        revisions = pipeline | "Revisions" >> beam.Create(revisions_of(new)).with_output_types(ArticleRevision)
        articles = pipeline | "Articles" >> beam.Create(new).with_output_types(LinkArticle)
        rows = (revisions, articles) | LinkBySize(history)
        found = rows | beam.Flatten() | "Summary" >> beam.Map(summary)
        assert_that(found, equal_to(list(map(summary, expected))))
