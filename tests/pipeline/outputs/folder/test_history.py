"""Articles of earlier runs are read from files, those of the wanted sites only."""

from pathlib import Path

import apache_beam as beam
import pyarrow.parquet as pq
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.outputs.folder.history import ReadFiles
from schemas.arrow import arrow_table
from schemas.rows.article import Article
from tests.documents import make_article
from transforms.parquet_writer import Part
from transforms.prepare.clean.paragraph_hashes import site_article


def articles(site: str | None, count: int) -> list[Article]:
    return [
        make_article(f"Text {i}.", site=site, title=f"Title {i}", paragraph_hashes=(2 * i, 2 * i + 1))
        for i in range(count)
    ]


def test_read_files_gives_articles_of_wanted_sites_only(tmp_path: Path) -> None:
    wanted, other = articles("a.example", 5), [*articles("b.example", 2), *articles(None, 1)]
    part = Part(str(tmp_path), Article)
    for rows in ([*wanted[:2], other[0]], wanted[2:], other[1:]):
        part.write(rows)
    part.close()
    old = tmp_path / "old.parquet"
    pq.write_table(arrow_table(Article, wanted).drop_columns(["paragraph_hashes"]), old)
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        sites = pipeline | beam.Create(["a.example", "c.example"])
        assert_that(sites | ReadFiles((part.path, str(old))), equal_to([site_article(article) for article in wanted]))


def test_read_files_damaged_file_raises_and_names_it(tmp_path: Path) -> None:
    part = Part(str(tmp_path), Article)
    part.write(articles("a.example", 50))
    part.close()
    content = Path(part.path).read_bytes()
    Path(part.path).write_bytes(b"PAR1" + bytes(len(content) // 2) + content[4 + len(content) // 2 :])
    with pytest.raises(Exception, match=r"part-.* is damaged .*; run: newsbeam check --repair /.*"):  # noqa: SIM117
        with TestPipeline(runner=FnApiRunner()) as pipeline:
            _ = pipeline | beam.Create(["a.example"]) | ReadFiles((part.path,))
