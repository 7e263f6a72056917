"""Staged articles come back as they were, without repeats and boilerplate."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from schemas.flow.staging import StagedGroup, StagedKey
from schemas.rows.article import Article
from schemas.rows.failure import Rejected
from tests.documents import make_article
from transforms.decide.apply_decisions import attach_decisions
from transforms.prepare.clean.clean import without_paragraphs
from transforms.prepare.stage import (
    GROUP_ROWS,
    ReadStaged,
    StageArticles,
    StagedFile,
    rank,
    read_staged,
    with_signature,
)


def articles(count: int) -> list[Article]:
    made = (make_article(f"Text {i}.", authors=("Ana Lim",), url=f"https://example.org/{i}") for i in range(count))
    return [with_signature(article) for article in made]


def test_staged_file_row_groups_round_trip(tmp_path: Path) -> None:
    file, own = StagedFile(str(tmp_path)), articles(GROUP_ROWS + 3)
    staged = [one for article in own for one in file.add(article)] + list(file.close())
    groups = [one for one in staged if isinstance(one, StagedGroup)]
    keys = [one for one in staged if isinstance(one, StagedKey)]
    assert [article for group in groups for article in read_staged(group)] == own
    assert [(key.article_id, key.group, key.row) for key in keys[-2:]] == [
        (own[-2].article_id, 1, 1),
        (own[-1].article_id, 1, 2),
    ]


def test_read_staged_repeated_rows_are_left_out(tmp_path: Path) -> None:
    file, own = StagedFile(str(tmp_path)), articles(3)
    staged = [one for article in own for one in file.add(article)] + list(file.close())
    keys = [one for one in staged if isinstance(one, StagedKey)]
    (staged_group,) = [one for one in staged if isinstance(one, StagedGroup)]
    group = attach_decisions(staged_group, [keys[1]])
    assert group.repeated_rows == (1,)
    assert list(read_staged(group)) == [own[0], own[2]]


def test_without_paragraphs_derived_columns_follow_the_text() -> None:
    own = make_article("Support us.\n\nRebels took Gao on Monday, officials said.\n\nMore soon.", removed_chars=3)
    left = without_paragraphs(own, (0, 2))
    assert isinstance(left, Article)
    alone = make_article(left.text)
    assert left.text == "Rebels took Gao on Monday, officials said."
    assert (left.content_id, left.word_count) == (alone.content_id, alone.word_count)
    assert (left.removed_chars, left.outcome) == (3 + len("Support us.") + len("More soon."), "coded")
    short = without_paragraphs(own, (1, 2))
    assert isinstance(short, Article)
    assert short.outcome == "too_short"


def test_read_staged_article_of_boilerplate_alone_is_rejected(tmp_path: Path) -> None:
    file = StagedFile(str(tmp_path))
    staged = [*file.add(make_article("Support us.\n\nThank you.", site="example.org")), *file.close()]
    (group,) = [one for one in staged if isinstance(one, StagedGroup)]
    (key,) = [one for one in staged if isinstance(one, StagedKey)]
    (bare,) = read_staged(attach_decisions(group, [], [replace(key, boilerplate=(0, 1))]))
    assert isinstance(bare, Rejected)
    assert (bare.stage, bare.reason) == ("clean", "no_article_text")
    assert bare.error.endswith("characters: all of its 2 paragraphs are boilerplate of example.org")


@pytest.mark.parametrize("count", [0, 1, 40])
def test_stage_and_read_staged_round_trip(tmp_path: Path, count: int) -> None:
    own = articles(count)
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        staged = pipeline | beam.Create(own) | StageArticles(str(tmp_path / "staged"))
        read = staged.groups | beam.Reshuffle() | ReadStaged()
        assert_that(read.articles, equal_to(own), label="articles")
        assert_that(read.rejected, equal_to([]), label="rejected")


def test_rank_latest_revision_is_least() -> None:
    late, early = (make_article("x", crawled_at=datetime(year, 1, 1, tzinfo=UTC)) for year in (2024, 2020))
    undated = make_article("x")
    assert sorted([undated, early, late], key=rank) == [late, early, undated]
