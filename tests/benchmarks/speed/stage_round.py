"""One round over the stages, in a process of its own, as a run has one: nothing is known of an earlier round.

    python -m tests.benchmarks.speed.stage_round FOLDER all|annotate ours|others

The last word says what is measured first of the two, newsbeam's or the others'. Printed are the figures as JSON. Times
are of the processor, in seconds, of this process and, where pages are parsed in the sandbox, of its child.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil
import spacy
from trafilatura import bare_extraction

from schemas.coders import decode, encode
from schemas.flow.annotation import Annotation, token_count
from schemas.flow.linking import LinkArticle
from schemas.flow.parsed import ParsedRecord
from schemas.flow.record import InputRange, RawRecord
from schemas.rows.article import Article
from schemas.rows.entity import Entity
from schemas.rows.event import Event
from tests.benchmarks.link import measure_functions
from tests.benchmarks.speed.machine import blas_kernel
from tests.benchmarks.speed.made_pages import page_paths
from transforms.extract.annotate.annotator import annotator
from transforms.extract.annotate.model import load
from transforms.extract.document import cached_document
from transforms.extract.entities.extract import extract_entities
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.events.extract import extract_events, with_subject
from transforms.extract.extract_rows import valid_rows
from transforms.extract.link_article import link_article
from transforms.extract.quotes.extract import extract_quotes
from transforms.prepare.clean.clean import clean_record
from transforms.prepare.parse.page import parse_html
from transforms.prepare.parse.parse import parse_record
from transforms.prepare.parse.sandbox import Sandbox
from transforms.prepare.read.reader import read_range
from transforms.prepare.stage import StagedFile

WARM_UP = Path(__file__).parents[2] / "data" / "articles"
"""A page is read before anything is measured, so that what loads at first use is loaded. It is none of the others."""


@dataclass
class StageRound:
    """What a round found.

    Attributes:
        kernel: OpenBLAS's.
        pages, articles, tokens: How many; articles are those that are coded.
        stock_tokens: As stock spaCy counts them in the same texts.
        seconds: Of each stage, and of what it is compared with.
    """

    kernel: str = field(default_factory=blas_kernel)
    pages: int = 0
    articles: int = 0
    tokens: int = 0
    stock_tokens: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def lap(self, name: str, *others: psutil.Process) -> Iterator[None]:
        """Measure what is done inside, in this process and in others."""
        started = _processor_time(others)
        yield
        self.seconds[name] += _processor_time(others) - started


def _processor_time(others: Sequence[psutil.Process]) -> float:
    return time.process_time() + sum(sum(process.cpu_times()[:2]) for process in others)


def measure_pages(folder: Path, found: StageRound, *, ours_first: bool) -> list[Article]:
    """Read, parse, clean and stage the pages of a folder, and give stock trafilatura the same pages."""
    paths = page_paths(folder)
    found.pages = len(paths)
    with found.lap("read"):
        raws = [record for path in paths for record in read_one(path)]
    pages = [raw.html or b"" for raw in raws]

    def others() -> None:
        with found.lap("bare_extraction"):
            for page in pages:
                bare_extraction(page, with_metadata=True)

    def ours() -> list[Article]:
        with found.lap("parse without a sandbox"):
            for page in pages:
                parse_html(page)
        with Sandbox() as sandbox:
            sandbox.parse(pages[0])
            with found.lap("parse in the sandbox", *psutil.Process().children()):
                parsed = [parse_record(raw, sandbox) for raw in raws]
        with found.lap("clean"):
            cleaned = [clean_record(record) for record in parsed if isinstance(record, ParsedRecord)]
        return [article for article in cleaned if isinstance(article, Article) and article.outcome == "coded"]

    articles: list[Article] = []
    for work in (ours, others) if ours_first else (others, ours):
        articles = work() or articles
    found.articles = len(articles)
    with tempfile.TemporaryDirectory() as scratch, found.lap("sign and stage"):
        file = StagedFile(scratch)
        for article in articles:
            list(file.add(article))
        list(file.close())
    return articles


def read_one(path: Path) -> Iterator[RawRecord]:
    """The records of a file, read as a run reads it."""
    input_range = InputRange(uri=str(path), start=0, end=path.stat().st_size, format="html", compression="gzip")
    if path.suffix != ".gz":
        input_range = InputRange(uri=str(path), start=0, end=path.stat().st_size, format="html")
    yield from (record for record in read_range(input_range) if isinstance(record, RawRecord))


def measure_annotation(articles: Sequence[Article], found: StageRound, *, ours_first: bool) -> list[Annotation]:
    """Annotate articles, and give stock spaCy the same texts."""
    model, stock = annotator(), spacy.load(load().path)
    warm = next(iter(warm_up_articles()))
    model.annotate(warm)
    list(stock.pipe([warm.text]))
    annotations: list[Annotation] = []

    def ours() -> None:
        with found.lap("annotate"):
            annotations.extend(map(model.annotate, articles))

    def others() -> None:
        with found.lap("nlp.pipe"):
            found.stock_tokens = sum(map(len, stock.pipe(article.text for article in articles)))

    for work in (ours, others) if ours_first else (others, ours):
        work()
    found.tokens = sum(map(token_count, annotations))
    return annotations


def measure_extraction(annotations: Sequence[Annotation], found: StageRound) -> None:
    """Extract and link. The branches of an article share results, so each has what it adds to those before it."""
    linkable: list[LinkArticle] = []
    for annotation in annotations:
        with found.lap("document"):
            document = cached_document(annotation)
        with found.lap("entities"):
            entities = [row for row in valid_rows(annotation, extract_entities) if isinstance(row, Entity)]
        with found.lap("quotes"):
            list(valid_rows(annotation, extract_quotes))
        with found.lap("events"):
            events = [row for row in valid_rows(annotation, extract_events) if isinstance(row, Event)]
            linkable.append(link_article(with_subject(document, events), entities, events))
    steps, _ = measure_functions(linkable)
    found.seconds["link"] = sum(steps.values())
    encoded = [encode(annotation) for annotation in annotations]
    with found.lap("coder"):
        for annotation, data in zip(annotations, encoded, strict=True):
            encode(annotation)
            decode(Annotation, data)


def warm_up_articles() -> list[Article]:
    """Articles of the sample pages, parsed and cleaned, by everything that is measured."""
    found = []
    for path in sorted(WARM_UP.glob("*.html")):
        for raw in read_one(path):
            bare_extraction(raw.html, with_metadata=True)
            cleaned = clean_record(ParsedRecord(raw=raw, parsed=parse_html(raw.html or b""), is_page=True))
            found += [cleaned] if isinstance(cleaned, Article) else []
    return found


def warm_up_extraction() -> None:
    """Load all that extraction needs."""
    load_gazetteer()
    measure_extraction([annotator().annotate(article) for article in warm_up_articles()], StageRound())


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    folder, which, first = arguments
    found, ours_first = StageRound(), first == "ours"
    warm_up_articles()
    articles = measure_pages(Path(folder), found, ours_first=ours_first)
    annotations = measure_annotation(articles, found, ours_first=ours_first)
    if which == "all":
        warm_up_extraction()
        measure_extraction(annotations, found)
    print(json.dumps(asdict(found)))


if __name__ == "__main__":
    main(sys.argv[1:])
