"""What the rows of an article claim to stand in its text, and whether it does."""

from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from typing import Any, NamedTuple

from schemas import ids
from schemas.rows.entity import Entity
from schemas.rows.event import Event
from schemas.rows.quote import Quote
from schemas.tables import columns

type Row = Entity | Quote | Event
"""A row that was extracted from an article."""

_MOST_SHOWN = 60
"""Code points that a message quotes of a text."""


class Claim(NamedTuple):
    """That the text says something at a place.

    Attributes:
        column: Where the row says so, such as `actors[0]`.
        start, end: Offsets into the article's text.
        text: What is to stand there.
    """

    column: str
    start: int
    end: int
    text: str

    def stands_in(self, text: str) -> bool:
        """Whether a text says so."""
        return 0 <= self.start < self.end <= len(text) and text[self.start : self.end] == self.text

    def fault(self, text: str) -> str:
        """What a text says instead, as a line that is safe to print."""
        got = text[max(self.start, 0) : max(self.end, 0)]
        return f"{self.column}: got {_shown(got)} at {self.start} to {self.end}, wanted {_shown(self.text)}"


def claims(row: Row) -> Iterator[Claim]:
    """Every passage that a row points to."""
    if isinstance(row, Event):
        yield Claim("sentence", row.sentence_start, row.sentence_end, row.sentence)
    elif isinstance(row, Quote):
        place = 0
        for number, part in enumerate(row.parts):
            length = part.end - part.start
            yield Claim(f"parts[{number}]", part.start, part.end, row.text[place : place + length])
            place += length + 1
    yield from _nested_claims(row)


def _nested_claims(record: Any, prefix: str = "") -> Iterator[Claim]:
    kind: type = type(record)
    for name, is_repeated in _nested_columns(kind):
        value = getattr(record, name)
        for number, inner in enumerate(value if is_repeated else () if value is None else (value,)):
            path = f"{prefix}{name}[{number}]" if is_repeated else f"{prefix}{name}"
            inner_kind: type = type(inner)
            if _is_span(inner_kind):
                yield Claim(path, inner.start, inner.end, inner.text)
            yield from _nested_claims(inner, f"{path}.")


@cache
def _nested_columns(record: type) -> tuple[tuple[str, bool], ...]:
    """Names of the columns that are records themselves, and whether they are repeated."""
    return tuple((column.name, column.repeated) for column in columns(record) if is_dataclass(column.type))


@cache
def _is_span(record: type) -> bool:
    """Whether a record is a passage of the text; `Timex` has days, and `Part` no words, for which see `claims`."""
    types = {column.name: column.type for column in columns(record)}
    return (types.get("text"), types.get("start"), types.get("end")) == (str, int, int)


def contradictions(row: Row) -> Iterator[str]:
    """Columns of a row that contradict its other columns."""
    if isinstance(row, Event):
        at = row.trigger.start, row.trigger.end
        wanted = ids.event_id(row.article_id, row.content_id, *at, row.event_type, row.event_mode)
        if row.event_id != wanted:
            yield f"event_id: got {row.event_id!r}, wanted {wanted!r} by its trigger, type and mode"
    elif isinstance(row, Quote):
        wanted = ids.quote_id(row.article_id, row.content_id, row.quote_start, row.quote_end, row.kind)
        if row.quote_id != wanted:
            yield f"quote_id: got {row.quote_id!r}, wanted {wanted!r} by its place and kind"
        length = sum(part.end - part.start for part in row.parts) + len(row.parts) - 1
        if len(row.text) != length:
            yield f"text: got {len(row.text)} characters, wanted the {length} of its parts"
        if not row.parts or (row.quote_start, row.quote_end) != (row.parts[0].start, row.parts[-1].end):
            yield f"quote_start, quote_end: got {row.quote_start} to {row.quote_end}, wanted what encloses its parts"
    elif not row.mentions or row.first_start != row.mentions[0].start:
        yield f"first_start: got {row.first_start}, wanted that of its first mention"


def _shown(text: str) -> str:
    """A text between quotation marks, without what a terminal would obey."""
    return repr(text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…")
