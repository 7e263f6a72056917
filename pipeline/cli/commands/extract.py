"""`newsbeam extract FILE`: print what is extracted from one article."""

from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.exit_codes import report_errors
from pipeline.cli.render import show_article
from transforms.prepare.read.io.formats import Format


def extract(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file with an article, in any input format.")],
    format: Annotated[Format | None, typer.Option(help="Format of the file; default: detected by content.")] = None,
    model: Annotated[str, typer.Option(help="spaCy model: an installed package or a path.")] = "en_core_web_md",
    number: Annotated[int, typer.Option(min=1, help="Which article of a file that holds several.")] = 1,
) -> None:
    """Print what is extracted from one article, without writing tables."""
    with report_errors():
        from pipeline.run.one_article import extract_one

        show_article(extract_one(file, format=format.value if format else None, model=model, number=number), Console())
