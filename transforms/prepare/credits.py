"""News agencies: their full names, and the lines that credit them or the people behind a report."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

_THANKED = r"(?:this|the) (?:\w+ )?(?:report|story|article|coverage|piece|dispatch)"
# Whole paragraphs or closing sentences that say who else wrote, edited or supplied the report.
_LINES = re.compile(
    rf"""
    [(\[—–\-*\s]*(?:
        (?P<named>[^.!?;:“”"]{{2,200}}?(?:\bJr\.|\bSr\.|\b[A-Z]\.|\bSt\.|[^.!?;:“”"]){{0,80}})\s(?:also\s|has\s|have\s)?(?:contribut(?:ed|ing)|added)\s(?:\w+\s)?(?:reporting\s|material\s|information\s)?
            (?:to|for|from\s[\w\s,.]{{2,30}}\sto)\s{_THANKED}(?:\sfrom\s[\w\s,.]{{2,40}})?
      | (?:with\s)?(?:additional|further|other|extra|original)?\s*(?:reporting|material|files?|inputs?|agency\sinputs|information|contributions?)\s
            (?:by|from|provided\sby)(?:\sthe)?\s.{{2,200}}
      | with\s(?:wires?|agencies|agency\sreports|(?:inputs?|reporting|files?|reports?|contributions?|additional\sreporting)\s(?:from|by)\s.{{2,150}})
      | (?:reporting|report|writing|edited|editing|compiled|written|produced|translated)\sby\s.{{2,250}}
      | (?:source|sources|via|agency|agencies):?\s(?:.{{2,60}})
      | (?:by\s)?(?:.{{2,50}}?\s)?(?:for|/|,|of)\s?(?P<wire>.{{2,40}})
    )[)\].\s*]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CONTRIBUTED = re.compile(rf"\bcontribut(?:ed|ing)\b.{{0,40}}\b{_THANKED}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Table:
    names: dict[str, str]  # alias in lower case -> full name
    anywhere: re.Pattern[str]


@cache
def _table() -> _Table:
    names: dict[str, str] = {}
    data = resources.files(__package__).joinpath("agencies.tsv").read_text(encoding="utf-8")
    for line in data.splitlines():
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
    if len(paragraph) > 320:
        return False
    match = _LINES.fullmatch(paragraph)
    if match is None:
        return False
    if match["wire"] is not None:  # 'By Ann Example for AFP', 'Ann Example, Reuters': only with an agency, and short
        return len(paragraph.split()) <= 10 and agency_of(match["wire"]) is not None
    if match["named"] is not None:
        return bool(_CONTRIBUTED.search(paragraph))
    lowered = paragraph.lstrip("([—–-* ").lower()
    if lowered.startswith(("source", "via", "agenc")):
        return len(paragraph.split()) <= 8
    return len(paragraph.split()) <= 45


def credited(lines: Iterable[str]) -> tuple[str, ...]:
    """Agencies over several credits, each once, in order."""
    return tuple(dict.fromkeys(name for line in lines for name in agencies_in(line)))
