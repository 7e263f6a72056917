"""`newsbeam watch FOLDER... --output DIR|bq://PROJECT.DATASET`: new files as they appear."""

import logging
from datetime import datetime
from typing import Annotated

import typer

from pipeline.cli.exit_codes import report_errors, screen
from transforms.prepare.read.io.formats import Format


def watch(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help="Folders, globs, or gs:// paths.")],
    output: Annotated[str, typer.Option("--output", "-o", help="Folder for the tables, or bq://PROJECT.DATASET.")],
    temp: Annotated[str | None, typer.Option(help="gs://BUCKET/PATH for intermediate files.")] = None,
    every: Annotated[
        float | None, typer.Option(help="Seconds between two commits; default: 5 for a folder, 60 for BigQuery.")
    ] = None,
    most: Annotated[int, typer.Option(help="Files of a commit, at most.")] = 1_000,
    format: Annotated[Format | None, typer.Option(help="Format of every input; default: detected by content.")] = None,
    source: Annotated[str | None, typer.Option(help="Name of the source: identifies records without a URL.")] = None,
    model: Annotated[str, typer.Option(help="spaCy model: an installed package or a path.")] = "en_core_web_md",
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of publication.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of publication.")] = None,
    workers: Annotated[int, typer.Option(help="Processes; 0 is one per core.")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only errors.")] = False,
) -> None:
    """Read new files as they appear, and commit them every few seconds, to the tables that `newsbeam run` writes.

    Files that are there already are read first, but for those that an earlier command has read. SIGTERM or Ctrl-C ends
    it after the commit under way. It may be killed at any moment: the same command goes on, and nothing is lost or
    doubled.
    """
    with report_errors():
        from pipeline.cli.following import follow_until_stopped
        from pipeline.feeds.files import FileFeed
        from pipeline.options import RunOptions
        from pipeline.outputs.base import Output

        logging.getLogger().setLevel(logging.CRITICAL + 1)  # each error is reported once
        options = RunOptions(
            inputs=tuple(inputs),
            output=output,
            temp=temp,
            format=format.value if format else None,
            source=source,
            model=model,
            since=since.date() if since else None,
            until=until.date() if until else None,
            workers=workers,
        )

        def open_feed(_: Output) -> FileFeed:
            return FileFeed(options.inputs, exclude=options.temp)

        follow_until_stopped(options, open_feed, every=every, most=most, console=screen, quiet=quiet)
