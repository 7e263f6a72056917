"""Entity ids: equal in all articles that mean the same entity."""

import re
from functools import cache, lru_cache

from schemas import ids
from schemas.rows.entity import Geo
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.names.forms import words_of
from transforms.extract.entities.words import FIRM_SUFFIXES, NAME_NOUNS
from transforms.extract.fold import fold
from transforms.extract.languages.load import load_toml, word_sets

_PLACE_TYPES = ("GPE", "LOC", "FAC")
_ALIASED_TYPES = ("ORG", "NORP", "FAC", "GPE")
_FIRST_WORD = re.compile(r"[\w.]+")
_GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))
_CONTEXT = word_sets("names.toml", "context")
_GENERIC_WORDS = _CONTEXT["generic"] | _CONTEXT["portfolios"] | {"of", "and"}


@cache
def _canonical_names() -> dict[str, str]:
    """Canonical name by folded alias, from aliases.toml."""
    found: dict[str, str] = {}
    for table in load_toml("aliases.toml").values():
        for name, aliases in table.items():
            for alias in (name, *aliases):
                found.setdefault(_alias_key(alias), name)
    return found


@cache
def known_names() -> dict[str, tuple[str, ...]]:
    """Names of several words, all with capitals, in aliases.toml: as written, by their first word, the longest first.

    Without names of buildings, which the sentence may mean as such.
    """
    found: dict[str, list[str]] = {}
    for table in load_toml("aliases.toml").values():
        for name, aliases in table.items():
            for alias in {name, *aliases}:
                first = _FIRST_WORD.match(alias)
                if first is not None and _is_certain(alias.split()):
                    found.setdefault(first[0], []).append(alias)
    return {first: tuple(sorted(names, key=len, reverse=True)) for first, names in found.items()}


def _is_certain(words: list[str]) -> bool:
    in_capitals = all(word[0].isupper() or word in _CONTEXT["linking_words"] for word in words)
    return len(words) > 1 and in_capitals and NAME_NOUNS.get(words[-1].lower()) != "FAC"


def _alias_key(name: str) -> str:
    return " ".join(fold(name).removeprefix("the ").split())


def canonical_name(entity_type: str, *names: str) -> str | None:
    """The canonical name of the first of these names that is an alias; None when none is."""
    if entity_type not in _ALIASED_TYPES:
        return None
    return next(filter(None, map(_canonical_name, names)), None)


@lru_cache(maxsize=1 << 15)
def _canonical_name(name: str) -> str | None:
    return _canonical_names().get(_alias_key(name))


@lru_cache(maxsize=1 << 14)
def is_generic(name: str) -> bool:
    """Whether institutions of every state bear a name: 'Armed Forces', 'Foreign Ministry'."""
    return all(word in _GENERIC_WORDS for word in words_of(name))


def entity_id_of(
    entity_type: str, name: str, aliases: tuple[str, ...] = (), geo: Geo | None = None, country: str | None = None
) -> str:
    """The id of a named entity.

    From the ISO code of a state, the GeoNames id of another place, and for all else from the type and the normalized
    name: without case, accents, 'the', 'al-', a person's middle initials, the legal form of a firm.

    Args:
        entity_type: The entity's type.
        name: Its fullest name in the article.
        aliases: Its other names there, one of which may have a canonical name when the fullest has none.
        geo: Its place.
        country: ISO code of the state that an institution with a generic name belongs to.
    """
    if geo is not None:
        if entity_type == "NORP" and geo.country_code and load_gazetteer().is_adjective(name):
            return ids.entity_id("NORP", geo.country_code)
        if entity_type in _PLACE_TYPES and geo.feature and geo.feature.startswith("PCL") and geo.country_code:
            return ids.entity_id("country", geo.country_code)
        if entity_type in _PLACE_TYPES and geo.geonames_id is not None:
            return ids.entity_id("geonames", str(geo.geonames_id))
    canonical = canonical_name(entity_type, name, *aliases)
    if canonical is not None:
        return ids.entity_id("ORG", " ".join(words_of(canonical)))
    if entity_type == "ORG":
        first, _, rest = name.partition(" ")
        owner = load_gazetteer().country_code_of(first.removesuffix("'s").removesuffix("’s")) if rest else None
        if owner and is_generic(rest):
            return ids.entity_id(entity_type, f"{owner} {normalized_name(entity_type, rest)}")
        if country and is_generic(name):
            return ids.entity_id(entity_type, f"{country} {normalized_name(entity_type, name)}")
    return ids.entity_id(entity_type, normalized_name(entity_type, name))


@lru_cache(maxsize=1 << 14)
def normalized_name(entity_type: str, name: str) -> str:
    """The form of a name that its id is made from."""
    words = words_of(name)
    if entity_type == "PERSON":
        without_initials = [word for i, word in enumerate(words) if len(word) > 1 or i in (0, len(words) - 1)]
        while len(without_initials) > 1 and without_initials[-1] in _GENERATIONS:
            without_initials.pop()
        words = tuple(without_initials)
    elif entity_type == "ORG":
        while len(words) > 1 and words[-1] in FIRM_SUFFIXES:
            words = words[:-1]
    elif entity_type == "NORP" and len(words[-1]) > 4:
        words = (*words[:-1], words[-1].removesuffix("s"))
    return " ".join(words)
