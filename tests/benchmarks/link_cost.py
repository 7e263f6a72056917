"""What copies, incidents and stories cost a run: `python -m tests.benchmarks link_cost [ARTICLES [ROUNDS]]`.

Different articles of the gold data are run with and without them, alternately, each time in a process of its own and
with one worker. Without them nothing computes signatures and topic words, finds copies, or keeps, reads, links and
writes what LINK is given. Printed are milliseconds of processor time an article by phase, child processes included; the
least of the rounds counts, as other programs can only slow this one down.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from hashlib import sha1
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import apache_beam as beam

from pipeline.run import assemble as assembling
from pipeline.run import run as running
from pipeline.run.assemble import Phase
from pipeline.run.plan import LINK_CHUNK, Plan
from schemas.flow.linking import ArticleRevision, LinkArticle
from schemas.flow.staging import RecodedRow, RowCopy, StagedKey
from schemas.rows.article import Article
from tests.end_to_end.command import newsbeam
from tests.measure import EVAL
from transforms.extract.document import Document

ARTICLES, ROUNDS = 3_000, 3
LEAST_WORDS = 80
"""Words of a text from which on it is an article and not a sentence."""


class _Copies(NamedTuple):
    copies: beam.PCollection[Any]
    recoded: beam.PCollection[Any]


class _NoCopies(beam.PTransform):
    """In the place of `FindCopies`."""

    def __init__(self, earlier: object) -> None:
        super().__init__()

    def expand(self, keys: beam.PCollection[StagedKey]) -> _Copies:
        return _Copies(
            *(
                keys.pipeline | name >> beam.Create([]).with_output_types(tuple[tuple[str, int], kind])
                for name, kind in (("copies", RowCopy), ("recoded", RecodedRow))
            )
        )


_NO_ARTICLE = LinkArticle(article_id="", content_id="")
_NO_REVISION = ArticleRevision(article_id="", content_id="")


def _patches() -> Iterator[Any]:
    """What leaves out copies, incidents and stories."""

    def unsigned(article: Article) -> Article:
        return article

    def no_words(_: Document) -> tuple[str, ...]:
        return ()

    def no_article(*_: object) -> LinkArticle:
        return _NO_ARTICLE

    def no_revision(_: Article) -> ArticleRevision:
        return _NO_REVISION

    def no_results(revisions: beam.PCollection[ArticleRevision], *_: object) -> dict[str, beam.PCollection[int]]:
        return {"records": revisions.pipeline | "NoRecords" >> beam.Create([0]).with_output_types(int)}

    def without_link(*arguments: Any) -> tuple[Plan | None, int]:
        plan, skipped = make_plan(*arguments)
        assert plan is not None
        return Plan(run=plan.run, chunks=tuple(one for one in plan.chunks if one != LINK_CHUNK)), skipped

    make_plan = running.make_plan
    yield mock.patch("transforms.prepare.stage.with_signature", unsigned)
    yield mock.patch("pipeline.graph.FindCopies", _NoCopies)
    yield mock.patch("transforms.extract.events.extract.topic_words", no_words)
    yield mock.patch("transforms.extract.events.extract.link_article", no_article)
    yield mock.patch("pipeline.graph.link_article", no_article)
    yield mock.patch.object(assembling, "revision_of", no_revision)
    yield mock.patch.object(assembling, "_linkable_results", no_results)
    yield mock.patch.object(running, "make_plan", without_link)


def corpus(count: int) -> list[dict[str, Any]]:
    """Different articles of the gold data, in an order that depends on nothing but their ids.

    Raises:
        ValueError: There are not as many.
    """
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((EVAL / "data").glob("*/input/articles.jsonl")):
        with path.open() as lines:
            for row in map(json.loads, lines):
                if len(row["text"].split()) >= LEAST_WORDS:
                    found.setdefault(row["text"].strip(), row)
    if len(found) < count:
        raise ValueError(f"articles: got {count}, wanted at most {len(found)}: there are no more in {EVAL}")
    return sorted(found.values(), key=lambda row: sha1(row["id"].encode()).digest())[:count]


def run_once(articles: str, output: str, *, is_linked: bool) -> dict[str, float]:
    """Seconds of processor time of a run in this process, by phase.

    Args:
        articles: A file of articles.
        output: The output folder; must not exist.
        is_linked: Whether copies, incidents and stories are part of it.
    """
    spent: Counter[str] = Counter()
    execute = running._Execution._execute

    def measured(self: Any, phase: Phase, *arguments: Any, **inputs: Any) -> None:
        if phase is Phase.LINK and not is_linked:
            return
        started = _processor_time()
        execute(self, phase, *arguments, **inputs)
        spent[phase.value] += _processor_time() - started

    started = _processor_time()
    with ExitStack() as patches:
        patches.enter_context(mock.patch.object(running._Execution, "_execute", measured))
        for patch in () if is_linked else _patches():
            patches.enter_context(patch)
        newsbeam("run", articles, "--output", output, "--workers", "1", "--quiet")
    total = _processor_time() - started
    return {**spent, "plan, commit, views": total - spent.total()}


def _processor_time() -> float:
    """Seconds of this process and of its children that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def run_in_process(articles: Path, *, is_linked: bool) -> dict[str, float]:
    """See `run_once`."""
    with tempfile.TemporaryDirectory() as folder:
        which = "with" if is_linked else "without"
        command = [sys.executable, "-m", __name__, which, str(articles), f"{folder}/out"]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    spent: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return spent


def main(sizes: Sequence[int]) -> None:
    """Measure and print.

    Args:
        sizes: Number of articles, and of rounds; those that are not given are `ARTICLES` and `ROUNDS`.
    """
    count, rounds = (*sizes, *(ARTICLES, ROUNDS)[len(sizes) :])
    found = corpus(count)
    least: dict[bool, dict[str, float]] = {True: {}, False: {}}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in found))
        for number in range(rounds):
            ratio = 0.0
            for is_linked in (False, True):
                spent = run_in_process(path, is_linked=is_linked)
                ratio = sum(spent.values()) / ratio if ratio else sum(spent.values())
                for phase, seconds in spent.items():
                    least[is_linked][phase] = min(seconds, least[is_linked].get(phase, seconds))
            print(f"round {number + 1}: {ratio - 1:+.3f}", flush=True)
    words = sum(len(row["text"].split()) for row in found)
    print(f"{count:,} articles, {words:,} words, {rounds} rounds: milliseconds an article without, with, more")
    for phase in least[True]:
        _show(phase, least[False].get(phase, 0.0) / count, least[True][phase] / count)
    without, linked = (sum(least[is_linked].values()) / count for is_linked in (False, True))
    _show("all", without, linked)
    print(f"copies, incidents and stories cost {linked / without - 1:.3f} of a run without them")


def _show(name: str, without: float, linked: float) -> None:
    print(f"  {name:<22}{1e3 * without:8.3f}{1e3 * linked:9.3f}{1e3 * (linked - without):+9.3f}")


if __name__ == "__main__":
    print(json.dumps(run_once(sys.argv[2], sys.argv[3], is_linked=sys.argv[1] == "with")))
