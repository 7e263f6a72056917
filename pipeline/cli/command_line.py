"""The command line: `newsbeam run`, `watch`, `stream`, `extract`, `check`, `relink` and `sql`."""

from importlib.metadata import version
from typing import Annotated

import typer

from pipeline.cli.commands import check, extract, query, relink, run, stream, watch

_EXAMPLES = """
Examples:

  newsbeam run articles/ --output tables

  newsbeam run 'crawl/*.warc.gz' -o tables --since 2024-11-01

  newsbeam watch incoming/ -o tables

  newsbeam extract page.html

  newsbeam extract page.html --html judge.html

  newsbeam sql tables "SELECT event_type, sentence FROM events"
"""

app = typer.Typer(
    name="newsbeam",
    help="Turns raw news into tables of articles, entities, quotations and events, each with its source text.",
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


app.command("run", epilog=_EXAMPLES)(run.run)
app.command("watch")(watch.watch)
app.command("stream")(stream.stream)
app.command("extract")(extract.extract)
app.command("check")(check.check)
app.command("relink")(relink.relink)
app.command("sql")(query.sql)
