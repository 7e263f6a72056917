"""The stages by themselves, each by the processor time of a page, beside stock trafilatura and stock spaCy."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.speed.machine import KERNEL_VARIABLE
from tests.benchmarks.speed.table import Row, ratios

SECTION = "stages, processor time of one process"
OF_A_RUN = (
    "read",
    "parse in the sandbox",
    "clean",
    "sign and stage",
    "annotate",
    "document",
    "entities",
    "quotes",
    "events",
    "link",
)
"""The stages of a run, in order."""

SUM = "all stages"
BESIDE = {
    "parse without a sandbox": "a part of 'parse in the sandbox'",
    "coder": "an annotation encoded and decoded, as when it crosses a shuffle",
    "bare_extraction": "stock trafilatura, with metadata",
    "nlp.pipe": "stock spaCy, the same model and texts",
}
"""What is measured beside them, and what it is."""

type Round = dict[str, Any]


def measure_stages(folder: Path, rounds: int) -> Iterator[Row]:
    """Measure the stages over the pages of a folder, each round in a new process.

    Yields:
        A row of each stage, of what is measured beside them, and of how they compare.
    """
    found = [run_round(folder, "all", number) for number in range(rounds)]
    yield from rows_of(found)
    if KERNEL_VARIABLE in os.environ:
        free = {name: value for name, value in os.environ.items() if name != KERNEL_VARIABLE}
        found = [run_round(folder, "annotate", number, environment=free) for number in range(rounds)]
        yield from _annotation_rows(found, f", {found[0]['kernel']} (OpenBLAS's choice)")


def run_round(folder: Path, which: str, number: int, *, environment: Mapping[str, str] | None = None) -> Round:
    """Run one round.

    Args:
        folder: Of pages.
        which: `all`, or `annotate` alone.
        number: Of the round; in every second one the others come first.
        environment: Variables in place of this process's.

    Raises:
        subprocess.CalledProcessError: It failed; what it said is on standard error.
    """
    first = "others" if number % 2 else "ours"
    command = [sys.executable, "-m", "tests.benchmarks.speed.stage_round", str(folder), which, first]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: Round = json.loads(done.stdout.splitlines()[-1])
    return found


def rows_of(found: Sequence[Round]) -> Iterator[Row]:
    """The rows of rounds over all stages."""
    sums = [sum(one["seconds"][name] for name in OF_A_RUN) for one in found]
    for name in OF_A_RUN:
        share = sum(one["seconds"][name] for one in found) / sum(sums)
        yield _cost(name, [one["seconds"][name] for one in found], found, f"{share:6.1%} of the sum")
    yield _cost(SUM, sums, found, f"{found[0]['tokens']:,} tokens of {found[0]['articles']:,} articles")
    for name, remark in BESIDE.items():
        yield _cost(name, [one["seconds"][name] for one in found], found, remark)
    ours = [one["seconds"]["parse without a sandbox"] + one["seconds"]["clean"] for one in found]
    yield _ratio(
        "parse + clean: times as fast as bare_extraction", [one["seconds"]["bare_extraction"] for one in found], ours
    )
    yield from _annotation_rows(found, f", {found[0]['kernel']}")


def _annotation_rows(found: Sequence[Round], kernel: str) -> Iterator[Row]:
    """How fast annotation is beside stock spaCy, in tokens a second."""
    ours = [one["tokens"] / one["seconds"]["annotate"] for one in found]
    others = [one["stock_tokens"] / one["seconds"]["nlp.pipe"] for one in found]
    yield Row(section=SECTION, name=f"annotate{kernel}", values=tuple(ours), unit="tokens/s")
    yield Row(section=SECTION, name=f"nlp.pipe{kernel}", values=tuple(others), unit="tokens/s")
    yield _ratio(f"annotate: times stock nlp.pipe{kernel}", ours, others)


def _cost(name: str, seconds: Sequence[float], found: Sequence[Round], remark: str) -> Row:
    """The cost of a page; the remark says how many pages and tokens a second that is, too."""
    pages, tokens = found[0]["pages"], found[0]["tokens"]
    row = Row(section=SECTION, name=name, values=tuple(1_000 * one / pages for one in seconds), unit="ms/page")
    each = row.median / 1_000 * pages
    speed = f"{pages / each:>9,.0f} pages/s {tokens / each:>11,.0f} tokens/s" if each else ""
    return Row(section=row.section, name=name, values=row.values, unit=row.unit, remark=f"{speed}  {remark}")


def _ratio(name: str, over: Sequence[float], under: Sequence[float]) -> Row:
    return Row(section=SECTION, name=name, values=ratios(over, under), unit="ratio")
