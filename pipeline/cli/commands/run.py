"""`newsbeam run INPUT... --output DIR|bq://PROJECT.DATASET`: raw news in, tables out."""

import json
import logging
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli.exit_codes import report_errors, screen
from pipeline.cli.render import show_summary
from transforms.prepare.read.io.formats import Format


class Runner(StrEnum):
    """Engines that --runner takes."""

    LOCAL = "local"
    DATAFLOW = "dataflow"
    FLINK = "flink"


_DATAFLOW: dict[str, Any] = {"rich_help_panel": "With --runner dataflow"}
_FLINK: dict[str, Any] = {"rich_help_panel": "With --runner flink"}
_JOB_SERVER = "Beam's job server for Flink: HOST:PORT of a running one, or its jar; without it Beam fetches the jar."
_WORKER_POOL = "HOST:PORT, as the task managers see it, of Beam's worker pool."


_Input = Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, globs, or gs:// paths.")]


def run(
    inputs: _Input,
    output: Annotated[str, typer.Option("--output", "-o", help="Folder for the tables, or bq://PROJECT.DATASET.")],
    temp: Annotated[str | None, typer.Option(help="gs://BUCKET/PATH for what lies between the steps.")] = None,
    runner: Annotated[Runner, typer.Option(help="The engine that the graph runs on.")] = Runner.LOCAL,
    format: Annotated[Format | None, typer.Option(help="Format of every input; found by content without it.")] = None,
    source: Annotated[str | None, typer.Option(help="Name of the source: identity of records without a URL.")] = None,
    model: Annotated[str, typer.Option(help="spaCy model: an installed package or a path.")] = "en_core_web_md",
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of publication.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of publication.")] = None,
    reprocess: Annotated[bool, typer.Option("--reprocess", help="Take inputs again that are done already.")] = False,
    workers: Annotated[int, typer.Option(help="Processes; 0 is one a core.")] = 0,
    chunk_mb: Annotated[int, typer.Option(help="Megabytes of input between two commits.")] = 256,
    max_failures: Annotated[float, typer.Option(help="Share of records that may fail before the run does.")] = 0.5,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors alone.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the job and do not send it.", **_DATAFLOW)] = False,
    project: Annotated[str | None, typer.Option(help="Of the job; without it the dataset's.", **_DATAFLOW)] = None,
    region: Annotated[str | None, typer.Option(help="Where the job runs.", **_DATAFLOW)] = None,
    image: Annotated[str | None, typer.Option(help="Container image of the workers.", **_DATAFLOW)] = None,
    service_account: Annotated[str | None, typer.Option(help="As whom the workers act.", **_DATAFLOW)] = None,
    subnetwork: Annotated[str | None, typer.Option(help="regions/REGION/subnetworks/NAME.", **_DATAFLOW)] = None,
    machine_type: Annotated[str, typer.Option(help="Of a worker.", **_DATAFLOW)] = "n2-standard-4",
    max_workers: Annotated[int, typer.Option(help="Machines that autoscaling may start.", **_DATAFLOW)] = 20,
    label: Annotated[list[str] | None, typer.Option(help="KEY=VALUE, on job and machines.", **_DATAFLOW)] = None,
    flink_master: Annotated[str | None, typer.Option(help="HOST:PORT of Flink's REST service.", **_FLINK)] = None,
    flink_job_server: Annotated[str | None, typer.Option(help=_JOB_SERVER, **_FLINK)] = None,
    worker_pool: Annotated[str, typer.Option(help=_WORKER_POOL, **_FLINK)] = "localhost:50000",
    parallelism: Annotated[int, typer.Option(help="Of the Flink job.", **_FLINK)] = 2,
) -> None:
    """Read raw news and leave tables: Parquet files, and newsbeam.duckdb with a view over each table.

    Killed at any moment, the same command goes on where it stopped. Inputs that are done are skipped.
    """
    with report_errors(Path(output) / "_last_error.txt"):
        from pipeline.cli.progress import ProgressBar
        from pipeline.engines.clusters import Cluster, engine_of
        from pipeline.options import RunOptions
        from pipeline.run.run import run as run_to_end

        logging.getLogger().setLevel(logging.CRITICAL)  # errors are told once, by us
        options = RunOptions(
            inputs=tuple(inputs),
            output=output,
            temp=temp,
            runner=runner.value,
            format=format.value if format else None,
            source=source,
            model=model,
            since=since.date() if since else None,
            until=until.date() if until else None,
            reprocess=reprocess,
            workers=workers,
            chunk_mb=chunk_mb,
            max_failures=max_failures,
        )
        cluster = Cluster(
            project=project or (options.dataset.project if options.dataset else None),
            region=region,
            image=image,
            service_account=service_account,
            subnetwork=subnetwork,
            machine_type=machine_type,
            max_workers=max_workers,
            labels=tuple(label or ()),
            flink_master=flink_master,
            flink_job_server=flink_job_server,
            worker_pool=worker_pool,
            parallelism=parallelism,
            processes=workers,
        )
        if dry_run:
            from pipeline.cli.dry_run import dry_run as describe

            typer.echo(json.dumps(describe(options, cluster), indent=2))
            return
        with ProgressBar(screen, quiet=quiet) as progress:
            summary = run_to_end(options, progress, engine_of(options, cluster))
        if not quiet:
            show_summary(summary, screen)
