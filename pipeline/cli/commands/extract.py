"""`newsbeam extract FILE [--html OUT]`: show what is extracted from one article."""

from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.exit_codes import report_errors, say
from pipeline.cli.page_file import STANDARD_OUTPUT, check_page_path, write_page
from pipeline.report.terminal.article import show_article
from transforms.prepare.read.io.formats import Format

EXAMPLES = """
Examples:

  newsbeam extract page.html

  newsbeam extract dump.jsonl --number 3

  newsbeam extract page.html --html judge.html
"""


_HTML = "Write a page instead: text and rows side by side, to read and to judge; - is standard output."


def extract(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file with an article, in any input format.")],
    format: Annotated[Format | None, typer.Option(help="Format of the file; default: detected by content.")] = None,
    model: Annotated[str, typer.Option(help="spaCy model: an installed package or a path.")] = "en_core_web_md",
    number: Annotated[int, typer.Option(min=1, help="Which article of a file that holds several.")] = 1,
    html: Annotated[str | None, typer.Option(metavar="OUT", help=_HTML)] = None,
) -> None:
    """Show what is extracted from one article, without writing tables.

    Exit codes: 0 it is shown; 1 it cannot be read, or is no article; 2 there is no such file, article or model.
    """
    with report_errors():
        if html is not None:
            check_page_path(html, file)
        from pipeline.run.one_article import extract_one

        found = extract_one(file, format=format.value if format else None, model=model, number=number)
        if html is None:
            show_article(found, Console())
            return
        from pipeline.report.html.page import render_page

        write_page(html, render_page(found.article, entities=found.entities, quotes=found.quotes, events=found.events))
        if html != STANDARD_OUTPUT:
            counts = f"{len(found.events)} events, {len(found.quotes)} quotations, {len(found.entities)} entities"
            say(f"{html}: {counts}")
