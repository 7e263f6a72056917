"""News agencies: their full names."""

import re
from dataclasses import dataclass
from functools import cache

from transforms.prepare.text.word_lists import load_lines


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
