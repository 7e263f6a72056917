"""Print the cost of each step relative to a baseline.

    python -m tests.benchmarks [TEXTS.jsonl]
    python -m tests.benchmarks link [SIZE...]     how the cost of LINK grows; see link.py beside this file
    python -m tests.benchmarks link_cost [ARTICLES [ROUNDS]]
                                                  what copies, incidents and stories cost a run; see link_cost.py
    python -m tests.benchmarks stream [stub|model [SECONDS [RATE]]]
                                                  lag and memory of a steady stream; see stream.py

The texts are the `text` fields of a JSON Lines file; by default those of the sample articles in `tests/data`, and then
generated ones with an event in every clause, as a worst case. Each pair is measured alternately, several times, in this
process; printed are the median of the ratios, and the minimum and maximum, which show how noisy the machine was.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import random

import spacy

from schemas.coders import decode, encode
from schemas.flow.annotation import Annotation
from tests.benchmarks import link, link_cost, stream
from tests.documents import make_article
from tests.end_to_end.command import newsbeam
from tests.end_to_end.corpus import stories, tables
from transforms.extract.annotate.annotator import annotator
from transforms.extract.annotate.model import load
from transforms.extract.document import Document, build_document
from transforms.extract.entities.extract import extract_entities
from transforms.extract.events.extract import extract_events
from transforms.extract.quotes.extract import extract_quotes

ROUNDS = 5
SAMPLES = Path(__file__).parents[1] / "data" / "articles"


def texts_of(path: str) -> list[str]:
    """The first texts of a JSON Lines file."""
    return [json.loads(line)["text"].strip() for line in Path(path).read_text().splitlines()[:60]]


def sample_texts() -> list[str]:
    """The cleaned texts of the sample articles."""
    with tempfile.TemporaryDirectory() as folder:
        newsbeam("run", SAMPLES, "--output", Path(folder) / "out", "--quiet")
        return [json.loads(row)["text"] for row in tables(Path(folder) / "out", root=folder)["articles"]]


def dense_texts() -> list[str]:
    """Generated texts with an event in every clause."""
    return [story.text * 3 for story in stories(random.Random(1), 60)]


def seconds(work: Callable[[], object]) -> float:
    """Processor time of a function; other processes on the machine do not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def compare(name: str, measured: Callable[[], object], baseline: Callable[[], object], *, baseline_name: str) -> None:
    """Measure two functions alternately and print the ratio of their costs."""
    measured(), baseline()  # warm up
    show(name, [seconds(measured) / seconds(baseline) for _ in range(ROUNDS)], baseline_name)


def show(name: str, ratios: Sequence[float], baseline_name: str) -> None:
    """Print the median, minimum and maximum of ratios."""
    print(
        f"{name:<42} {statistics.median(ratios):6.3f}  ({min(ratios):.3f} to {max(ratios):.3f}) of {baseline_name}",
        flush=True,
    )


BRANCHES: dict[str, Callable[[Document], object]] = {
    "entities": extract_entities,
    "quotes": extract_quotes,
    "events": extract_events,
}


def extract_all(annotations: Sequence[Annotation]) -> dict[str, float]:
    """Processor time of building the document and of each branch, in sequence on each article as in a fused stage.

    Branches share cached results, so that the time of each is what it adds to those before it.
    """
    spent = dict.fromkeys(("building the document", *BRANCHES), 0.0)
    for annotation in annotations:
        laps = [time.process_time()]
        document = build_document(annotation)
        for work in BRANCHES.values():
            laps.append(time.process_time())
            work(document)
        laps.append(time.process_time())
        for name, (start, end) in zip(spent, pairwise(laps), strict=True):
            spent[name] += end - start
    return spent


def compare_branches(annotations: Sequence[Annotation], annotate: Callable[[], object]) -> None:
    """Print the cost of the three branches, together and each, relative to annotation."""
    extract_all(annotations)  # warm up
    rounds = [(extract_all(annotations), seconds(annotate)) for _ in range(ROUNDS)]
    show("entities, quotes and events", [sum(spent.values()) / baseline for spent, baseline in rounds], "annotate")
    for name in rounds[0][0]:
        show(f"  {name}", [spent[name] / baseline for spent, baseline in rounds], "annotate")


_GAZETTEER = """
import time
import psutil
import msgspec, numpy, pyarrow.csv, rapidfuzz.process
from transforms.extract.entities.gazetteer.load import load_gazetteer
process = psutil.Process()
before, start = process.memory_info().rss, time.process_time()
load_gazetteer()
print(time.process_time() - start, (process.memory_info().rss - before) / 2**20)
"""


def gazetteer() -> None:
    """Print the cost of loading the gazetteer in a new process, first with an empty cache, then from the cache."""
    with tempfile.TemporaryDirectory() as cache:
        for how in ("built", "from the cache"):
            environment = {**os.environ, "XDG_CACHE_HOME": cache}
            done = subprocess.run([sys.executable, "-c", _GAZETTEER], env=environment, capture_output=True, check=True)
            took, megabytes = map(float, done.stdout.split())
            print(f"{'gazetteer, ' + how:<42} {took:6.3f} s of processor time, {megabytes:.0f} MB")


def measure(texts: Sequence[str]) -> None:
    """Print the cost of each step on these texts."""
    articles = [make_article(text) for text in texts if text]
    words = sum(article.word_count for article in articles)
    print(f"{len(articles)} articles, {words} words, {ROUNDS} rounds; processor time, median (minimum to maximum)")
    model, stock = annotator(), spacy.load(load().path)
    annotations = [model.annotate(article) for article in articles]
    encoded = [encode(annotation) for annotation in annotations]

    def annotate() -> None:
        for article in articles:
            model.annotate(article)

    compare(
        "annotate",
        annotate,
        lambda: list(stock.pipe(article.text for article in articles)),
        baseline_name="stock spaCy's pipe",
    )
    compare_branches(annotations, annotate)
    compare(
        "coder, there and back",
        lambda: [decode(Annotation, data) for data in encoded],
        annotate,
        baseline_name="annotate",
    )


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["link"]:
        link.main([int(size) for size in sys.argv[2:]] or link.SIZES)
        return
    if sys.argv[1:2] == ["link_cost"]:
        link_cost.main([int(number) for number in sys.argv[2:]])
        return
    if sys.argv[1:2] == ["stream"]:
        stream.main(sys.argv[2:])
        return
    gazetteer()
    for texts in [texts_of(sys.argv[1])] if len(sys.argv) > 1 else [sample_texts(), dense_texts()]:
        measure(texts)


if __name__ == "__main__":
    main()
