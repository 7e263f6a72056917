"""The main place of an article: its dateline, else the town it names most."""

from schemas.rows.entity import Geo
from schemas.rows.event import Location
from transforms.extract.document import Document, per_document
from transforms.extract.entities.names.names import find_names
from transforms.extract.entities.places.places import WEAK_WEIGHT, locate_names
from transforms.extract.entities.places.toponym_mentions import UNCERTAIN_BASES
from transforms.extract.entities.places.toponyms import Toponym

_EARLY = 600
"""Code points of the body in which a mention counts twice."""
_DATELINE_SCORE = 1000.0
_COUNTRY_WEIGHT, _REGION_WEIGHT = 0.1, 0.5


@per_document
def main_place(document: Document) -> Location | None:
    """The place an article is about or from; None without any.

    A country or state only when no town in it stands out.
    """
    toponyms = locate_names(document, find_names(document)).toponyms
    ranked = [
        (_score(toponym, geo, document), -toponym.spans[0][0], i)
        for i, (toponym, geo) in enumerate(toponyms)
        if geo.country_code is not None and not _is_incidental(toponym, geo)
    ]
    if not ranked:
        return None
    toponym, geo = toponyms[max(ranked)[2]]
    start, end = toponym.spans[0]
    return location_of(geo, document.text[start:end], start, end)


def location_of(geo: Geo, text: str, start: int, end: int) -> Location:
    """A place with the words that name it."""
    return Location(
        text=text,
        start=start,
        end=end,
        geonames_id=geo.geonames_id,
        name=geo.name,
        feature=geo.feature,
        admin1=geo.admin1,
        country_code=geo.country_code,
        latitude=geo.latitude,
        longitude=geo.longitude,
    )


def _score(toponym: Toponym, geo: Geo, document: Document) -> float:
    """Mentions, early ones twice, weighted by kind: towns, then divisions, then countries; datelines above all."""
    if "dateline" in toponym.bases:
        return _DATELINE_SCORE
    early = document.body_start + _EARLY
    count = sum(2.0 if start < early else 1.0 for start, _ in toponym.spans) * toponym.weight
    feature = geo.feature or ""
    if feature.startswith(("PCL", "CONT")):
        return count * _COUNTRY_WEIGHT
    return count * (_REGION_WEIGHT if feature in ("ADM1", "RGN", "") else 1.0)


def _is_incidental(toponym: Toponym, geo: Geo) -> bool:
    """Whether a place is only named on the way, so that the article need not be from there.

    A part of a longer name is ('Harris Financial Group'), and so is a name that stands once without a word that shows
    a place, or behind 'from' ('a man from Leeds'). A country in a longer name is not: 'the US Senate'.
    """
    if not toponym.bases <= UNCERTAIN_BASES:
        return False
    if (geo.feature or "").startswith("PCL"):
        return False
    return toponym.weight == WEAK_WEIGHT or toponym.bases == {"direction"} or len(toponym.spans) == 1
