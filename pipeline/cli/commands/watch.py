"""`newsbeam watch INPUT... --output DIR|bq://PROJECT.DATASET`: new files as they appear."""

import logging
from typing import Annotated

import typer

from pipeline.cli import command_options as opt
from pipeline.cli.exit_codes import report_errors, screen

EXAMPLES = """
Examples:

  newsbeam watch incoming/ -o tables

  newsbeam watch 'gs://my-news/incoming/**' -o bq://my-project.news --temp gs://my-scratch/newsbeam
"""


def watch(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help="Folders, globs, or gs:// paths.")],
    output: opt.Output,
    temp: opt.Temp = None,
    every: opt.Every = None,
    most: Annotated[int, typer.Option(help="Files of a commit, at most.")] = 1_000,
    format: opt.InputFormat = None,
    source: opt.Source = None,
    model: opt.Model = "en_core_web_md",
    since: opt.Since = None,
    until: opt.Until = None,
    workers: opt.Workers = 0,
    quiet: opt.Quiet = False,
) -> None:
    """Read new files as they appear, and commit them every few seconds, to the tables that `newsbeam run` writes.

    Files that are there already are read first, but for those that an earlier command has read. SIGTERM or Ctrl-C ends
    it after the commit under way, with exit code 0; a second one at once. It may be killed at any moment: the same
    command goes on, and nothing is lost or doubled.
    """
    given = locals()
    with report_errors():
        from pipeline.cli.following import follow_until_stopped
        from pipeline.feeds.files import FileFeed
        from pipeline.options import RunOptions
        from pipeline.outputs.base import Output

        logging.getLogger().setLevel(logging.CRITICAL + 1)  # each error is reported once
        options = opt.make_options(RunOptions, given)

        def open_feed(_: Output) -> FileFeed:
            return FileFeed(options.inputs, exclude=options.temp)

        follow_until_stopped(options, open_feed, every=every, most=most, console=screen, quiet=quiet)
