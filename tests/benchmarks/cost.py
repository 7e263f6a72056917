"""What a cloud costs, as `deploy/COST.md`: `python -m tests.benchmarks cost FILE > deploy/COST.md`.

The file is what `python -m tests.benchmarks --json FILE` wrote, with the parts `stages` and `runs` or `memory`. All
that is not measured is a constant here; the text is in `cost_page.md`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.engines.clusters import DISK_GB, MACHINE_TYPE
from tests.benchmarks.speed.runs import GROWTH_SECTION, runs_section
from tests.benchmarks.speed.stages import OF_A_RUN, SECTION, SUM
from tests.benchmarks.speed.table import Row, Table, number, read_table

PRICES_OF = "November 2026"
PRICE_LIST = "https://cloud.google.com/dataflow/pricing"
VCPU_HOUR = 0.056
GB_HOUR = 0.003557
DISK_GB_HOUR = 0.000054
SHUFFLE_GB = 0.011
"""Dollars: list prices of batch workers in us-central1."""

UTILISATION = 0.8
"""Share of the paid time that workers compute; they wait for each other at the end of a step, and for storage."""

SHUFFLED_KB = 20
"""Of an article, a high guess: its key, its names and events as LINK needs them. Its text is staged in the bucket."""

VCPUS = 4
START_MINUTES = 4
"""From asking for a worker until it computes: a machine, an image of some GB, a model. It is paid for."""

MAX_WORKERS = 20
SYSTEM_GB = 1.0
"""What Dataflow's own processes take of a machine at most, as its documentation says."""

HEADROOM = 1.5
"""Long pages take more than those measured do; a worker without memory left is lost with all that it was doing."""

SHAPES = {"highcpu": 1.0, "standard": 4.0, "highmem": 8.0}
"""GB of memory of a vCPU, of Google's machine types (n2, e2)."""

