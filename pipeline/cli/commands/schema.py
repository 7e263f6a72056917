"""`newsbeam schema [TABLE…]`: the data dictionary."""

from enum import StrEnum
from typing import Annotated

import typer

from pipeline.cli.exit_codes import report_errors
from pipeline.errors import OptionError

EXAMPLES = """
Examples:

  newsbeam schema events

  newsbeam schema --format ddl

  newsbeam schema events --format bigquery > events.json
"""


class SchemaFormat(StrEnum):
    """How a schema is written."""

    MARKDOWN = "markdown"
    BIGQUERY = "bigquery"
    ARROW = "arrow"
    DDL = "ddl"


def schema(
    tables: Annotated[
        list[str] | None, typer.Argument(metavar="[TABLE]...", help="Tables, such as events; default: all of them.")
    ] = None,
    form: Annotated[
        SchemaFormat, typer.Option("--format", help="For people, for bq mk --schema, for Arrow, or as DuckDB's SQL.")
    ] = SchemaFormat.MARKDOWN,
) -> None:
    """Describe the tables: every column with its type and meaning."""
    with report_errors():
        from schemas import dictionary
        from schemas.tables import TABLES

        if unknown := [name for name in tables or () if name not in TABLES]:
            raise OptionError(f"TABLE: got {unknown[0]!r}, wanted one of {', '.join(TABLES)}")
        chosen = [TABLES[name] for name in tables or TABLES]
        write = {
            SchemaFormat.MARKDOWN: dictionary.markdown,
            SchemaFormat.BIGQUERY: dictionary.bigquery_json,
            SchemaFormat.ARROW: dictionary.arrow_text,
            SchemaFormat.DDL: dictionary.ddl,
        }[form]
        typer.echo(write(chosen).rstrip("\n"))
