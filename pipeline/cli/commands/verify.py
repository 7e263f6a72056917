"""`newsbeam verify DIR [ID...]`: take rows back to their bytes."""

from enum import IntEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import command_options as opt
from pipeline.cli.exit_codes import report_errors, screen
from pipeline.cli.output_folder import open_output
from pipeline.options import processes

EXAMPLES = """
Examples:

  newsbeam verify tables

  newsbeam verify tables 3f2a9c0d

  newsbeam verify tables 3f2a9c0d 81bb7e24 --workers 1

  newsbeam verify tables --seconds 120 --memory-mb 4096
"""


class Verdict(IntEnum):
    """Exit codes."""

    FOUND = 0
    FAILED = 3
    UNKNOWN = 4


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An output folder.")],
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID", help="Articles, events, quotations, entities, incidents, stories: ids or their beginnings."
        ),
    ] = None,
    seconds: opt.Seconds = None,
    memory_mb: opt.MemoryMb = None,
    workers: Annotated[int, typer.Option(min=0, help="Pages parsed at once; 0 is one per core.")] = 0,
) -> None:
    """Read the records of rows again, and look up every passage that the rows point to.

    Of all articles, or of those that the given ids name, each input is compared with its fingerprint, the record is
    read at its place, parsed and cleaned as the run did, and the text must be that of the row; then every span of the
    article's entities, quotations and events must stand there, and say what the row says. The id of a row that a later
    revision of its article has replaced names that older revision; that of an incident or story all its articles.
    The events and articles that an incident or story names must be there, and its claims be what events count.
    Nothing is written.

    Exit codes: 0 everything is found; 3 a row fails; 4 none fails, but an input is gone or has changed, a page takes
    more to parse than is allowed, or rows of another version of newsbeam do not say what this one reads.
    """
    with report_errors():
        limits = opt.parser_limits(seconds, memory_mb)
        from pipeline.evidence.clusters import verify_clusters
        from pipeline.evidence.summary import Summary
        from pipeline.evidence.verify import verify as verify_rows
        from pipeline.outputs.folder.lookup import articles_of, find, standing
        from pipeline.outputs.folder.query import open_tables
        from pipeline.printable import printable

        ledger = open_output(folder, instead="a dataset's articles name their records in the column record")
        if not ledger.commit_numbers():
            screen.print("nothing is committed yet: the tables are empty")
        summary = Summary()
        with open_tables(ledger, all_rows=True) as tables:
            named = [find(tables, one) for one in given or ()]
            found = [standing(tables, one) for one in named]
            for one, other in zip(named, found, strict=True):
                if one != other:
                    typer.echo(f"{one.kind} {one.id} was merged into {other.id}")
            wanted = articles_of(tables, found) if given else None
            for article in verify_rows(tables, ledger.output, wanted, processes=processes(workers), limits=limits):
                for line in summary.add(article):
                    typer.echo(printable(line))
            for cluster in verify_clusters(tables, found if given else None):
                for line in summary.add_cluster(cluster):
                    typer.echo(printable(line))
        for line in summary.lines(str(folder)):
            typer.echo(printable(line))
        verdict = Verdict.FAILED if summary.has_failed else Verdict.FOUND if summary.is_found else Verdict.UNKNOWN
    if verdict:
        raise typer.Exit(verdict)
