"""`newsbeam run INPUT... --output DIR|bq://PROJECT.DATASET`: raw news in, tables out."""

import json
import logging
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli.exit_codes import report_errors, screen
from pipeline.cli.render import show_summary
from transforms.prepare.read.io.formats import Format


class Runner(StrEnum):
    """Values of --runner."""

    LOCAL = "local"
    DATAFLOW = "dataflow"
    FLINK = "flink"
    PORTABLE = "portable"


_DATAFLOW: dict[str, Any] = {"rich_help_panel": "With --runner dataflow"}
_FLINK: dict[str, Any] = {"rich_help_panel": "With --runner flink"}
_PORTABLE: dict[str, Any] = {"rich_help_panel": "With --runner portable"}
_WORKERS: dict[str, Any] = {"rich_help_panel": "With --runner flink or portable"}
_JOB_SERVER = "Beam's job server for Flink: HOST:PORT of a running one, or its jar; default: Beam downloads the jar."
_WORKER_POOL = "HOST:PORT of Beam's worker pool, as the job server's machines see it; default: localhost:50000."
_IMAGE = "Container image of the workers; with --runner portable instead of a worker pool."
_Input = Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, globs, or gs:// paths.")]


def run(
    inputs: _Input,
    output: Annotated[str, typer.Option("--output", "-o", help="Folder for the tables, or bq://PROJECT.DATASET.")],
    temp: Annotated[str | None, typer.Option(help="gs://BUCKET/PATH for intermediate files.")] = None,
    runner: Annotated[Runner, typer.Option(help="The engine that the graph runs on.")] = Runner.LOCAL,
    format: Annotated[Format | None, typer.Option(help="Format of every input; default: detected by content.")] = None,
    source: Annotated[str | None, typer.Option(help="Name of the source: identifies records without a URL.")] = None,
    model: Annotated[str, typer.Option(help="spaCy model: an installed package or a path.")] = "en_core_web_md",
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of publication.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of publication.")] = None,
    reprocess: Annotated[bool, typer.Option("--reprocess", help="Read inputs again that are done already.")] = False,
    workers: Annotated[int, typer.Option(help="Processes; 0 is one per core.")] = 0,
    chunk_mb: Annotated[int, typer.Option(help="Megabytes of input between two commits.")] = 256,
    max_failures: Annotated[
        float, typer.Option(help="Share of records that may fail before the run does, if there are 100 or more.")
    ] = 0.5,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only errors.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the job instead of submitting it.", **_DATAFLOW)
    ] = False,
    project: Annotated[
        str | None, typer.Option(help="Project of the job; default: the dataset's.", **_DATAFLOW)
    ] = None,
    region: Annotated[str | None, typer.Option(help="Region of the job.", **_DATAFLOW)] = None,
    image: Annotated[str | None, typer.Option(help=_IMAGE, **_DATAFLOW)] = None,
    service_account: Annotated[str | None, typer.Option(help="Account that the workers use.", **_DATAFLOW)] = None,
    subnetwork: Annotated[str | None, typer.Option(help="regions/REGION/subnetworks/NAME.", **_DATAFLOW)] = None,
    machine_type: Annotated[str, typer.Option(help="Machine type of a worker.", **_DATAFLOW)] = "n2-standard-4",
    max_workers: Annotated[int, typer.Option(help="Most machines that autoscaling may start.", **_DATAFLOW)] = 20,
    label: Annotated[list[str] | None, typer.Option(help="KEY=VALUE, on job and machines.", **_DATAFLOW)] = None,
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
        from pipeline.cli.progress import ProgressBar
        from pipeline.engines.clusters import Cluster, engine_of
        from pipeline.options import RunOptions
        from pipeline.run.run import run as run_to_end

        logging.getLogger().setLevel(logging.CRITICAL + 1)  # report_errors reports each error once
        options = _make(
            RunOptions,
            given,
            inputs=tuple(inputs),
            runner=runner.value,
            format=format.value if format else None,
            since=since.date() if since else None,
            until=until.date() if until else None,
        )
        project = project or (options.dataset.project if options.dataset else None)
        cluster = _make(Cluster, given, project=project, labels=tuple(label or ()), processes=workers)
        if dry_run:
            from pipeline.cli.dry_run import dry_run as describe

            typer.echo(json.dumps(describe(options, cluster), indent=2))
            return
        with ProgressBar(screen, quiet=quiet) as progress:
            summary = run_to_end(options, progress, engine_of(options, cluster))
        if not quiet:
            show_summary(summary, screen)


def _make[T](options: type[T], given: dict[str, Any], **converted: Any) -> T:
    """Make a dataclass of options: each field has the command line's value of that name, or the converted one."""
    dataclass: Any = options
    values = given | converted
    record: T = dataclass(**{field.name: values[field.name] for field in fields(dataclass)})
    return record
