"""What is printed in a terminal consists of: text of any origin, and lines of a name and a value."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from pipeline.printable import printable


def plain(value: object, style: str = "") -> Text:
    """Text of any origin, as it may be printed."""
    return Text(printable(str(value)), style=style)


def show_lines(lines: Mapping[str, Any], console: Console, label: str) -> None:
    """Print names and values, a line each, without those that are empty.

    Args:
        lines: Values by name.
        console: Where to print.
        label: Format of the names.
    """
    for name, value in lines.items():
        if value:
            line = Text.assemble((label.format(name), "dim"), plain(value))
            console.print(line, soft_wrap=not console.is_terminal)


def joined(parts: Iterable[str | None], by: str = ", ") -> str:
    """What there is of some parts, in one text."""
    return by.join(part for part in parts if part)
