"""Measures what was asked for, and prints it as one table."""

import tempfile
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path

from tests.benchmarks.speed.arguments import DEFAULT_PAGES, ROUNDS, Arguments, parse_arguments
from tests.benchmarks.speed.machine import describe_machine
from tests.benchmarks.speed.made_pages import pages_of
from tests.benchmarks.speed.runs import measure_growth, measure_runs
from tests.benchmarks.speed.stages import measure_stages
from tests.benchmarks.speed.start import measure_gazetteer, measure_start
from tests.benchmarks.speed.table import Table


def main(given: Sequence[str]) -> None:
    """Measure and print.

    Args:
        given: Options, see `parse_arguments`.
    """
    arguments = parse_arguments(given)
    with tempfile.TemporaryDirectory(prefix="pages-") as scratch:
        table = Table(describe_machine())
        table.head()
        try:
            _measure(table, arguments, arguments.folder or Path(scratch))
        finally:
            if arguments.json is not None:
                table.write(arguments.json)


def _measure(table: Table, arguments: Arguments, folder: Path) -> None:
    """Measure all parts; those that are short come first."""
    pages = cache(partial(pages_of, folder=folder))
    if "stages" in arguments.parts:
        # The stages are those of real pages, of as many as there are at most.
        real = pages(min(arguments.pages[-1], *DEFAULT_PAGES))
        table.add(measure_stages(real.folder, arguments.rounds or ROUNDS))
    if "start" in arguments.parts:
        table.add(measure_start(arguments.rounds or ROUNDS))
        table.add(measure_gazetteer(arguments.rounds or ROUNDS))
    for count in arguments.pages:
        if "runs" in arguments.parts:
            table.add(measure_runs(pages(count), arguments.rounds_of(count)))
    for count in arguments.pages:
        if "memory" in arguments.parts:
            table.add(measure_growth(pages(count), arguments.rounds_of(count)))
