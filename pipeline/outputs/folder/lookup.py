"""Finds what an id, or the beginning of one, names in the tables of an output folder."""

import re
from collections.abc import Iterable
from typing import NamedTuple

import duckdb

from pipeline.errors import OptionError
from pipeline.shell import shell_command

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


class ArticleKey(NamedTuple):
    """A revision of an article as a run wrote it, which all its rows name."""

    article_id: str
    content_id: str
    run_id: str


def find(tables: duckdb.DuckDBPyConnection, given: str) -> Found:
    """What an id names.

    Args:
        tables: As `open_tables` gives them, with all rows.
        given: An id, or as much of its beginning as no other id has.

    Raises:
        OptionError: It names nothing, or several things.
    """
    if not _ID.fullmatch(given.lower()):
        raise OptionError(f"ID: got {given!r}, wanted an id of 32 digits and letters from a to f, or its beginning")
    for prefix, is_current in (("", True), ("all_", False)):
        found = [
            Found(kind, identity, is_current)
            for kind in KINDS
            for identity in _ids(tables, prefix, kind, given.lower())
        ]
        if len(found) == 1:
            return found[0]
        if found:
            shown = ", ".join(f"{one.kind} {one.id}" for one in found[:_MOST_SHOWN])
            more = ", …" if len(found) > _MOST_SHOWN else ""
            raise OptionError(f"ID: got {given!r}, which {shown}{more} begin with; wanted more of it")
    *others, last = KINDS
    listing = shell_command("query", "DIR", "SELECT article_id, * FROM articles LIMIT 5", "--csv")
    raise OptionError(f"ID: got {given!r}, wanted that of one {', '.join(others)} or {last}; to list some: {listing}")


def _ids(tables: duckdb.DuckDBPyConnection, prefix: str, kind: str, start: str) -> list[str]:
    table, column = KINDS[kind]
    query = f"SELECT DISTINCT {column} FROM {prefix}{table} WHERE starts_with({column}, ?) ORDER BY 1 LIMIT ?"
    return [identity for (identity,) in tables.execute(query, [start, _MOST_SHOWN + 1]).fetchall()]


def merges(tables: duckdb.DuckDBPyConnection, kind: str, identity: str) -> list[str]:
    """The ids that an incident or story has had by being merged into others: its own first, the one that stands last.

    Args:
        tables: As `open_tables` gives them, with all rows.
        kind: incident or story.
        identity: Its id.
    """
    table, column = KINDS[kind]
    query = f"SELECT replaced_by FROM all_{table} WHERE {column} = ? ORDER BY revision DESC, commit_number DESC LIMIT 1"
    seen: list[str] = []
    following: str | None = identity
    while following is not None and following not in seen:
        rows = tables.execute(query, [following]).fetchall()
        if not rows:
            break
        seen.append(following)
        ((following,),) = rows
    return seen


def standing(tables: duckdb.DuckDBPyConnection, found: Found) -> Found:
    """What an id names: of an incident or story that was merged the one that stands; of all others the same."""
    if found.kind in IN_ARTICLES:
        return found
    return found._replace(id=merges(tables, found.kind, found.id)[-1])


def articles_of(tables: duckdb.DuckDBPyConnection, found: Iterable[Found]) -> list[ArticleKey]:
    """The revisions of articles that some rows are of, sorted: of an incident or story all its articles.

    Of rows of older revisions these are the older ones; where several runs wrote the same, what the last one wrote.

    Args:
        tables: As `open_tables` gives them, with all rows.
        found: What ids name; of incidents and stories those that stand, see `merges`.
    """
    key = ", ".join(ArticleKey._fields)
    keys: set[ArticleKey] = set()
    for kind, identity, is_current in found:
        table, column = KINDS[kind]
        if kind not in IN_ARTICLES:
            members = f"SELECT unnest(article_ids) FROM {table} WHERE {column} = ?"
            query = f"SELECT {key} FROM articles WHERE article_id IN ({members})"
        elif is_current:
            query = f"SELECT DISTINCT {key} FROM {table} WHERE {column} = ?"
        else:
            query = f"""
                SELECT {key} FROM all_{table} WHERE {column} = ?
                QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY commit_number DESC) = 1"""
        keys.update(ArticleKey(*one) for one in tables.execute(query, [identity]).fetchall())
    return sorted(keys)
