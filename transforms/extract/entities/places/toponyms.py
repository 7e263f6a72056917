"""Toponyms: names that may stand for places, their candidates in the gazetteer, and the regions written behind them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.extract.entities.gazetteer.model import REGION, Gazetteer, Place
from transforms.extract.entities.gazetteer.name_keys import key_of
from transforms.extract.languages.load import word_sets

MAX_CANDIDATES = 40
"""Candidates that are weighed; the rest are the least populous."""

_WORDS = word_sets("places.toml", "toponyms")
_CALLED_STATE = frozenset(name.replace("_", " ") for name in _WORDS["called_state"])
_MODIFIER = rf"(?:(?:{'|'.join(sorted(_WORDS['modifiers']))}) )*"
_DIRECTION = rf"(?:{'|'.join(sorted(_WORDS['directions']))})(?:{'|'.join(_WORDS['direction_suffix'])})?[ -]"
_QUALIFIER = re.compile(rf"^(?:the )?{_MODIFIER}(?:{_DIRECTION})*{_MODIFIER}", re.IGNORECASE)
"""'far northern' before the name of a place."""
_REGION_BEHIND = re.compile(r"(?:,|\s\()\s{0,2}((?:[A-Z][\w.'’&-]*)(?:\s(?:of\s)?[A-Z][\w.'’&-]*){0,3})")
_NEXT_OF_LIST = re.compile(r"\s*(?:,|,? and|,? or)\s+([A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*)?)")
_NAME_BEFORE = re.compile(r"\b([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)?)(?:,|,? and|,? or) $")
_LOOKBACK = 40
"""Code points before a name in which the name before it in a list begins."""
_WORD_BEHIND = re.compile(r"\s([A-Z][\w'’]*)")
_COUNTRY_OF_INSTITUTION = {
    word: code for code, words in word_sets("places.toml", "institution_countries").items() for word in words
}
_POSSESSIVE = re.compile(r"(?:'s|’s|')$")


@dataclass(slots=True, kw_only=True)
class Toponym:
    """A name that may stand for a place.

    Attributes:
        form: The name as written.
        spans: Start and end of its mentions in the text.
        candidates: The places it may stand for, the likelier first.
        regions: Rows of the regions written behind it ('Paris, Texas'), with how often each is.
        weight: Its weight as evidence for other toponyms.
        is_local: Whether the site is named after it, as local papers are.
        bases: What the words around its mentions say (`ToponymMention.basis`).
    """

    form: str
    spans: tuple[tuple[int, int], ...]
    candidates: tuple[Place, ...]
    regions: Counter[int]
    weight: float = 1.0
    is_local: bool = False
    bases: frozenset[str] = frozenset()


@lru_cache(maxsize=1 << 15)
def lookup_toponym(form: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """The places that a form as written may stand for.

    Looked up as an abbreviation of a state, as a name, as a name without 'north' or 'downtown', and as the first of
    two names joined by a hyphen ('Fargo-Moorhead').
    """
    form = _POSSESSIVE.sub("", form.strip())
    if state := gazetteer.abbreviated_division(form):
        return (state,)
    if is_abbreviation(form):  # 'US' and 'U.S.', not the hamlet of Us
        return tuple(place for place in gazetteer.candidates(form) if place.is_country)
    if _is_university(form, gazetteer):
        return ()
    if found := gazetteer.candidates(form):
        parts = tuple(place for place in found if place.feature == REGION and place.country_code is None)
        return parts or found[:MAX_CANDIDATES]  # a part of the world is not a town: 'the Middle East'
    unqualified = _QUALIFIER.sub("", form)
    if unqualified != form and unqualified[:1].isupper() and (found := gazetteer.candidates(unqualified)):
        return found[:MAX_CANDIDATES]
    first, hyphen, second = form.partition("-")
    if hyphen and len(first) > 3 and second[:1].isupper():
        return gazetteer.candidates(first)[:MAX_CANDIDATES]
    return ()


def _is_university(form: str, gazetteer: Gazetteer) -> bool:
    """Whether a form is a state of the United States with 'State' behind it: 'Florida State'."""
    state, _, behind = form.lower().rpartition(" ")
    if behind != "state" or not state or state in _CALLED_STATE:
        return False
    return any(place.feature == "ADM1" and place.country_code == "US" for place in gazetteer.candidates(state))


def is_abbreviation(form: str) -> bool:
    """Whether a form is two or three capitals, with or without full stops."""
    letters = form.replace(".", "")
    return len(letters) <= 3 and letters.isupper()


def lookup_forms(forms: Sequence[str], gazetteer: Gazetteer) -> tuple[str, tuple[Place, ...]]:
    """The first known form of a name, and the places that all known forms may stand for.

    Where the forms share no place, those of the first one; ('', ()) where none is known.
    """
    known = [(form, places) for form in forms if (places := lookup_toponym(form, gazetteer))]
    if not known:
        return "", ()
    form, places = known[0]
    shared = places
    for _, others in known[1:]:
        rows = {place.row for place in others}
        shared = tuple(place for place in shared if place.row in rows)
    return form, shared or places


def is_part_of_country(form: str, place: Place) -> bool:
    """Whether a form names a part of a country ('northern Syria'), which the country's point does not represent."""
    unqualified = _QUALIFIER.sub("", form)
    return place.is_country and unqualified != form and key_of(form) != key_of(place.name) and bool(unqualified)


