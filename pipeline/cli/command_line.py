"""The command line: each command is a function of a module in `commands`."""

from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pipeline.cli.commands import (
    check,
    export,
    extract,
    query,
    relink,
    report,
    retry,
    run,
    schema,
    show,
    stream,
    verify,
    watch,
)

_EXAMPLES = """
Examples:

  newsbeam run articles/ --output tables

  newsbeam run 'crawl/*.warc.gz' -o tables --since 2024-11-01

  newsbeam watch incoming/ -o tables

  newsbeam extract page.html

  newsbeam extract page.html --html judge.html

  newsbeam report tables -o report.html

  newsbeam export tables --format geojson -o incidents.geojson

  newsbeam query tables "SELECT event_type, sentence FROM events"
"""


class _PlainGroup(TyperGroup):
    """Commands whose list is plain text: Rich, which shows options in boxes, takes as long to import as the rest."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**(options | {"rich_markup_mode": None}))


app = typer.Typer(
    name="newsbeam",
    cls=_PlainGroup,
    help=(
        "Turns raw news into tables of articles, entities, quotations, events, incidents and stories, "
        "each with its source text."
    ),
    epilog=_EXAMPLES,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"newsbeam {version('newsbeam')}")
        raise typer.Exit


@app.callback()
def _app(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    pass


app.command("run", short_help="Turn raw news into tables.", epilog=run.EXAMPLES)(run.run)
app.command("watch", short_help="Read new files as they appear, into the same tables.", epilog=watch.EXAMPLES)(
    watch.watch
)
app.command(
    "stream", short_help="Read articles from Pub/Sub as they come in, into the same tables.", epilog=stream.EXAMPLES
)(stream.stream)
app.command(
    "extract", short_help="Show what is extracted from one article, without writing tables.", epilog=extract.EXAMPLES
)(extract.extract)
app.command("report", short_help="Write a page of what the tables tell.", epilog=report.EXAMPLES)(report.report)
app.command(
    "export",
    short_help="Export the tables as GeoJSON, in GDELT's or ACLED's columns, or for a notebook.",
    epilog=export.EXAMPLES,
)(export.export)
app.command("show", short_help="Show what an id names: an article, event, incident and so on.", epilog=show.EXAMPLES)(
    show.show
)
app.command(
    "check", short_help="Check that every file of an output folder is as it was written.", epilog=check.EXAMPLES
)(check.check)
app.command("verify", short_help="Read the records of rows again, and look up every span.", epilog=verify.EXAMPLES)(
    verify.verify
)
app.command("retry", short_help="Take what failed again, with other limits if asked.", epilog=retry.EXAMPLES)(
    retry.retry
)
app.command("relink", short_help="Recreate newsbeam.duckdb, after its folder was moved.", epilog=relink.EXAMPLES)(
    relink.relink
)
app.command("query", short_help="Query the tables of an output folder.", epilog=query.EXAMPLES)(query.query)
app.command("sql", short_help="The same as query.", epilog=query.EXAMPLES)(query.query)
app.command("schema", short_help="Describe the tables and their columns.", epilog=schema.EXAMPLES)(schema.schema)
