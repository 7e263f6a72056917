"""Toponym disambiguation: which of its candidates each toponym of an article means, decided for all jointly.

Each candidate starts with a prior (population, rank, the site's country, the region written behind the name). Then
toponyms support each other: near places, places of one county or state, a state and the towns in it. What is certain
supports more than what is not; within a few rounds the ambiguous names follow the clear ones. This is the spatial
minimality of Leidner et al. (2003) and Lieberman et al. (2010) as relaxation labelling (Rosenfeld et al. 1976).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from transforms.extract.entities.gazetteer.model import CAPITAL, CONTINENT, REGION, Gazetteer, Place
from transforms.extract.entities.places.toponyms import Toponym

Floats = npt.NDArray[np.float64]

EARTH_RADIUS = 6371.0
"""Kilometres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Scores of each clue, in natural logarithms of odds."""

    population: float = 0.4  # times the logarithm of the population
    country: float = 3.0
    state: float = 1.0
    county: float = -0.5
    district: float = -1.5
    overshadowed: float = -1.0  # a division that shares its name with a city
    capital: float = 1.0
    alternate_name: float = -2.0
    region_behind: float = 8.0  # contained in the region written behind the name
    site_country: float = 2.0  # in the country of the site's domain
    united_states: float = 0.7  # in the United States, whose papers have domains of no country
    local_population: float = 0.25  # instead of `population` where the site is named after the toponym
    nickname: float = 2.5  # the name is listed as this place's: 'New York' the city
    region: float = 3.0  # a region or continent
    proximity: float = 2.0
    half_distance: float = 120.0  # kilometres at which proximity has fallen to a half
    same_county: float = 0.7
    same_state: float = 1.0
    same_country: float = 0.3
    state_contains: float = 1.5  # one is a state that contains the other
    country_contains: float = 0.8
    rounds: int = 6


WEIGHTS = Weights()

MIN_CONFIDENCE = 0.2
"""Confidence below which the candidates of a name cannot be told apart."""

_MIN_COUNTRY_CONFIDENCE = 0.6
"""Confidence that the candidates in one country must have together for the country to be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedToponym:
    """What a toponym means.

    Attributes:
        place: The most likely candidate.
        confidence: How certain it is, 0 to 1; the candidates of a toponym sum to 1.
        country_code: The country of most of the confidence, None when it is spread over several.
        support: Score that the article's other places give it.
    """

    place: Place
    confidence: float
    country_code: str | None
    support: float


def disambiguate(
    toponyms: Sequence[Toponym], gazetteer: Gazetteer, *, country: str | None = None
) -> list[ResolvedToponym]:
    """The place that each toponym means.

    Args:
        toponyms: Each with at least one candidate.
        gazetteer: The gazetteer.
        country: Code of the site's country.
    """
    if not toponyms:
        return []
    places = [place for toponym in toponyms for place in toponym.candidates]
    sizes = [len(toponym.candidates) for toponym in toponyms]
    first = np.cumsum([0, *sizes[:-1]])
    owner = np.repeat(np.arange(len(toponyms)), sizes)
    prior = np.array([score for toponym in toponyms for score in priors(toponym, gazetteer, country)])
    affinity = affinities(places, gazetteer)
    affinity[owner[:, None] == owner] = 0.0
    weight = np.array([toponym.weight for toponym in toponyms])
    confidence = _softmax(prior, first, owner)
    support = np.zeros_like(prior)
    for _ in range(WEIGHTS.rounds):
        support = np.maximum.reduceat(affinity * confidence, first, axis=1) @ weight
        previous, confidence = confidence, _softmax(prior + support, first, owner)
        if (confidence == previous).all():
            break
    confidences, supports = confidence.tolist(), support.tolist()
    ends = [*first[1:].tolist(), len(places)]
    return [
        _resolved(places[start:end], confidences[start:end], supports[start:end])
        for start, end in zip(first.tolist(), ends, strict=True)
    ]


def _resolved(places: Sequence[Place], confidence: Sequence[float], support: Sequence[float]) -> ResolvedToponym:
    best = confidence.index(max(confidence))
    by_country: dict[str | None, float] = {}
    for place, value in zip(places, confidence, strict=True):
        by_country[place.country_code] = by_country.get(place.country_code, 0.0) + value
    code = max(by_country, key=by_country.__getitem__)
    return ResolvedToponym(
        place=places[best],
        confidence=confidence[best],
        country_code=code if by_country[code] >= _MIN_COUNTRY_CONFIDENCE else None,
        support=support[best],
    )


