"""`newsbeam report DIR -o PAGE`: a page of what the tables of an output folder tell."""

from typing import Annotated

import typer

from pipeline.cli import command_options as opt
from pipeline.cli.exit_codes import report_errors, say
from pipeline.cli.output_folder import open_output
from pipeline.cli.page_file import STANDARD_OUTPUT, check_page_path, write_page

EXAMPLES = """
Examples:

  newsbeam report tables -o report.html

  newsbeam report tables -o november.html --since 2024-11-01 --until 2024-11-30
"""

_OPTION = "--output"


def report(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="An output folder.")],
    output: Annotated[
        str, typer.Option(_OPTION, "-o", metavar="PAGE", help="Where the page is written; - is standard output.")
    ],
    since: opt.Since = None,
    until: opt.Until = None,
    incidents: Annotated[int, typer.Option(min=0, help="How many incidents have details: the most salient.")] = 500,
) -> None:
    """Write one page of what the tables tell: plots over time, a map, and incidents with their reports.

    The page needs no network.
    """
    with report_errors():
        ledger = open_output(folder)
        check_page_path(output, folder, option=_OPTION)
        from pipeline.options import check_period
        from pipeline.report.overview.overview import Period
        from pipeline.report.overview.read import read_overview

        period = Period(since=since and since.date(), until=until and until.date())
        check_period(period.since, period.until)
        found = read_overview(ledger, period, most_incidents=incidents)
        from pipeline.report.overview.page import render_overview  # imports Altair

        write_page(output, render_overview(found), option=_OPTION)
        if output != STANDARD_OUTPUT:
            counted = found.totals
            counts = f"{counted.articles:,} articles, {counted.events:,} events, {counted.incidents:,} incidents"
            say(f"{output}: {counts}")
