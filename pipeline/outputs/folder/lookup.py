"""Finds what an id, or the beginning of one, names in the tables of an output folder."""

import re
from collections.abc import Iterable
from typing import NamedTuple

import duckdb

from pipeline.errors import OptionError

KINDS = {
    "article": ("articles", "article_id"),
    "event": ("events", "event_id"),
    "quote": ("quotes", "quote_id"),
    "entity": ("entities", "entity_id"),
    "incident": ("incidents", "incident_id"),
    "story": ("stories", "story_id"),
}
"""The table of each kind of thing that has an id, and the column of the id."""

IN_ARTICLES = ("article", "event", "quote", "entity")
"""Kinds whose rows belong to articles."""

_ID = re.compile(r"[0-9a-f]{1,32}")
_MOST_SHOWN = 5


class Found(NamedTuple):
    """What an id names.

    Attributes:
        kind: One of `KINDS`.
        id: All of it.
        is_current: Whether readers see its row; else it is one of an older revision of an article.
    """

    kind: str
    id: str
    is_current: bool = True


def find(tables: duckdb.DuckDBPyConnection, given: str, kinds: Iterable[str] = KINDS) -> Found:
    """What an id names.

    Args:
        tables: As `open_tables` gives them, with all rows.
        given: An id, or as much of its beginning as no other id has.
        kinds: What it may name.

    Raises:
        OptionError: It names nothing, or several things.
    """
    kinds = tuple(kinds)
    if not _ID.fullmatch(given.lower()):
        raise OptionError(f"ID: got {given!r}, wanted an id of 32 digits and letters from a to f, or its beginning")
    for prefix, is_current in (("", True), ("all_", False)):
        found = [
            Found(kind, identity, is_current)
            for kind in kinds
            for identity in _ids(tables, prefix, kind, given.lower())
        ]
        if len(found) == 1:
            return found[0]
        if found:
            shown = ", ".join(f"{one.kind} {one.id}" for one in found[:_MOST_SHOWN])
            more = ", …" if len(found) > _MOST_SHOWN else ""
            raise OptionError(f"ID: got {given!r}, which {shown}{more} begin with; wanted more of it")
    table, column = KINDS[kinds[0]]
    raise OptionError(
        f"ID: got {given!r}, wanted that of one {_one_of(kinds)}; to list some: "
        f"newsbeam query DIR 'SELECT {column}, * FROM {table} LIMIT 5' --csv"
    )


def _ids(tables: duckdb.DuckDBPyConnection, prefix: str, kind: str, start: str) -> list[str]:
    table, column = KINDS[kind]
    query = f"SELECT DISTINCT {column} FROM {prefix}{table} WHERE starts_with({column}, ?) ORDER BY 1 LIMIT ?"
    return [identity for (identity,) in tables.execute(query, [start, _MOST_SHOWN + 1]).fetchall()]


def _one_of(kinds: tuple[str, ...]) -> str:
    return " or ".join(filter(None, (", ".join(kinds[:-1]), kinds[-1])))


def articles_of(tables: duckdb.DuckDBPyConnection, found: Iterable[Found]) -> list[str]:
    """Ids of the articles that own some rows, sorted.

    Args:
        tables: As `open_tables` gives them, with all rows.
        found: Of the kinds `IN_ARTICLES`.
    """
    owners: set[str] = set()
    for kind, identity, is_current in found:
        table, column = KINDS[kind]
        query = f"SELECT DISTINCT article_id FROM {'' if is_current else 'all_'}{table} WHERE {column} = ?"
        owners.update(owner for (owner,) in tables.execute(query, [identity]).fetchall())
    return sorted(owners)
