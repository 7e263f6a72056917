"""The command line: `newsbeam run`, `extract`, `relink` and `sql`."""

import json
import logging
import sys
from datetime import datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from pipeline.cli.exit_codes import screen, told
from transforms.prepare.read.io.formats import Format

if TYPE_CHECKING:
    from pipeline.engines.clusters import Cluster
    from pipeline.options import RunOptions
    from pipeline.run.launch import Launched
    from pipeline.run.run import Summary

_EXAMPLES = """
Examples:

  newsbeam run articles/ --output tables

  newsbeam run 'crawl/*.warc.gz' -o tables --since 2024-11-01

  newsbeam extract page.html

  newsbeam sql tables "SELECT event_type, sentence FROM events"
"""

app = typer.Typer(
    name="newsbeam",
    help="Raw news in; articles, entities, quotations and events out, each cell with the text it was read from.",
    epilog=_EXAMPLES,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


class Runner(StrEnum):
    """Engines that --runner takes."""

    LOCAL = "local"
    DATAFLOW = "dataflow"
    FLINK = "flink"


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"newsbeam {version('newsbeam')}")
        raise typer.Exit


@app.callback()
def _app(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    pass


_DATAFLOW: dict[str, Any] = {"rich_help_panel": "With --runner dataflow"}
_FLINK: dict[str, Any] = {"rich_help_panel": "With --runner flink"}
_JOB_SERVER = "Beam's job server for Flink: HOST:PORT of a running one, or its jar; without it Beam fetches the jar."
_WORKER_POOL = "HOST:PORT, as the task managers see it, of Beam's worker pool."


_Input = Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, globs, or gs:// paths.")]


@app.command(epilog=_EXAMPLES)
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
    with told(Path(output) / "_last_error.txt"):
        from pipeline.cli.progress import Progress
        from pipeline.engines.clusters import Cluster, engine_of
        from pipeline.options import RunOptions
        from pipeline.run.run import run as run_locally

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
            _print_job(options, cluster)
            return
        engine = engine_of(options, cluster)
        if options.dataset is not None:
            from pipeline.run.launch import launch  # and BigQuery's client with it

            _tell(launch(options, engine), quiet=quiet)
            return
        with Progress(screen, quiet=quiet) as progress:
            summary = run_locally(options, progress, engine)
        if quiet:
            return
        if not summary.fresh:
            screen.print(f"nothing to do: all {summary.skipped} inputs are done already; --reprocess takes them again")
            return
        screen.print(_table(summary))


@app.command()
def extract(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file with an article, in any format that run reads.")],
    format: Annotated[Format | None, typer.Option(help="Format of the file; found by content without it.")] = None,
    model: Annotated[str, typer.Option(help="spaCy model: an installed package or a path.")] = "en_core_web_md",
    number: Annotated[int, typer.Option(min=1, help="Which article of a file that holds several.")] = 1,
) -> None:
    """Print what is found in one article, without writing tables."""
    with told():
        from pipeline.cli.commands.extract import extract_one, show

        show(extract_one(file, format=format.value if format else None, model=model, number=number), Console())


@app.command()
def relink(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An output folder that was moved or copied.")],
) -> None:
    """Make newsbeam.duckdb anew, so that its views find the files where they lie now."""
    with told():
        from pipeline.outputs.folder.ledger import Ledger
        from pipeline.outputs.folder.views import relink as make_views

        ledger = Ledger(folder)
        ledger.require()
        with ledger.writing():
            screen.print(f"{make_views(ledger)}: views made anew")


@app.command()
def sql(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An output folder.")],
    query: Annotated[str, typer.Argument(metavar="QUERY", help="In DuckDB's SQL, such as 'FROM events LIMIT 5'.")],
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
) -> None:
    """Ask the tables of an output folder."""
    with told():
        from pipeline.cli.commands.query import ask, show
        from pipeline.outputs.folder.ledger import Ledger

        ledger = Ledger(folder)
        ledger.require()
        show(*ask(ledger, query), console=Console(), csv=csv)


def _table(summary: "Summary") -> Table:
    tally, rows = summary.tally, summary.rows
    table = Table(title=f"{summary.output}", title_justify="left", show_header=False, box=None)
    table.add_row("records read", f"{tally.records_read:,}")
    for name in ("articles", "entities", "quotes", "events"):
        table.add_row(name, f"{rows.get(name, 0):,}")
    if tally.repeats:
        table.add_row("repeats", f"{tally.repeats:,}")
    if tally.outside:
        table.add_row("outside --since/--until", f"{tally.outside:,}")
    if summary.skipped:
        table.add_row("inputs done already", f"{summary.skipped:,}")
    table.add_row("failures", f"{tally.failures:,}", style="red" if tally.failures else "")
    for reason, count in sorted(tally.reasons.items(), key=lambda one: (-one[1], one[0])):
        table.add_row(f"  {reason}", f"{count:,}", style="red")
    table.add_row("seconds", f"{summary.seconds:,.0f}")
    table.add_row("look at it", f"newsbeam sql {summary.output} 'SELECT event_type, sentence FROM events'")
    return table


def _print_job(options: "RunOptions", cluster: "Cluster") -> None:
    from pipeline.cli.dry_run import dry_run

    typer.echo(json.dumps(dry_run(options, cluster), indent=2))


def _tell(done: "Launched", *, quiet: bool) -> None:
    if quiet:
        return
    if done.run is None:
        screen.print(f"nothing to do: all {done.skipped} inputs are done already; --reprocess takes them again")
        return
    table = Table(title=done.output, title_justify="left", show_header=False, box=None)
    for name in ("records_read", "articles", "repeats", "events", "failures"):
        table.add_row(name.replace("_", " "), f"{getattr(done.run, name):,}")
    for one in done.run.failures_by_reason:
        table.add_row(f"  {one.reason}", f"{one.count:,}", style="red")
    if done.skipped:
        table.add_row("inputs done already", f"{done.skipped:,}")
    table.add_row("seconds", f"{done.seconds:,.0f}")
    screen.print(table)


def main() -> None:
    """The console script."""
    sys.exit(app())
