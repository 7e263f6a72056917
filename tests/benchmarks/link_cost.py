"""What copies, incidents and stories cost a run: `python -m tests.benchmarks link_cost [ARTICLES [ROUNDS]]`.

Different articles of the gold data are run with and without them, alternately, each time in a process of its own and
with one worker. Without them nothing computes signatures and topic words, finds copies, or keeps, reads, links and
writes what LINK is given. Printed are milliseconds of processor time an article by phase, child processes included; the
least of the rounds counts, as other programs can only slow this one down.

On a busy machine two runs differ by more than what is looked for. So the functions of PREPARE and EXTRACT that a run
without does not need are measured by themselves, too; that leaves out what Beam spends on passing on what they give.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from hashlib import sha1
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import apache_beam as beam

from pipeline.run import assemble as assembling
from pipeline.run import run as running
from pipeline.run.assemble import Phase
from pipeline.run.execution import Execution
from pipeline.run.plan import LINK_CHUNK, Plan
from schemas.flow.linking import ArticleRevision, LinkArticle
from schemas.flow.staging import EarlierRow, RecodedRow, RowCopy, StagedKey
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
    known: beam.PCollection[Any]


class _NoCopies(beam.PTransform):
    """In the place of `FindCopies`."""

    def __init__(self, earlier: object) -> None:
        super().__init__()

    def expand(self, keys: beam.PCollection[StagedKey]) -> _Copies:
        return _Copies(
            *(
                keys.pipeline | name >> beam.Create([]).with_output_types(tuple[tuple[str, int], kind])
                for name, kind in (("copies", RowCopy), ("recoded", RecodedRow), ("known", EarlierRow))
            )
        )


_OWN = {
    "transforms.prepare.stage.signature": Phase.PREPARE,
    "transforms.extract.events.extract.topic_words": Phase.EXTRACT,
    "transforms.extract.events.extract.link_article": Phase.EXTRACT,
    "pipeline.run.record_files.write_records": Phase.EXTRACT,
}
"""Functions that a run without copies, incidents and stories does not need in a phase."""

_OTHER = "plan, commit, views"


class Spent(NamedTuple):
    """Seconds of processor time of a run, or milliseconds an article.

    Attributes:
        phases: By phase.
        own: Of the functions of `_OWN`, by phase.
    """

    phases: dict[str, float]
    own: dict[str, float]


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


class _Stopwatch:
    """Measures the phases of the runs in this process, and functions within them."""

    def __init__(self) -> None:
        self.spent = Spent(Counter(), Counter())
        self._phase: Phase | None = None

    def patches(self, *, is_linked: bool) -> Iterator[Any]:
        """What measures a run.

        Args:
            is_linked: Whether it has a phase of LINK.
        """
        execute = Execution._execute

        def measured(execution: Any, phase: Phase, *arguments: Any, **inputs: Any) -> None:
            if phase is not Phase.LINK or is_linked:
                self._phase, started = phase, _processor_time()
                execute(execution, phase, *arguments, **inputs)
                self.spent.phases[phase.value] += _processor_time() - started

        yield mock.patch.object(Execution, "_execute", measured)
        for name, phase in _OWN.items():
            module, _, function = name.rpartition(".")
            yield mock.patch(name, self._timed(getattr(import_module(module), function), phase))

    def _timed(self, function: Callable[..., Any], phase: Phase) -> Callable[..., Any]:
        def measured(*arguments: Any) -> Any:
            started = time.thread_time()
            result = function(*arguments)
            if self._phase is phase:
                self.spent.own[phase.value] += time.thread_time() - started
            return result

        return measured


def run_once(articles: str, output: str, *, is_linked: bool) -> Spent:
    """Measure a run in this process, in seconds.

    Args:
        articles: A file of articles.
        output: The output folder; must not exist.
        is_linked: Whether copies, incidents and stories are part of it.
    """
    stopwatch, started = _Stopwatch(), _processor_time()
    with ExitStack() as patches:
        for patch in (*stopwatch.patches(is_linked=is_linked), *(() if is_linked else _patches())):
            patches.enter_context(patch)
        newsbeam("run", articles, "--output", output, "--workers", "1", "--quiet")
    phases, own = stopwatch.spent
    return Spent({**phases, _OTHER: _processor_time() - started - sum(phases.values())}, dict(own))


def _processor_time() -> float:
    """Seconds of this process and of its children that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def run_in_process(articles: Path, *, is_linked: bool) -> Spent:
    """See `run_once`."""
    with tempfile.TemporaryDirectory() as folder:
        which = "with" if is_linked else "without"
        command = [sys.executable, "-m", __name__, which, str(articles), f"{folder}/out"]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    return Spent(*json.loads(done.stdout.splitlines()[-1]))


def measure(count: int, rounds: int) -> tuple[Spent, Spent]:
    """Milliseconds an article of a run without copies, incidents and stories, and of one with them."""
    found: dict[bool, list[Spent]] = {False: [], True: []}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in corpus(count)))
        for number in range(rounds):
            for is_linked, runs in found.items():
                runs.append(run_in_process(path, is_linked=is_linked))
            without, linked = (sum(runs[-1].phases.values()) for runs in found.values())
            print(f"round {number + 1}: {linked / without - 1:+.3f}", flush=True)

    def least(parts: Sequence[dict[str, float]]) -> dict[str, float]:
        return {name: 1_000 * min(part[name] for part in parts) / count for name in parts[0]}

    without, linked = (
        Spent(least([run.phases for run in runs]), least([run.own for run in runs])) for runs in found.values()
    )
    return without, linked


def main(sizes: Sequence[int]) -> None:
    """Measure and print.

    Args:
        sizes: Number of articles, and of rounds; those that are not given are `ARTICLES` and `ROUNDS`.
    """
    count, rounds = (*sizes, *(ARTICLES, ROUNDS)[len(sizes) :])
    without, linked = measure(count, rounds)
    print(f"{count:,} articles, {rounds} rounds: milliseconds an article without, with, more, more by itself")
    own = 0.0
    for phase, cost in linked.phases.items():
        more = cost - without.phases.get(phase, 0.0)
        by_itself = linked.own.get(phase, more)
        own += by_itself
        print(f"  {phase:<22}{without.phases.get(phase, 0.0):8.3f}{cost:9.3f}{more:+9.3f}{by_itself:+9.3f}")
    before, after = sum(without.phases.values()), sum(linked.phases.values())
    print(f"  {'all':<22}{before:8.3f}{after:9.3f}{after - before:+9.3f}{own:+9.3f}")
    print("copies, incidents and stories, by a run without them:")
    print(f"  {after / before - 1:.3f} as the runs differ, {own / (after - own):.3f} by themselves")


if __name__ == "__main__":
    print(json.dumps(run_once(sys.argv[2], sys.argv[3], is_linked=sys.argv[1] == "with")))
