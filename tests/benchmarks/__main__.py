"""Print each step's cost beside the obvious way to do it, or beside the model's pass.

    python -m tests.benchmarks [TEXTS.jsonl]

The texts are the `text` fields of a JSON Lines file; without one, those of the sample articles in `tests/data`, and
then invented ones that tell an event in every clause, the worst that news may be. Each pair is measured in turn,
several times, in this process; the median of the ratios is printed, and the least and greatest, which tell how noisy
the machine was. Nothing here is asserted: times are the machine's, ratios are for people to read.
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
from tests.documents import make_article
from tests.end_to_end.command import newsbeam
from tests.end_to_end.corpus import stories, tables
from transforms.extract.annotate.annotate import annotator
from transforms.extract.annotate.model import load
from transforms.extract.document import Document, build_document
from transforms.extract.entities.extract import extract_entities
from transforms.extract.events.extract import extract_events
from transforms.extract.quotes.extract import extract_quotes

ROUNDS = 5
SAMPLES = Path(__file__).parents[1] / "data" / "articles"


def given(path: str) -> list[str]:
    """The first texts of a JSON Lines file."""
    return [json.loads(line)["text"].strip() for line in Path(path).read_text().splitlines()[:60]]


def sample() -> list[str]:
    """The texts of the sample articles, as a run leaves them."""
    with tempfile.TemporaryDirectory() as folder:
        newsbeam("run", SAMPLES, "--output", Path(folder) / "out", "--quiet")
        return [json.loads(row)["text"] for row in tables(Path(folder) / "out", root=folder)["articles"]]


def dense() -> list[str]:
    """Invented texts that are all events."""
    return [story.text * 3 for story in stories(random.Random(1), 60)]


def seconds(work: Callable[[], object]) -> float:
    """Processor time of a piece of work: other processes on the machine do not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def compare(name: str, ours: Callable[[], object], other: Callable[[], object], *, than: str) -> None:
    """Measure two pieces of work in turn and print their ratio."""
    ours(), other()  # warm
    show(name, [seconds(ours) / seconds(other) for _ in range(ROUNDS)], than)


def show(name: str, ratios: Sequence[float], than: str) -> None:
    """Print the median of some ratios, the least and the greatest."""
    print(
        f"{name:<42} {statistics.median(ratios):6.3f}  ({min(ratios):.3f} to {max(ratios):.3f}) of {than}", flush=True
    )


BRANCHES: dict[str, Callable[[Document], object]] = {
    "entities": extract_entities,
    "quotes": extract_quotes,
    "events": extract_events,
}


def extract_all(annotations: Sequence[Annotation]) -> dict[str, float]:
    """Processor time of laying out and of each branch, one behind the other on each article as a fused stage runs them.

    What one branch has worked out is there for the next, so that each stands for what it adds.
    """
    spent = dict.fromkeys(("laying out", *BRANCHES), 0.0)
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
    """Print the cost of the three branches together and of each, beside the step before them."""
    extract_all(annotations)  # warm
    rounds = [(extract_all(annotations), seconds(annotate)) for _ in range(ROUNDS)]
    show("entities, quotes and events", [sum(spent.values()) / whole for spent, whole in rounds], "annotate")
    for name in rounds[0][0]:
        show(f"  {name}", [spent[name] / whole for spent, whole in rounds], "annotate")


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
    """Print what loading the gazetteer costs: in a new process, first with an empty cache, then with its file there."""
    with tempfile.TemporaryDirectory() as cache:
        for how in ("built", "from the cache"):
            environment = {**os.environ, "XDG_CACHE_HOME": cache}
            done = subprocess.run([sys.executable, "-c", _GAZETTEER], env=environment, capture_output=True, check=True)
            took, megabytes = map(float, done.stdout.split())
            print(f"{'gazetteer, ' + how:<42} {took:6.3f} s of processor time, {megabytes:.0f} MB")


def measure(texts: Sequence[str]) -> None:
    """Print what each step costs on these texts."""
    own = [make_article(text) for text in texts if text]
    words = sum(article.word_count for article in own)
    print(f"{len(own)} articles, {words} words, {ROUNDS} rounds; processor time, median (least to greatest)")
    ours, stock = annotator(), spacy.load(load().path)
    annotations = [ours.annotate(article) for article in own]
    encoded = [encode(annotation) for annotation in annotations]

    def annotate() -> None:
        for article in own:
            ours.annotate(article)

    compare("annotate", annotate, lambda: list(stock.pipe(article.text for article in own)), than="stock spaCy's pipe")
    compare_branches(annotations, annotate)
    compare("coder, there and back", lambda: [decode(Annotation, one) for one in encoded], annotate, than="annotate")


def main() -> None:
    """Measure and print."""
    gazetteer()
    for texts in [given(sys.argv[1])] if len(sys.argv) > 1 else [sample(), dense()]:
        measure(texts)


if __name__ == "__main__":
    main()
