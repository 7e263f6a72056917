"""The transforms find what their pure functions find, on Beam's local runner."""

from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from schemas.flow.staging import RecodedRow, RowCopy, StagedGroup, StagedKey
from schemas.rows.article import Article
from tests.transforms.decide.copies.articles import MemoryArticles, decide, make, text_of
from transforms.decide.copies.find import FindCopies
from transforms.prepare.stage import StagedFile, read_staged

WIRE, RAIN, FIRE = text_of(range(12)), text_of(range(300, 312)), text_of(range(600, 612))
BYLINE = f"By our correspondent in Cali. {WIRE}"


def stage(articles: list[Article], folder: Path) -> list[StagedKey]:
    """Stage articles as one row group."""
    file = StagedFile(str(folder))
    staged = [one for article in articles for one in file.add(article)] + list(file.close())
    assert sum(isinstance(one, StagedGroup) for one in staged) == 1
    return [one for one in staged if isinstance(one, StagedKey)]


@pytest.mark.parametrize("has_earlier", [False, True])
def test_find_copies_gives_what_the_pure_functions_give(tmp_path: Path, has_earlier: bool) -> None:
    output = MemoryArticles()
    if has_earlier:
        output = output.run([make(1, WIRE), make(2, WIRE, day=1), make(3, BYLINE, day=1), make(4, RAIN)])
    articles = [
        make(1, FIRE, revised=4),
        make(5, BYLINE, day=2),
        make(6, RAIN, day=2),
        make(7, FIRE, day=None),
        make(8, text_of(range(900, 930)), day=2),
    ]
    keys = stage(articles, tmp_path)
    copies, recoded = decide(articles, output)
    assert len(copies) == (3 if has_earlier else 1)
    assert len(recoded) == (2 if has_earlier else 0)
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        staged = pipeline | beam.Create(keys).with_output_types(StagedKey)
        found = staged | FindCopies(output if has_earlier else None)
        place = keys[0].file, 0
        wanted: list[tuple[tuple[str, int], RowCopy]] = [(place, copy) for copy in copies.values()]
        assert_that(found.copies, equal_to(wanted))
        rows: list[tuple[tuple[str, int], RecodedRow]] = [(place, row) for row in recoded]
        assert_that(found.recoded, equal_to(rows), label="recoded")


def test_find_copies_texts_are_compared_without_boilerplate(tmp_path: Path) -> None:
    appeal = "The Northern Courier has no owner but its readers, and they keep it alive."
    texts = ("\n\n".join((appeal, WIRE)), WIRE)
    keys = stage([make(1, texts[0]), make(2, texts[1], day=1)], tmp_path)
    marked = [StagedKey(**{**_fields(keys[0]), "boilerplate": (0,)}), keys[1]]
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        found = pipeline | beam.Create(marked).with_output_types(StagedKey) | FindCopies()
        copy = RowCopy(row=1, duplicate_of=keys[0].article_id, kind="exact", similarity=1.0)
        assert_that(found.copies, equal_to([((keys[0].file, 0), copy)]))


def test_read_staged_copies_say_of_which_article(tmp_path: Path) -> None:
    keys = stage([make(1, WIRE), make(2, BYLINE), make(3, "Too short.", outcome="too_short")], tmp_path)
    copies = tuple(RowCopy(row=row, duplicate_of="a", kind="near", similarity=0.9) for row in (1, 2))
    rows = list(read_staged(StagedGroup(file=keys[0].file, group=0, copies=copies)))
    assert all(isinstance(row, Article) for row in rows)
    found = [(row.outcome, row.duplicate_of, row.duplicate_kind) for row in rows if isinstance(row, Article)]
    assert found == [("coded", None, None), ("duplicate", "a", "near"), ("too_short", None, None)]


def _fields(key: StagedKey) -> dict[str, object]:
    return {name: getattr(key, name) for name in key.__slots__}
