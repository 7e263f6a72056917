"""Locations of organisations and buildings: 'Lancaster City Council' in Lancaster, 'the White House' in Washington."""

from collections.abc import Mapping
from dataclasses import replace

from schemas.rows.entity import Geo
from transforms.extract.document import Document
from transforms.extract.entities.gazetteer.model import REGION, Gazetteer, geo_of
from transforms.extract.entities.places.disambiguate import MIN_CONFIDENCE, ResolvedToponym
from transforms.extract.entities.places.toponym_mentions import (
    LOCAL_INSTITUTIONS,
    ToponymMention,
    find_toponym_mentions,
)
from transforms.extract.entities.places.toponyms import country_of_institution

_MIN_SUPPORT = 1.0
"""Score that the article's other places must give the place: many organisations are named after people."""


def seat_of(name: str, gazetteer: Gazetteer) -> Geo | None:
    """The location of a seat of government ('the White House'), which is not the town that bears its name.

    Args:
        name: Name of an organisation or building.
        gazetteer: The gazetteer.
    """
    if not gazetteer.country_code_of(name):
        return None
    town = next((place for place in gazetteer.candidates(name) if gazetteer.is_nickname(name, place)), None)
    return replace(geo_of(town), geonames_id=None) if town and town.name != name else None


def headquarters_of(start: int, end: int, document: Document, resolved: Mapping[int, ResolvedToponym]) -> Geo | None:
    """The location of an organisation or building whose name begins with a place.

    That of a state or country has no point, as its institutions are not in its geographic middle. The place's id is
    left out: the organisation is not the place.

    Args:
        start: Offset of the name.
        end: Offset behind it.
        document: The article.
        resolved: The resolved toponym of each mention of `find_toponym_mentions`, by offset.
    """
    toponym = resolved.get(start)
    mention = _mention_at_start(start, end, document)
    if toponym is None or mention is None or toponym.confidence < MIN_CONFIDENCE:
        return None
    place = toponym.place
    is_certain = country_of_institution(document.text, mention.end) == place.country_code
    if toponym.support < _MIN_SUPPORT and not is_certain:
        return None
    if place.is_country or place.feature == "ADM1":
        return Geo(name=place.name, admin1=place.admin1, country_code=place.country_code)
    words = document.text[mention.end : end].lower().replace("'s", "").replace("’s", "").split()
    if place.feature == REGION or not (is_certain or LOCAL_INSTITUTIONS.intersection(words)):
        return None
    return replace(geo_of(place), geonames_id=None)


def _mention_at_start(start: int, end: int, document: Document) -> ToponymMention | None:
    """The toponym that a longer name begins with."""
    mentions = find_toponym_mentions(document)
    return next((mention for mention in mentions if mention.start == start and mention.end < end), None)
