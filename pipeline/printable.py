"""Text that is safe to print and to open in a spreadsheet, whatever wrote it."""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

import msgspec

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, and those that change the direction of text."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Spreadsheets calculate what begins with one of the first four; white space before it may be dropped."""

_ENCODER = msgspec.json.Encoder(enc_hook=str, decimal_format="number")


def printable(text: str) -> str:
    r"""A text with what could change how a terminal shows it as escapes, such as \u001b, which are JSON's too."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def printable_json(value: Any) -> str:
    """A value as JSON in one line."""
    return printable(_ENCODER.encode(value).decode())


def printable_value(value: Any) -> str:
    """A value as text: nothing for None, lists and records as JSON."""
    if value is None:
        return ""
    if isinstance(value, list | tuple | dict):
        return printable_json(value)
    return printable(value.hex() if isinstance(value, bytes) else str(value))


def write_csv(names: Sequence[str], rows: Iterable[Sequence[Any]], file: TextIO, delimiter: str = ",") -> None:
    """Write CSV that a spreadsheet takes for text wherever it is text.

    Args:
        names: Of the columns.
        rows: A value a column each.
        file: Where it goes; opened with `newline=""`.
        delimiter: Between two cells.
    """
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    writer.writerow([_harmless(name) for name in names])
    for row in rows:
        writer.writerow([_harmless(value) if isinstance(value, str) else printable_value(value) for value in row])


def _harmless(text: str) -> str:
    """A text before which there is an apostrophe if a spreadsheet would take it for a formula."""
    return printable(f"'{text}" if text.startswith(_FORMULA) else text)