def priors(toponym: Toponym, gazetteer: Gazetteer, country: str | None) -> Sequence[float]:
    """Scores of a toponym's candidates by themselves, before other toponyms are considered."""
    rows = tuple([place.row for place in toponym.candidates])
    scores = _cached_priors(toponym.form, rows, toponym.is_local, country, gazetteer)
    if not toponym.regions:
        return scores
    return [
        score + WEIGHTS.region_behind if any(gazetteer.contains(region, place) for region in toponym.regions) else score
        for score, place in zip(scores, toponym.candidates, strict=True)
    ]


@lru_cache(maxsize=1 << 13)
def _cached_priors(
    form: str, rows: tuple[int, ...], is_local: bool, country: str | None, gazetteer: Gazetteer
) -> tuple[float, ...]:
    """Scores of a name's candidates; cached, as the same names recur within and across articles."""
    places = tuple(gazetteer.place(row) for row in rows)
    return tuple(_prior(place, form, places, is_local, country, gazetteer) for place in places)


def _prior(
    place: Place, form: str, candidates: tuple[Place, ...], is_local: bool, country: str | None, gazetteer: Gazetteer
) -> float:
    log_population = float(np.log(place.population + 500.0))
    if is_local:  # a paper of that name is hardly ever the capital's
        score = WEIGHTS.local_population * log_population
    else:
        score = WEIGHTS.population * log_population + WEIGHTS.nickname * gazetteer.is_nickname(form, place)
        if place.is_country:
            score += WEIGHTS.country
        elif place.feature == CAPITAL:
            score += WEIGHTS.capital
        elif place.feature in (REGION, CONTINENT):
            score += WEIGHTS.region
    if gazetteer.is_overshadowed_by_city(place, candidates):
        score += WEIGHTS.overshadowed
    elif place.is_division:
        score += {"ADM1": WEIGHTS.state, "ADM2": WEIGHTS.county}.get(place.feature, WEIGHTS.district)
    if not gazetteer.is_primary_name(form, place):
        score += WEIGHTS.alternate_name
    if country is not None:
        score += WEIGHTS.site_country * (place.country_code == country)
    else:
        score += WEIGHTS.united_states * (place.country_code == "US")
    return score


def affinities(places: Sequence[Place], gazetteer: Gazetteer) -> Floats:
    """How strongly each pair of places supports each other, shape (places, places)."""
    rows = np.array([place.row for place in places])
    columns = gazetteer.columns
    number: dict[str | None, int] = {}
    countries = np.array([number.setdefault(place.country_code, len(number)) for place in places])
    states, counties = columns.admin1[rows], columns.admin2[rows]
    is_country = np.array([place.is_country for place in places])
    is_state = np.array([place.feature == "ADM1" for place in places])
    is_small = ~(is_country | is_state)  # small enough for its point to stand for it
    has_point = is_small & ~np.isnan(columns.points[rows, 0])
    proximity = WEIGHTS.proximity / (1.0 + (distances(columns.points[rows]) / WEIGHTS.half_distance) ** 2)
    proximity[~(has_point[:, None] & has_point)] = 0.0
    same_state = (states[:, None] == states) & (states >= 0)
    same_county = (counties[:, None] == counties) & (counties >= 0)
    same_country = countries[:, None] == countries
    scores = proximity + WEIGHTS.same_country * same_country
    scores += WEIGHTS.same_state * (same_state & is_small[:, None] & is_small)
    scores += WEIGHTS.same_county * same_county
    scores += WEIGHTS.state_contains * (same_state & (is_state[:, None] ^ is_state))
    scores += WEIGHTS.country_contains * (same_country & (is_country[:, None] ^ is_country))
    return np.asarray(scores)


def distances(points: Floats) -> Floats:
    """Great-circle distances in kilometres, shape (n, n), of (latitude, longitude) in degrees, shape (n, 2).

    Computed from the chord between two points of the unit sphere, which stays exact for near points.
    """
    latitude, longitude = np.radians(points.T)
    radius = np.cos(latitude)  # of the circle of latitude
    axes = (radius * np.cos(longitude), radius * np.sin(longitude), np.sin(latitude))
    half_chord_squared = sum(np.square(axis[:, None] - axis) for axis in axes) / 4.0
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(half_chord_squared, 1.0))))


def _softmax(scores: Floats, first: npt.NDArray[np.int64], owner: npt.NDArray[np.int64]) -> Floats:
    """Scores as confidences that sum to one over the candidates of each toponym."""
    highest = np.maximum.reduceat(scores, first)
    odds = np.exp(scores - highest[owner])
    return np.asarray(odds / np.add.reduceat(odds, first)[owner])
