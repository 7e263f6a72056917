"""`newsbeam run INPUT... --output DIR|bq://PROJECT.DATASET`: raw news in, tables out."""

import json
import logging
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli import command_options as opt
from pipeline.cli.exit_codes import report_errors, screen
from pipeline.cli.render import show_summary
from transforms.extract.gc_freeze import collecting_later

EXAMPLES = """
Examples:

  newsbeam run articles/ --output tables

  newsbeam run 'crawl/*.warc.gz' dump.jsonl.zst -o tables --since 2024-11-01

  newsbeam run 'gs://my-news/**' -o bq://my-project.news --temp gs://my-scratch/newsbeam
"""


class Runner(StrEnum):
    """Values of --runner."""

    LOCAL = "local"
    DATAFLOW = "dataflow"
    FLINK = "flink"
    PORTABLE = "portable"


_FLINK: dict[str, Any] = {"rich_help_panel": "With --runner flink"}
_PORTABLE: dict[str, Any] = {"rich_help_panel": "With --runner portable"}
_WORKERS: dict[str, Any] = {"rich_help_panel": "With --runner flink or portable"}
_JOB_SERVER = "Beam's job server for Flink: HOST:PORT of a running one, or its jar; default: Beam downloads the jar."
_WORKER_POOL = "HOST:PORT of Beam's worker pool, as the job server's machines see it; default: localhost:50000."
_Input = Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, globs, or gs:// paths.")]


def run(
    inputs: _Input,
    output: opt.Output,
    temp: opt.Temp = None,
    runner: Annotated[Runner, typer.Option(help="The engine that the graph runs on.")] = Runner.LOCAL,
    format: opt.InputFormat = None,
    source: opt.Source = None,
    model: opt.Model = "en_core_web_md",
    since: opt.Since = None,
    until: opt.Until = None,
    reprocess: Annotated[bool, typer.Option("--reprocess", help="Read inputs again that are done already.")] = False,
    workers: opt.Workers = 0,
    chunk_mb: Annotated[int, typer.Option(help="Megabytes of input between two commits.")] = 256,
    max_failures: Annotated[
        float, typer.Option(help="Share of records that may fail before the run does, if there are 100 or more.")
    ] = 0.5,
    quiet: opt.Quiet = False,
    dry_run: opt.DryRun = False,
    project: opt.Project = None,
    region: opt.Region = None,
    image: opt.Image = None,
    service_account: opt.ServiceAccount = None,
    subnetwork: opt.Subnetwork = None,
    machine_type: opt.MachineType = "n2-standard-4",
    max_workers: opt.MaxWorkers = 20,
    label: opt.Label = None,
    flink_master: Annotated[str | None, typer.Option(help="HOST:PORT of Flink's REST service.", **_FLINK)] = None,
    flink_job_server: Annotated[str | None, typer.Option(help=_JOB_SERVER, **_FLINK)] = None,
    parallelism: Annotated[int, typer.Option(help="Parallelism of the Flink job.", **_FLINK)] = 2,
    job_endpoint: Annotated[str | None, typer.Option(help="HOST:PORT of a running job server.", **_PORTABLE)] = None,
    worker_pool: Annotated[str | None, typer.Option(help=_WORKER_POOL, **_WORKERS)] = None,
) -> None:
    """Turn raw news into tables: Parquet files, and newsbeam.duckdb with a view of each table.

    After an interruption, the same command resumes where it stopped. Inputs that are done are skipped.
    """
    given = locals()
    with report_errors(Path(output) / "_last_error.txt"):
        from pipeline.engines.start_up import start_processes
        from pipeline.options import RunOptions

        options = opt.make_options(RunOptions, given, runner=runner.value)
        if not dry_run:
            start_processes(options)
        with collecting_later():
            from pipeline.cli.progress import ProgressBar
            from pipeline.engines.clusters import Cluster, engine_of
            from pipeline.run.run import run as run_to_end

        logging.getLogger().setLevel(logging.CRITICAL + 1)  # report_errors reports each error once
        project = project or (options.dataset.project if options.dataset else None)
        cluster = opt.make_options(Cluster, given, project=project, labels=tuple(label or ()), processes=workers)
        if dry_run:
            from pipeline.cli.dry_run import dry_run as describe

            typer.echo(json.dumps(describe(options, cluster), indent=2))
            return
        with ProgressBar(screen, quiet=quiet) as progress:
            summary = run_to_end(options, progress, engine_of(options, cluster))
        if not quiet:
            show_summary(summary, screen)
