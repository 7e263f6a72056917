"""The sector of a participant: soldiers are MIL, residents CVL, a minister GOV."""

import re
from functools import cache, lru_cache
from typing import Any

from schemas.rows.entity import Entity
from transforms.extract.document import Token
from transforms.extract.languages.load import load_toml, word_set

NO_SECTOR = "NONE"
"""Value of names that are known to have no sector, such as sports leagues."""
_COUNTRY_FEATURES = ("PCL", "TERR")
"""Prefixes of the GeoNames features of countries and territories."""
_ARMED = frozenset(("COP", "MIL", "PAR", "REB"))
"""Sectors whose members are called by their force: 'army men'."""
_MEMBERS = word_set("sectors.toml", "force", "members")
_NOT_MILITARY = word_set("sectors.toml", "force", "not_military")


def sector_of(head: Token, entity: Entity | None) -> str | None:
    """The sector of a participant.

    Args:
        head: Syntactic head of its noun phrase.
        entity: The entity it was resolved to.

    Returns:
        A sector of the codebook; None if neither the words nor the entity indicate one.
    """
    if any(child.lower in ("unidentified", "unknown", "unnamed") for child in head.children):
        return "UNK"
    if _is_abstract(head):
        return None
    nouns = _sectors("nouns")
    is_named = entity is not None and entity.type in ("ORG", "PERSON", "GPE")
    if not is_named and (sector := _sector_of_compound(head) or nouns.get(head.lemma.lower()) or nouns.get(head.lower)):
        return sector
    if entity is not None and (sector := _sector_of_entity(entity)):
        return sector if sector != NO_SECTOR else None
    for child in reversed(head.children):
        if child.i < head.i and child.dep != "poss" and (sector := nouns.get(child.lemma.lower())):
            return sector
    return nouns.get(head.lemma.lower())


def _sector_of_compound(head: Token) -> str | None:
    """The sector of a noun with the word before it: 'crime branch', and 'army' of 'army men'."""
    before = next((child for child in reversed(head.lefts) if child.i == head.i - 1), None)
    if before is None:
        return None
    if before.dep == "compound" and head.lemma.lower() in _MEMBERS:
        forces = _sectors("nouns") | _sectors("names")
        return sector if (sector := forces.get(before.lower)) in _ARMED else None
    return _phrases().get(f"{before.lower} {head.lemma.lower()}")


def _is_abstract(head: Token) -> bool:
    """Whether a noun denotes no group here: 'political forces' are no army, 'opposition to the plan' is no party."""
    if head.lemma == "force":
        return any(child.lower in _NOT_MILITARY for child in head.lefts)
    return head.lemma == "opposition" and any(child.lower in ("to", "by") for child in head.rights)


def _sector_of_entity(entity: Entity) -> str | None:
    if entity.type == "PERSON":
        return _sector_in(entity.role or "", "nouns")
    if entity.type == "ORG":
        name = entity.name.lower()
        if sector := next((sector for phrase, sector in _phrases().items() if phrase in name), None):
            return sector
        return (
            _sector_in(entity.name, "names")
            or _sector_in(entity.name, "nouns")
            or _sector_in(" ".join(entity.aliases), "names")
        )
    if entity.type == "GPE" and entity.geo is not None and (entity.geo.feature or "").startswith(_COUNTRY_FEATURES):
        return "GOV"
    return None


@lru_cache(maxsize=1 << 12)
def _sector_in(text: str, section: str) -> str | None:
    """The sector of the last listed word ('police chief': the head), in 'Ministry of Health' of the first part's."""
    sectors = _sectors(section)
    for part in re.split(r"\bof\b", text.lower()):
        words = re.findall(r"[\w'.-]+", part)
        if sector := next((sectors[word] for word in reversed(words) if word in sectors), None):
            return sector
    return None


@cache
def _data() -> dict[str, dict[str, Any]]:
    return load_toml("sectors.toml")


@cache
def _phrases() -> dict[str, str]:
    """The sector of each phrase of names."""
    return {phrase: sector for sector, phrases in _data()["phrases"].items() for phrase in phrases}


@cache
def _sectors(section: str) -> dict[str, str]:
    """The sector of each word of a section, the one listed first if there are several."""
    found: dict[str, str] = {}
    for sector, words in _data()[section].items():
        for word in words.split():
            found.setdefault(word, sector)
    return found
