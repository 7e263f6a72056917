"""Whole commands over the same pages: newsbeam, and the pipeline that one would write in an afternoon."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.speed.checks import check_afternoon, check_newsbeam
from tests.benchmarks.speed.computing import seconds_of
from tests.benchmarks.speed.made_pages import Pages
from tests.benchmarks.speed.process_tree import Measured, measure, memory_kind
from tests.benchmarks.speed.table import Row, ratios
from tests.end_to_end.command import NEWSBEAM
from tests.measure import EVAL

AFTERNOON = [sys.executable, str(EVAL / "afternoon.py")]
TWO_PROCESSES = ("--direct_num_workers=2", "--direct_running_mode=multi_processing")
MB = 1_000_000
GROWTH_SECTION = "newsbeam by number of pages, 2 processes"

type Rounds = list[Measured]
"""What a command took, round by round."""


def _newsbeam(folder: Path, output: Path, processes: int) -> Measured:
    command = [*NEWSBEAM, "run", str(folder), "--output", str(output), "--workers", str(processes), "--quiet"]
    return measure(command, samples_memory=True)


def _afternoon(folder: Path, output: Path, processes: int) -> Measured:
    options = ["--runner=FnApiRunner", *(TWO_PROCESSES if processes == 2 else ())]
    return measure([*AFTERNOON, str(folder), str(output), *options], samples_memory=True)


type Command = Callable[[Path, Path, int], Measured]
"""Measures a command over the pages of a folder, with an output folder and a number of processes."""

_CHECKS: dict[Command, Callable[[Path, Pages], str]] = {_newsbeam: check_newsbeam, _afternoon: check_afternoon}
_NAMES: dict[Command, str] = {_newsbeam: "newsbeam", _afternoon: "afternoon"}
COMMANDS = ((_newsbeam, 2), (_afternoon, 2), (_newsbeam, 1), (_afternoon, 1))


def measure_runs(pages: Pages, rounds: int) -> Iterator[Row]:
    """Measure newsbeam and the yardstick with one and two processes, in alternating order.

    Args:
        pages: What all of them read.
        rounds: How often.

    Yields:
        Rows of each command, and of how they compare.

    Raises:
        CommandError: A command failed.
        NotDoneError: A command did not do what it was to do.
    """
    section = f"{runs_section(pages.count)} ({'made' if pages.are_made else 'real'})"
    yield from page_rows(section, pages)
    found: dict[str, Rounds] = {_name(*command): [] for command in COMMANDS}
    computing: dict[int, list[float]] = {1: [], 2: []}
    did: dict[str, str] = {}
    for number in range(rounds):
        for run, processes in reversed(COMMANDS) if number % 2 else COMMANDS:
            name = _name(run, processes)
            measured, did[name] = _checked(run, processes, pages)
            found[name].append(measured)
        for processes in (2, 1) if number % 2 else (1, 2):
            computing[processes].append(seconds_of(processes))
    for name, measured_rounds in found.items():
        yield from command_rows(section, name, measured_rounds, pages.count, did[name])
    yield from comparison_rows(section, found, computing)


def runs_section(count: int) -> str:
    """What the heading of the rows over so many pages starts with."""
    return f"whole commands, {count:,} pages"


def measure_growth(pages: Pages, rounds: int) -> Iterator[Row]:
    """Measure newsbeam with two processes.

    Yields:
        A row of its speed, and one of its memory.
    """
    found = [_checked(_newsbeam, 2, pages) for _ in range(rounds)]
    yield from growth_rows(pages.count, [measured for measured, _ in found], found[0][1])


def _checked(run: Command, processes: int, pages: Pages) -> tuple[Measured, str]:
    """Run a command, and check what it wrote."""
    scratch = Path(tempfile.mkdtemp(prefix="benchmark-"))
    try:
        measured = run(pages.folder, scratch / "out", processes)
        print(f"{_name(run, processes)}, {pages.count:,} pages: {measured.wall:.1f} s", file=sys.stderr, flush=True)
        return measured, _CHECKS[run](scratch / "out", pages)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _name(run: Command, processes: int) -> str:
    return f"{_NAMES[run]}, {processes} process{'es' if processes > 1 else ''}"


def page_rows(section: str, pages: Pages) -> Iterator[Row]:
    """How made pages compare with real ones."""
    if pages.real is None or pages.made is None:
        return
    of_real = asdict(pages.real)
    names = {
        "kilobytes": ("size of a page", "kB"),
        "words": ("words of an article", "words"),
        "forms": ("distinct word forms in 1,000 words of an article", "forms"),
        "new_forms": ("forms in 1,000 words that no other of 250 has", "forms"),
    }
    for key, value in asdict(pages.made).items():
        name, unit = names[key]
        yield Row(section=section, name=name, values=(value,), unit=unit, remark=f"real ones: {of_real[key]:,.0f}")


def command_rows(section: str, name: str, rounds: Rounds, count: int, did: str) -> Iterator[Row]:
    """What a command took."""

    def row(what: str, values: Sequence[float], unit: str, remark: str = "") -> Row:
        return Row(section=section, name=f"{name}: {what}", values=tuple(values), unit=unit, remark=remark)

    yield row("wall-clock time", [one.wall for one in rounds], "s", did)
    yield row("speed", [count / one.wall for one in rounds], "pages/s")
    yield row("processor time", [one.cpu for one in rounds], "s", "all processes")
    yield row("peak memory", [one.peak / MB for one in rounds], "MB", f"all processes, {memory_kind()}")
    yield row("largest process", [one.largest / MB for one in rounds], "MB", "RSS")
    if name.startswith("newsbeam"):
        yield row("largest process that parses", [one.sandbox / MB for one in rounds], "MB", "RSS")


def comparison_rows(
    section: str, found: Mapping[str, Rounds], computing: Mapping[int, Sequence[float]]
) -> Iterator[Row]:
    """How the commands compare, round by round.

    Args:
        section: Of the rows.
        found: What each command took.
        computing: Seconds of pure computing by number of processes.
    """

    def row(what: str, values: Sequence[float], remark: str = "") -> Row:
        return Row(section=section, name=what, values=tuple(values), unit="ratio", remark=remark)

    walls = {name: [one.wall for one in rounds] for name, rounds in found.items()}
    for processes in ("2 processes", "1 process"):
        yield row(
            f"newsbeam: times afternoon's speed, {processes}",
            ratios(walls[f"afternoon, {processes}"], walls[f"newsbeam, {processes}"]),
        )
    gained = {
        name: ratios(walls[f"{name}, 1 process"], walls[f"{name}, 2 processes"]) for name in ("newsbeam", "afternoon")
    }
    reached = ratios(computing[1], computing[2])
    yield row("newsbeam: speed of 2 processes over 1", gained["newsbeam"])
    yield row("afternoon: speed of 2 processes over 1", gained["afternoon"])
    yield row("pure computing: speed of 2 processes over 1", reached, "what the machine had to give")
    yield row("newsbeam: that by pure computing's", ratios(gained["newsbeam"], reached))
    cpu = {name: [one.cpu for one in rounds] for name, rounds in found.items()}
    yield row("newsbeam: processor time of 2 over 1", ratios(cpu["newsbeam, 2 processes"], cpu["newsbeam, 1 process"]))


def growth_rows(count: int, rounds: Rounds, did: str) -> Iterator[Row]:
    """Speed and memory of newsbeam over so many pages."""
    for what, values, unit, remark in (
        ("speed", [count / one.wall for one in rounds], "pages/s", did),
        ("processor time", [1_000 * one.cpu / count for one in rounds], "ms/page", "all processes"),
        ("peak memory", [one.peak / MB for one in rounds], "MB", f"all processes, {memory_kind()}"),
        ("largest process", [one.largest / MB for one in rounds], "MB", "RSS"),
        ("largest process that parses", [one.sandbox / MB for one in rounds], "MB", "RSS"),
    ):
        yield Row(
            section=GROWTH_SECTION, name=f"{count:,} pages: {what}", values=tuple(values), unit=unit, remark=remark
        )
