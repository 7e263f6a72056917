"""`newsbeam stream --subscription SUBSCRIPTION --output DIR|bq://PROJECT.DATASET`: articles as they are published."""

import logging
from datetime import datetime
from typing import Annotated

import typer

from pipeline.cli.exit_codes import report_errors, screen


def stream(
    subscription: Annotated[str, typer.Option(help="projects/PROJECT/subscriptions/NAME, of Pub/Sub.")],
    output: Annotated[str, typer.Option("--output", "-o", help="Folder for the tables, or bq://PROJECT.DATASET.")],
    temp: Annotated[str | None, typer.Option(help="gs://BUCKET/PATH for intermediate files.")] = None,
    every: Annotated[
        float | None, typer.Option(help="Seconds between two commits; default: 5 for a folder, 60 for BigQuery.")
    ] = None,
    most: Annotated[int, typer.Option(help="Messages of a commit, at most.")] = 1_000,
    source: Annotated[str | None, typer.Option(help="Name of the source: identifies records without a URL.")] = None,
    model: Annotated[str, typer.Option(help="spaCy model: an installed package or a path.")] = "en_core_web_md",
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of publication.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of publication.")] = None,
    workers: Annotated[int, typer.Option(help="Processes; 0 is one per core.")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only errors.")] = False,
) -> None:
    """Read articles from Pub/Sub as they come in, to the tables that `newsbeam run` writes.

    A message carries an article, as JSON like a line of JSON Lines, or is a notification of Cloud Storage that names
    an object to read. It is acknowledged when its rows are committed; one that cannot be read becomes a row of
    `failures`. SIGTERM or Ctrl-C ends it after the commit under way.
    """
    with report_errors():
        from pipeline.cli.following import follow_until_stopped
        from pipeline.feeds.messages import MessageFeed, check_subscription
        from pipeline.options import RunOptions
        from pipeline.outputs.base import Output

        logging.getLogger().setLevel(logging.CRITICAL + 1)  # each error is reported once
        check_subscription(subscription)
        options = RunOptions(
            inputs=(subscription,),
            output=output,
            temp=temp,
            source=source,
            model=model,
            since=since.date() if since else None,
            until=until.date() if until else None,
            workers=workers,
        )

        def open_feed(output: Output) -> MessageFeed:
            return MessageFeed(subscription, output.messages_folder(), most)

        follow_until_stopped(options, open_feed, every=every, most=most, console=screen, quiet=quiet)
