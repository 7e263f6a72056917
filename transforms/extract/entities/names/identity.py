"""The id of an entity: the same in every article that means the same one."""

from functools import cache, lru_cache

from schemas import ids
from schemas.rows.entity import Geo
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.names.forms import words_of
from transforms.extract.entities.words import section
from transforms.extract.fold import fold
from transforms.extract.languages.load import load_toml

_PLACES = ("GPE", "LOC", "FAC")
_BODIES = ("ORG", "NORP", "FAC", "GPE")
_GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))


@cache
def aliases() -> dict[str, str]:
    """Canonical name by folded alias, from aliases.toml."""
    tables = load_toml("aliases.toml")
    found: dict[str, str] = {}
    for table in tables.values():
        for name, others in table.items():
            for other in (name, *others):
                found.setdefault(_plain(other), name)
    return found


def _plain(name: str) -> str:
    return " ".join(fold(name).removeprefix("the ").split())


def canonical(kind: str, *names: str) -> str | None:
    """The name that the table of aliases gives for any of these, the first known one."""
    if kind not in _BODIES:
        return None
    for name in names:
        if known := _known(name):
            return known
    return None


@lru_cache(maxsize=1 << 15)
def _known(name: str) -> str | None:
    return aliases().get(_plain(name))


@lru_cache(maxsize=1 << 14)
def is_generic(name: str) -> bool:
    """Whether every state has a body of that name: 'Armed Forces', 'Foreign Ministry'."""
    context = section("context")
    words = words_of(name)
    return all(word in context["generic"] or word in context["portfolios"] or word in ("of", "and") for word in words)


def identify(
    kind: str, name: str, others: tuple[str, ...] = (), geo: Geo | None = None, country: str | None = None
) -> str:
    """The entity id.

    A state is known by its ISO code, another place by its GeoNames id, all else by type and normalised name:
    without case, accents, 'the', 'al-', a person's middle initials, the ending of a firm's name.

    Args:
        kind: The entity's type.
        name: Its fullest name in the article.
        others: Its other names there, which may be in the table of aliases when the fullest is not.
        geo: Where it was found to lie.
        country: ISO code of the state that a body of a generic name belongs to.
    """
    if geo is not None:
        if kind == "NORP" and geo.country_code and load_gazetteer().is_adjective(name):
            return ids.entity_id("NORP", geo.country_code)
        if kind in _PLACES and geo.feature and geo.feature.startswith("PCL") and geo.country_code:
            return ids.entity_id("country", geo.country_code)
        if kind in _PLACES and geo.geonames_id is not None:
            return ids.entity_id("geonames", str(geo.geonames_id))
    known = canonical(kind, name, *others)
    if known is not None:
        return ids.entity_id("ORG", " ".join(words_of(known)))
    if kind == "ORG":
        first, _, rest = name.partition(" ")
        owner = load_gazetteer().country_code_of(first.removesuffix("'s").removesuffix("’s")) if rest else None
        if owner and is_generic(rest):
            return ids.entity_id(kind, f"{owner} {normal(kind, rest)}")
        if country and is_generic(name):
            return ids.entity_id(kind, f"{country} {normal(kind, name)}")
    return ids.entity_id(kind, normal(kind, name))


@lru_cache(maxsize=1 << 14)
def normal(kind: str, name: str) -> str:
    """The form of a name that its id is made from."""
    words = words_of(name)
    if kind == "PERSON":
        kept = [word for i, word in enumerate(words) if len(word) > 1 or i in (0, len(words) - 1)]
        while len(kept) > 1 and kept[-1] in _GENERATIONS:
            kept.pop()
        words = tuple(kept)
    elif kind == "ORG":
        suffixes = section("firms")["suffixes"]
        while len(words) > 1 and words[-1] in suffixes:
            words = words[:-1]
    elif kind == "NORP" and len(words[-1]) > 4:
        words = (*words[:-1], words[-1].removesuffix("s"))
    return " ".join(words)
