"""News agencies: their full names, and the lines that credit them or other contributors to a report."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from transforms.prepare.text.word_lists import load_lines, load_toml

_CREDIT_LINES = tuple(re.compile(pattern) for pattern in load_toml("bylines.toml")["credit_lines"])
_SOURCE_LINE = re.compile(r"(?:sources?|via|agency|agencies):? (?P<agency>.{2,60})", re.IGNORECASE)
_AGENCY_BYLINE = re.compile(
    r"(?:by )?(?:(?:\S+ ){0,3}\S+?(?: for |/|, | of | \| | [—–-] ))?(?:the )?(?P<agency>[^,/|]{2,40})", re.IGNORECASE
)
_SURROUNDING_MARKS = "()[]—–-*_ ."


@dataclass(frozen=True, slots=True)
class _AgencyTable:
    names: dict[str, str]  # alias in lower case -> full name
    pattern: re.Pattern[str]


@cache
def _agency_table() -> _AgencyTable:
    names: dict[str, str] = {}
    for line in load_lines("agencies.tsv"):
        name, aliases = line.split("\t")
        names.update(dict.fromkeys(aliases.split("|"), name))
    by_length = sorted(names, key=lambda alias: (-len(alias), alias))
    return _AgencyTable(
        names, re.compile(r"(?<![\w@])(?:" + "|".join(map(re.escape, by_length)) + r")(?![\w@])", re.IGNORECASE)
    )


def agency_name(text: str) -> str | None:
    """The full name of an agency if the text is nothing but its name: 'AP' gives 'Associated Press'."""
    return _agency_table().names.get(text.strip(" .()[]-—–@").lower())


def find_agencies(text: str) -> tuple[str, ...]:
    """Full names of the agencies in a credit, in order. Short names must be capitalised: 'AP', not 'ap'."""
    table = _agency_table()
    found: dict[str, None] = {}
    for match in table.pattern.finditer(text):
        alias = match[0]
        if len(alias) > 4 or alias.isupper() or alias[0].isupper():
            found[table.names[alias.lower()]] = None
    return tuple(found)


def is_credit_line(paragraph: str) -> bool:
    """Whether a paragraph only says who reported, wrote, edited or supplied the article."""
    line = paragraph.strip(_SURROUNDING_MARKS)
    words = len(line.split())
    if not 0 < words <= 45:
        return False
    if words <= 10 and any(
        match and agency_name(match["agency"])
        for match in (_AGENCY_BYLINE.fullmatch(line), _SOURCE_LINE.fullmatch(line))
    ):
        return True
    return any(pattern.fullmatch(line.lower()) for pattern in _CREDIT_LINES)


def credited_agencies(lines: Iterable[str]) -> tuple[str, ...]:
    """The agencies of several credit lines, without duplicates, in order."""
    return tuple(dict.fromkeys(name for line in lines for name in find_agencies(line)))