MILLION = 1_000_000
ARTICLES_OF_MONTH = 900_000
ENOUGH_PAGES = 250
PAGE = Path(__file__).with_name("cost_page.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What is measured, and what follows from it.

    Attributes:
        machine: What it was measured on, by name.
        stages: Core-seconds of a thousand pages, by stage.
        whole: The same of the whole command, without its start where that can be told.
        start: Core-seconds of a command, whatever it reads; None if it was measured with one number of pages only.
        pages: How many were read, at most.
        process_gb: Of the largest process, with the one that parses pages for it.
    """

    machine: dict[str, object]
    stages: dict[str, float]
    whole: float
    start: float | None
    pages: int
    process_gb: float

    @property
    def vcpu_hours(self) -> float:
        """Of a million articles, with what is paid and not used."""
        return self.whole * 1_000 / 3_600 / UTILISATION

    @property
    def needed_gb(self) -> float:
        """Of a vCPU: there is one worker process for each."""
        return self.process_gb * HEADROOM + SYSTEM_GB / VCPUS

    @property
    def shape(self) -> str:
        """The machine type with the least memory that is enough."""
        return next((name for name, gb in SHAPES.items() if gb >= self.needed_gb), "highmem")

    @property
    def start_hours(self) -> float:
        """vCPU-hours until all workers compute."""
        return MAX_WORKERS * VCPUS * START_MINUTES / 60


def price_of_hour(shape: str) -> float:
    """Dollars of a vCPU for an hour, with its memory and its part of the machine's disk."""
    return VCPU_HOUR + SHAPES[shape] * GB_HOUR + DISK_GB / VCPUS * DISK_GB_HOUR


def cost_of(table: Table) -> Cost:
    """What the figures of a benchmark mean.

    Raises:
        ValueError: There are no figures of stages, or none of a whole command.
    """
    rows = {(row.section, row.name): row for row in table.rows}
    try:
        stages = {name: rows[SECTION, name].median for name in (*OF_A_RUN, SUM)}
    except KeyError as error:
        raise ValueError(f"figures: got none of the stage {error}, wanted those of --only stages,runs") from error
    wholes = sorted(_wholes(table.rows))
    if not wholes:
        raise ValueError("figures: got none of whole commands, wanted those of --only stages,runs")
    fewest, most = wholes[0], wholes[-1]
    whole, start = 1_000 * most.cpu / most.pages, None
    if fewest.pages < most.pages:
        whole = 1_000 * (most.cpu - fewest.cpu) / (most.pages - fewest.pages)
        start = max(0.0, fewest.cpu - whole / 1_000 * fewest.pages)
    return Cost(
        machine=table.machine,
        stages=stages,
        whole=whole,
        start=start,
        pages=most.pages,
        process_gb=max(one.process_mb for one in wholes) / 1_000,
    )


class _Whole(NamedTuple):
    """A whole command: core-seconds, and the MB of its largest process and of the one that parses for it."""

    pages: int
    cpu: float
    process_mb: float


def _wholes(rows: Sequence[Row]) -> Iterator[_Whole]:
    """The whole commands with two processes."""
    found = {(row.section, row.name): row.median for row in rows}
    for (section, name), value in found.items():
        what, _, measured = name.rpartition(": ")
        if measured != "processor time":
            continue
        if section == GROWTH_SECTION:
            count = int(what.removesuffix(" pages").replace(",", ""))
            cpu = value * count / 1_000
        elif what == "newsbeam, 2 processes":
            count = next(count for count in _counts(section) if section.startswith(runs_section(count)))
            cpu = value
        else:
            continue
        process_mb = sum(found[section, f"{what}: largest process{end}"] for end in ("", " that parses"))
        yield _Whole(count, cpu, process_mb)


def _counts(section: str) -> Iterator[int]:
    """The numbers in a heading."""
    yield from (int(word.replace(",", "")) for word in section.split() if word.replace(",", "").isdigit())


def page(cost: Cost) -> str:
    """The text of `deploy/COST.md`."""
    hour = price_of_hour(cost.shape)
    computing, start = cost.vcpu_hours * hour, cost.start_hours * hour
    shuffled_gb = SHUFFLED_KB * MILLION / 1e6
    shuffle = shuffled_gb * SHUFFLE_GB
    every_day = 30 * VCPUS * START_MINUTES / 60 * hour
    return PAGE.read_text().format(
        machine="\n".join(f"- {name}: {value}" for name, value in cost.machine.items()),
        pages=f"{cost.pages:,}",
        stages="\n".join(
            f"| {name} | {number(cost.stages[name])} | {cost.stages[name] / cost.stages[SUM]:.0%} |"
            for name in OF_A_RUN
        ),
        sum=number(cost.stages[SUM]),
        warning="" if cost.pages >= ENOUGH_PAGES else " **These are too few to tell what many cost.**",
        included="" if cost.start is not None else ", start",
        of_start=""
        if cost.start is None
        else f"| start of a command, whatever it reads: {number(cost.start)} core-seconds | | |\n",
        rest=number(cost.whole - cost.stages[SUM]),
        whole=number(cost.whole),
        process_gb=f"{cost.process_gb:.2f}",
        needed_gb=f"{cost.needed_gb:.2f}",
        system_gb=f"{SYSTEM_GB:g}",
        vcpus=VCPUS,
        shapes="\n".join(
            f"| {name} | {gb:g} | {price_of_hour(name):.4f} | {'yes' if gb >= cost.needed_gb else 'no'} |"
            for name, gb in SHAPES.items()
        ),
        shape=cost.shape,
        shape_gb=f"{SHAPES[cost.shape]:g}",
        machine_type=MACHINE_TYPE,
        workers=MAX_WORKERS,
        start_minutes=START_MINUTES,
        prices_of=PRICES_OF,
        price_list=PRICE_LIST,
        vcpu_hour=VCPU_HOUR,
        gb_hour=GB_HOUR,
        disk_gb_hour=f"{DISK_GB_HOUR:.6f}",
        shuffle_gb=SHUFFLE_GB,
        disk_gb=DISK_GB,
        hour=f"{hour:.4f}",
        utilisation=f"{UTILISATION:g}",
        vcpu_hours=f"{cost.vcpu_hours:.1f}",
        computing=f"{computing:.2f}",
        start_hours=f"{cost.start_hours:.1f}",
        start=f"{start:.2f}",
        shuffled_kb=SHUFFLED_KB,
        shuffled_gb=f"{shuffled_gb:.0f}",
        shuffle=f"{shuffle:.2f}",
        total=f"{computing + start + shuffle:.2f}",
        minutes=f"{60 * cost.vcpu_hours / MAX_WORKERS / VCPUS:.0f}",
        month=f"{ARTICLES_OF_MONTH / MILLION * (computing + shuffle) + every_day:.2f}",
    )


def main(arguments: Sequence[str]) -> None:
    """Print the page.

    Args:
        arguments: The file.
    """
    if len(arguments) != 1:
        raise SystemExit(
            "cost: wanted the file that `python -m tests.benchmarks --only stages,runs --json FILE` writes"
        )
    print(page(cost_of(read_table(Path(arguments[0])))), end="")
