"""Where a body sits that bears a place's name: 'Lancaster City Council' in Lancaster."""

from collections.abc import Mapping
from dataclasses import replace

from schemas.rows.entity import Geo
from transforms.extract.document import Document
from transforms.extract.entities.gazetteer.model import REGION, geo_of
from transforms.extract.entities.places.disambiguate import SURE, Settled
from transforms.extract.entities.places.toponyms import LOCAL_BODIES, PlaceMention, scan

SEATED = 1.0
"""Points that the article's other places must give the place: many bodies are named after people."""


def seat(start: int, end: int, document: Document, meant: Mapping[int, Settled]) -> Geo | None:
    """Where an organisation or building lies whose name begins with a place.

    That of a state or country has no point: the middle of the state is not where its department sits. The place's
    id is left out, for the body is not the place.

    Args:
        start: Offset of the body's name.
        end: Offset behind it.
        meant: What the places of `scan` mean, by their offset.
    """
    settled = meant.get(start)
    if settled is None or settled.belief < SURE or settled.support < SEATED:
        return None
    mention = _within(start, end, document)
    if mention is None:
        return None
    place = settled.place
    if place.is_country or place.feature == "ADM1":
        return Geo(name=place.name, admin1=place.admin1, country_code=place.country_code)
    words = document.text[mention.end : end].lower().replace("'s", "").replace("’s", "").split()
    if place.feature == REGION or not LOCAL_BODIES.intersection(words):
        return None
    return replace(geo_of(place), geonames_id=None)


def _within(start: int, end: int, document: Document) -> PlaceMention | None:
    """The place that a longer name begins with."""
    return next((mention for mention in scan(document) if mention.start == start and mention.end < end), None)
