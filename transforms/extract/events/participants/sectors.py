"""The sector of a participant: soldiers are MIL, residents CVL, a minister GOV."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from schemas.rows.entity import Entity
from transforms.extract.document import Token
from transforms.extract.languages.load import load_toml

COUNTRIES = ("PCL", "TERR")


NONE = "NONE"
"""Sector of names that have none, such as leagues of a sport."""


@cache
def _read() -> dict[str, dict[str, Any]]:
    return load_toml("sectors.toml")


@cache
def _phrases() -> dict[str, str]:
    return {phrase: sector for sector, phrases in _read()["phrases"].items() for phrase in phrases}


@cache
def _civil() -> frozenset[str]:
    return frozenset(_read()["civil"]["words"].split())


@cache
def _words(table: str) -> dict[str, str]:
    """Each word's sector; of two sectors the one listed first."""
    data = _read()
    found: dict[str, str] = {}
    for sector, text in data[table].items():
        for word in text.split():
            found.setdefault(word, sector)
    return found


def sector_of(head: Token, entity: Entity | None) -> str | None:
    """The sector of whom a noun phrase names.

    Args:
        head: The phrase's head.
        entity: The entity it names.

    Returns:
        A sector of the codebook; None where neither the words nor the entity tell.
    """
    if any(child.lower in ("unidentified", "unknown", "unnamed") for child in head.children):
        return "UNK"
    if _is_no_body(head):
        return None
    nouns = _words("nouns")
    named = entity is not None and entity.type in ("ORG", "PERSON", "GPE")
    if not named and (sector := nouns.get(head.lemma.lower()) or nouns.get(head.lower)):
        return sector
    if entity is not None and (sector := _of_entity(entity)):
        return sector if sector != NONE else None
    before: Sequence[Token] = [child for child in head.children if child.i < head.i and child.dep != "poss"]
    for child in reversed(before):
        if sector := nouns.get(child.lemma.lower()):
            return sector
    return nouns.get(head.lemma.lower())


def _is_no_body(head: Token) -> bool:
    """'Political forces' are no soldiers, 'opposition to the plan' is no party."""
    if head.lemma == "force":
        return any(child.lower in _civil() for child in head.lefts)
    return head.lemma == "opposition" and any(child.lower in ("to", "by") for child in head.rights)


def _of_entity(entity: Entity) -> str | None:
    if entity.type == "PERSON":
        return _first(entity.role or "", "nouns")
    if entity.type == "ORG":
        if sector := next((_phrases()[phrase] for phrase in _phrases() if phrase in entity.name.lower()), None):
            return sector
        return _first(entity.name, "names") or _first(entity.name, "nouns") or _first(" ".join(entity.aliases), "names")
    if entity.type == "GPE" and entity.geo is not None and (entity.geo.feature or "").startswith(COUNTRIES):
        return "GOV"
    return None


@lru_cache(maxsize=1 << 12)
def _first(text: str, table: str) -> str | None:
    """The sector of the last telling word ('police chief': its head), in 'Ministry of Health' of the first."""
    sectors = _words(table)
    for part in re.split(r"\bof\b", text.lower()):
        words = re.findall(r"[\w'.-]+", part)
        if sector := next((sectors[word] for word in reversed(words) if word in sectors), None):
            return sector
    return None
