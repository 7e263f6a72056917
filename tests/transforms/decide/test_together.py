"""What is decided in one step is what the steps of `DecidePhase` decide."""

import random
from dataclasses import replace
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.metrics import MetricsFilter
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.graph import DecidePhase
from schemas.flow.staging import StagedGroup, StagedKey
from schemas.ids import content_id
from schemas.rows.article import Article
from tests.transforms.decide.copies.articles import make, text_of
from transforms.decide.together import decide_together
from transforms.metrics import TEXTS_COMPARED
from transforms.prepare.clean.paragraph_hashes import pack, paragraph_keys
from transforms.prepare.stage import StagedFile

APPEAL = "Please consider a monthly contribution to keep our newsroom going, as our readers have done for ten years."


def pages(seed: int) -> list[Article]:
    """Articles of three sites: with appeals, copies, near copies, revisions, repeated records and without dates."""
    chance = random.Random(seed)
    written: list[Article] = []
    for number in range(60):
        first = 20 * chance.randrange(30)
        paragraphs = [text_of(range(first, first + 8)), text_of(range(first + 8, first + 12 + chance.randrange(3)))]
        site = f"site{chance.randrange(3)}.example"
        if chance.random() < 0.6:
            paragraphs.append(f"{APPEAL} {site}")
        text = "\n\n".join(paragraphs)
        day = chance.choice([None, 0, 1, 15, 17, 40])
        outcome = chance.choice(["coded", "coded", "coded", "too_short"])
        article = make(number % 50, text, day=day, revised=chance.choice([None, 50, 60]), outcome=outcome)
        keys = paragraph_keys(paragraphs, title=None, publishers=(), site=site)
        written.append(replace(article, site=site, title=f"Title {number}", paragraph_hashes=pack(keys)))
    repeated = [replace(one, text=text_of([7]), content_id=content_id(text_of([7]))) for one in written[:2]]
    return [*written, *chance.sample(written, 8), *repeated]


def stage(articles: list[Article], folder: Path) -> tuple[list[StagedKey], list[StagedGroup]]:
    """Stage articles in two files."""
    staged = []
    for part in (articles[:40], articles[40:]):
        file = StagedFile(str(folder))
        staged += [one for article in part for one in file.add(article)] + list(file.close())
    return (
        [one for one in staged if isinstance(one, StagedKey)],
        [one for one in staged if isinstance(one, StagedGroup)],
    )


@pytest.mark.parametrize("seed", range(4))
def test_decide_together_equals_the_steps(seed: int, tmp_path: Path) -> None:
    keys, groups = stage(pages(seed), tmp_path)
    texts: list[int] = []
    found = list(decide_together(keys, groups, texts.append))
    assert all(any(getattr(one, name) for one in found) for name in ("repeated_rows", "boilerplate", "copies"))
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        staged = (
            pipeline | "Keys" >> beam.Create(keys).with_output_types(StagedKey),
            pipeline | "Groups" >> beam.Create(groups).with_output_types(StagedGroup),
        )
        assert_that(staged | DecidePhase(), equal_to(found))
    counters = pipeline.result.metrics().query(MetricsFilter().with_name(TEXTS_COMPARED.name))["counters"]
    assert sum(texts) == sum(counter.committed for counter in counters) > 0


def test_decide_together_nothing_gives_nothing() -> None:
    assert list(decide_together([], [])) == []