def regions_behind(text: str, end: int, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """The state, country or county written behind a place: ', Texas', ', N.H.', ' (Ga.)', ', Oxfordshire'.

    Args:
        text: The article's text.
        end: Offset behind the place's name.
        gazetteer: The gazetteer.
    """
    match = _REGION_BEHIND.match(text, end)
    if not match:
        return ()
    words = match[1].split(" ")
    for count in range(len(words), 0, -1):
        form = " ".join(words[:count])
        for spelling in dict.fromkeys((form, form.rstrip("."))):
            if state := gazetteer.abbreviated_division(spelling):
                return (state,)
        form = _POSSESSIVE.sub("", form.rstrip("."))
        found = tuple(place for place in gazetteer.candidates(form) if place.is_country or place.is_division)
        if found:
            return found
    return ()


def has_region_behind(text: str, end: int, candidates: Sequence[Place], gazetteer: Gazetteer) -> bool:
    """Whether the region that a name lies in is written behind it: a state, a country, or a county of a candidate.

    Args:
        text: The article's text.
        end: Offset behind the name.
        candidates: The places the name may stand for.
        gazetteer: The gazetteer.
    """
    return any(
        _is_state_or_country(region) or any(gazetteer.contains(region.row, place) for place in candidates)
        for region in regions_behind(text, end, gazetteer)
    )


def country_of_institution(text: str, end: int) -> str | None:
    """The only country that has the institution whose name goes on behind a place: GB of 'Leeds Magistrates' Court'."""
    match = _WORD_BEHIND.match(text, end)
    return _COUNTRY_OF_INSTITUTION.get(match[1].lower().rstrip("'’")) if match else None


def begins_list_of_regions(text: str, end: int, candidates: Sequence[Place], gazetteer: Gazetteer) -> bool:
    """Whether a name begins a list of states or countries ('Ohio, Indiana and Kentucky'), so no region is behind it.

    Args:
        text: The article's text.
        end: Offset behind the name.
        candidates: The places the name may stand for.
        gazetteer: The gazetteer.
    """
    return any(map(_is_state_or_country, candidates)) and _is_list_behind(text, end, gazetteer)


def is_in_list_of_regions(text: str, start: int, end: int, gazetteer: Gazetteer) -> bool:
    """Whether an unknown name stands in a list of countries or states: 'Ohio, Freedonia, Canada and Peru'.

    Args:
        text: The article's text.
        start: Offset of the name.
        end: Offset behind it.
        gazetteer: The gazetteer.
    """
    before = _NAME_BEFORE.search(text, max(0, start - _LOOKBACK), start)
    if before and any(map(_is_state_or_country, lookup_toponym(before[1], gazetteer))):
        return True
    return _is_list_behind(text, end, gazetteer)


def _is_list_behind(text: str, end: int, gazetteer: Gazetteer) -> bool:
    """Whether two states or countries follow, each behind a comma or 'and'."""
    match = _REGION_BEHIND.match(text, end)
    following = _NEXT_OF_LIST.match(text, match.end()) if match else None
    if not following:
        return False
    return any(map(_is_state_or_country, lookup_toponym(following[1].rstrip("."), gazetteer)))


def _is_state_or_country(place: Place) -> bool:
    return place.is_country or place.feature == "ADM1"


def regions_behind_mentions(
    text: str, spans: Iterable[tuple[int, int]], candidates: Sequence[Place], gazetteer: Gazetteer
) -> Counter[int]:
    """Rows of the regions that the words behind a name's mentions give, with how often each is."""
    rows: Counter[int] = Counter()
    for _, end in spans:
        code = country_of_institution(text, end)
        if code is not None and (country := gazetteer.country(code)):
            rows[country.row] += 1
        regions = regions_behind(text, end, gazetteer)
        if regions and not begins_list_of_regions(text, end, candidates, gazetteer):
            rows.update(place.row for place in regions)
    return rows
