"""The options of `python -m tests.benchmarks`."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PARTS = ("stages", "start", "runs", "memory")
DEFAULT_PARTS = ("stages", "start", "runs")
DEFAULT_PAGES = (250,)
ROUNDS, ROUNDS_OF_MANY = 5, 3
MANY_PAGES = 1_000
"""More pages than these are measured in fewer rounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What to measure.

    Attributes:
        pages: Numbers of pages, the smallest first.
        parts: Some of `PARTS`, in their order.
        rounds: As given; None for the default, which depends on the number of pages.
        folder: Where made pages are kept; None for a temporary folder.
        json: File for the figures.
    """

    pages: tuple[int, ...] = DEFAULT_PAGES
    parts: tuple[str, ...] = DEFAULT_PARTS
    rounds: int | None = None
    folder: Path | None = None
    json: Path | None = None

    def rounds_of(self, pages: int) -> int:
        """How often to measure so many pages."""
        return self.rounds or (ROUNDS_OF_MANY if pages > MANY_PAGES else ROUNDS)


def _numbers(text: str) -> tuple[int, ...]:
    try:
        found = sorted({int(part) for part in text.split(",")})
    except ValueError:
        found = [0]
    if found[0] < 1:
        raise argparse.ArgumentTypeError(f"got {text!r}, wanted numbers from 1 on, such as 250,5000")
    return tuple(found)


def _parts(text: str) -> tuple[str, ...]:
    given = text.split(",")
    if unknown := [part for part in given if part not in PARTS]:
        raise argparse.ArgumentTypeError(f"got {', '.join(unknown)}, wanted some of {','.join(PARTS)}")
    return tuple(part for part in PARTS if part in given)


def _positive(text: str) -> int:
    return _numbers(text)[0]


def parse_arguments(arguments: Sequence[str]) -> Arguments:
    """Read the options; what is wrong with them is said, and ends the program."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="How fast newsbeam is, beside stock spaCy, stock trafilatura and a plain Beam pipeline.",
        epilog="Other benchmarks: link, link_cost, stream and cost in the place of options.",
    )
    parser.add_argument(
        "--pages",
        type=_numbers,
        default=DEFAULT_PAGES,
        metavar="N[,N...]",
        help="pages of whole commands; up to 250 are real ones, more are made from these (default: 250)",
    )
    parser.add_argument(
        "--only",
        type=_parts,
        default=DEFAULT_PARTS,
        dest="parts",
        metavar="PART[,PART...]",
        help="stages (each by itself), start (small commands), runs (whole commands, beside others), memory "
        "(pages a second and peak memory of newsbeam alone, by number of pages); default: all but memory",
    )
    parser.add_argument("--rounds", type=_positive, help="default: 5, or 3 of more than 1,000 pages")
    parser.add_argument("--folder", type=Path, help="keep made pages here, and use those that are here already")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, for `cost`")
    return Arguments(**vars(parser.parse_args(arguments)))
