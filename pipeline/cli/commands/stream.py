"""`newsbeam stream --subscription SUBSCRIPTION --output DIR|bq://PROJECT.DATASET`: articles as they are published."""

import json
import logging
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

import typer

from pipeline.cli import command_options as opt
from pipeline.cli.exit_codes import report_errors, screen

EXAMPLES = """
Examples:

  newsbeam stream --subscription projects/p/subscriptions/articles -o tables

  newsbeam stream --subscription projects/p/subscriptions/articles -o bq://p.news --temp gs://my-scratch/newsbeam
"""


class StreamRunner(StrEnum):
    """Values of --runner."""

    LOCAL = "local"
    DATAFLOW = "dataflow"


_DATAFLOW: dict[str, Any] = {"rich_help_panel": "With --runner dataflow"}
_MEMORY = "How long after its publication an article is known where copies are found."
_UPDATE = "Replace the running job of the subscription; it goes on with what that one remembers."


def stream(
    subscription: Annotated[str, typer.Option(help="projects/PROJECT/subscriptions/NAME, of Pub/Sub.")],
    output: opt.Output,
    temp: opt.Temp = None,
    runner: Annotated[StreamRunner, typer.Option(help="Where it runs.")] = StreamRunner.LOCAL,
    every: opt.Every = None,
    most: Annotated[int, typer.Option(help="Messages of a commit, at most.")] = 1_000,
    source: opt.Source = None,
    model: opt.Model = "en_core_web_md",
    since: opt.Since = None,
    until: opt.Until = None,
    workers: opt.Workers = 0,
    quiet: opt.Quiet = False,
    memory_hours: Annotated[
        float,
        typer.Option(help="How long after its publication an article is known where copies are found.", **_DATAFLOW),
    ] = 72.0,
    update: Annotated[bool, typer.Option("--update", help=_UPDATE, **_DATAFLOW)] = False,
    dry_run: opt.DryRun = False,
    project: opt.Project = None,
    region: opt.Region = None,
    image: opt.Image = None,
    service_account: opt.ServiceAccount = None,
    subnetwork: opt.Subnetwork = None,
    machine_type: opt.MachineType = "n2-standard-4",
    max_workers: opt.MaxWorkers = 20,
    label: opt.Label = None,
) -> None:
    """Read articles from Pub/Sub as they come in, to the tables that `newsbeam run` writes.

    A message carries an article, as JSON like a line of JSON Lines, or is a notification of Cloud Storage that names
    an object to read. It is acknowledged when its rows are safe; one that cannot be read becomes a row of `failures`.
    On this machine SIGTERM or Ctrl-C ends it after the commit under way, with exit code 0; a second one at once. On
    Dataflow it goes on as a job of its own.
    """
    given = locals()
    with report_errors():
        from pipeline.options import RunOptions, check_subscription

        logging.getLogger().setLevel(logging.CRITICAL + 1)  # each error is reported once
        check_subscription(subscription)
        options = opt.make_options(RunOptions, given, inputs=(subscription,), runner=runner.value)
        if runner is StreamRunner.LOCAL:
            _follow(options, every=every, most=most, quiet=quiet)
            return

        from pipeline.cli.dry_run import describe
        from pipeline.engines.clusters import Cluster
        from pipeline.engines.dataflow_stream import check_name, launch_stream
        from pipeline.run.stream_job import prepare_stream, stream_name

        project = project or (options.dataset.project if options.dataset else None)
        cluster = opt.make_options(Cluster, given, project=project, labels=tuple(label or ()), processes=workers)
        cluster.check(options.runner)
        settings = cluster.stream_options(
            job_name=stream_name(subscription), temp=options.temp, update=update, dry_run=dry_run
        )
        if not dry_run:
            check_name(settings)
        job = prepare_stream(options, timedelta(hours=memory_hours), dry_run=dry_run)
        if dry_run:
            typer.echo(json.dumps(describe(job.build, settings), indent=2))
        else:
            screen.print(f"{job.name}: {launch_stream(job.build, settings)}", highlight=False)


def _follow(options: Any, *, every: float | None, most: int, quiet: bool) -> None:
    from pipeline.cli.following import follow_until_stopped
    from pipeline.feeds.messages import MessageFeed
    from pipeline.outputs.base import Output

    def open_feed(output: Output) -> MessageFeed:
        return MessageFeed(options.inputs[0], output.messages_folder(), most)

    follow_until_stopped(options, open_feed, every=every, most=most, console=screen, quiet=quiet)
