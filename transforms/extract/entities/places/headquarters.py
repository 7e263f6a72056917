"""Locations of organisations and buildings named after a place: 'Lancaster City Council' in Lancaster."""

from collections.abc import Mapping
from dataclasses import replace

from schemas.rows.entity import Geo
from transforms.extract.document import Document
from transforms.extract.entities.gazetteer.model import REGION, geo_of
from transforms.extract.entities.places.disambiguate import MIN_CONFIDENCE, ResolvedToponym
from transforms.extract.entities.places.toponym_mentions import (
    LOCAL_INSTITUTIONS,
    ToponymMention,
    find_toponym_mentions,
)

_MIN_SUPPORT = 1.0
"""Score that the article's other places must give the place: many organisations are named after people."""


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
    if toponym is None or toponym.confidence < MIN_CONFIDENCE or toponym.support < _MIN_SUPPORT:
        return None
    mention = _mention_at_start(start, end, document)
    if mention is None:
        return None
    place = toponym.place
    if place.is_country or place.feature == "ADM1":
        return Geo(name=place.name, admin1=place.admin1, country_code=place.country_code)
    words = document.text[mention.end : end].lower().replace("'s", "").replace("’s", "").split()
    if place.feature == REGION or not LOCAL_INSTITUTIONS.intersection(words):
        return None
    return replace(geo_of(place), geonames_id=None)


def _mention_at_start(start: int, end: int, document: Document) -> ToponymMention | None:
    """The toponym that a longer name begins with."""
    mentions = find_toponym_mentions(document)
    return next((mention for mention in mentions if mention.start == start and mention.end < end), None)
