"""News agencies: their full names, and the lines that credit them or the people behind a report."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from transforms.prepare.text.word_lists import load_lines

_REPORT = r"(?:this|the) (?:\w+ )?(?:report|story|article|coverage|piece|dispatch)"
_MATERIAL = r"(?:reporting|reports?|material|files?|inputs?|agency inputs?|information|contributions?|research)"
# Whole paragraphs, or closing sentences, that say who else wrote, edited or supplied the report; lower case.
_LINES = tuple(
    re.compile(pattern)
    for pattern in (
        r".{2,200} (?:also |has |have )?contribut(?:ed|ing) (?:\w+ )?(?:reporting |material )?(?:to|for) "
        rf"{_REPORT}(?: from .{{2,60}})?",
        rf"(?:with )?(?:additional|further|other|extra|original) {_MATERIAL} (?:was )?"
        r"(?:by|from|provided by|contributed by) .{2,200}",
        rf"with (?:wires?|agencies|agency reports|{_MATERIAL} (?:by|from) .{{2,150}})",
        r"(?:reporting|writing|editing|edited|compiled|translated) by .{2,250}",
    )
)
_SOURCE = re.compile(r"(?:sources?|via|agency|agencies):? (?P<wire>.{2,60})", re.IGNORECASE)
_WIRE = re.compile(
    r"(?:by )?(?:(?:\S+ ){0,3}\S+?(?: for |/|, | of | \| | [—–-] ))?(?:the )?(?P<wire>[^,/|]{2,40})", re.IGNORECASE
)
_EDGES = "()[]—–-*_ ."


@dataclass(frozen=True, slots=True)
class _Table:
    names: dict[str, str]  # alias in lower case -> full name
    anywhere: re.Pattern[str]


@cache
def _table() -> _Table:
    names: dict[str, str] = {}
    for line in load_lines("agencies.tsv"):
        name, aliases = line.split("\t")
        names.update(dict.fromkeys(aliases.split("|"), name))
    by_length = sorted(names, key=lambda alias: (-len(alias), alias))
    return _Table(
        names, re.compile(r"(?<![\w@])(?:" + "|".join(map(re.escape, by_length)) + r")(?![\w@])", re.IGNORECASE)
    )


def agency_of(text: str) -> str | None:
    """The full name of the agency that a text names and nothing else: 'AP' gives 'Associated Press'."""
    return _table().names.get(text.strip(" .()[]-—–@").lower())


def agencies_in(text: str) -> tuple[str, ...]:
    """Full names of all agencies a credit names, in order. Short forms count in capitals only: 'AP', not 'ap'."""
    table = _table()
    found: dict[str, None] = {}
    for match in table.anywhere.finditer(text):
        alias = match[0]
        if len(alias) > 4 or alias.isupper() or alias[0].isupper():
            found[table.names[alias.lower()]] = None
    return tuple(found)


def is_credit(paragraph: str) -> bool:
    """Whether a paragraph does nothing but say who reported, wrote, edited or supplied the article."""
    line = paragraph.strip(_EDGES)
    words = len(line.split())
    if not 0 < words <= 45:
        return False
    if words <= 10 and any(
        match and agency_of(match["wire"]) for match in (_WIRE.fullmatch(line), _SOURCE.fullmatch(line))
    ):
        return True
    return any(pattern.fullmatch(line.lower()) for pattern in _LINES)


def credited(lines: Iterable[str]) -> tuple[str, ...]:
    """Agencies over several credits, each once, in order."""
    return tuple(dict.fromkeys(name for line in lines for name in agencies_in(line)))
