"""Which of its bearers each toponym of an article means, settled for all of them together.

Every bearer of a name starts with a prior (population, rank, the site's country, the region written behind it). Then
the names support each other: near places, places of one county or state, and a state and the towns within it. What
is sure supports more than what is not; after a few rounds the ambiguous names have followed the plain ones. This is
the minimality of Leidner et al. (2003) and Lieberman et al. (2010) as relaxation labelling (Rosenfeld et al. 1976).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from transforms.extract.entities.gazetteer.model import CAPITAL, CONTINENT, REGION, Gazetteer, Place
from transforms.extract.entities.places.toponyms import Toponym

Floats = npt.NDArray[np.float64]

EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Points of each clue, on the scale of natural logarithms of odds."""

    population: float = 0.4  # a logarithm's worth
    country: float = 3.0
    state: float = 1.0
    county: float = -0.5
    district: float = -1.5
    namesake: float = -1.0  # a division called after its own city
    capital: float = 1.0
    alternate: float = -2.0
    region: float = 8.0  # the region written behind it holds it
    site: float = 2.0  # it lies in the country of the site's domain
    american: float = 0.7  # it lies in the United States, whose papers have domains of no country
    local_population: float = 0.25  # in place of `population` where the site's name holds the toponym
    known: float = 1.5  # news means it by that name: the city by 'New York'
    part: float = 3.0  # a region or continent
    near: float = 2.0
    reach: float = 120.0  # kilometres at which nearness has fallen to a half
    same_county: float = 0.7
    same_state: float = 1.0
    same_country: float = 0.3
    holds: float = 1.5  # the one is a state that holds the other
    holds_country: float = 0.8
    rounds: int = 6


WEIGHTS = Weights()

SURE = 0.2
"""Belief below which a name's bearers cannot be told apart."""

AGREED = 0.6
"""Belief that bearers in one country must have together for the country to be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a toponym means.

    Attributes:
        place: Its likeliest bearer.
        belief: How sure that is, 0 to 1.
        country_code: The country that most of the belief lies in, None when it is spread over several.
        support: Points that the article's other places give it.
    """

    place: Place
    belief: float
    country_code: str | None
    support: float


def settle(toponyms: Sequence[Toponym], gazetteer: Gazetteer, *, country: str | None = None) -> list[Settled]:
    """The place each toponym means.

    Args:
        toponyms: Each with at least one candidate.
        country: Code of the country that the site is of.
    """
    if not toponyms:
        return []
    places = [place for toponym in toponyms for place in toponym.candidates]
    sizes = [len(toponym.candidates) for toponym in toponyms]
    first = np.cumsum([0, *sizes[:-1]])
    owner = np.repeat(np.arange(len(toponyms)), sizes)
    prior = np.array([points for toponym in toponyms for points in priors(toponym, gazetteer, country)])
    affinity = affinities(places, gazetteer)
    affinity[owner[:, None] == owner] = 0.0
    importance = np.array([toponym.weight for toponym in toponyms])
    belief = _shares(prior, first, owner)
    support = np.zeros_like(prior)
    for _ in range(WEIGHTS.rounds):
        support = np.maximum.reduceat(affinity * belief, first, axis=1) @ importance
        known, belief = belief, _shares(prior + support, first, owner)
        if (belief == known).all():  # and so it would stay
            break
    believed, supported = belief.tolist(), support.tolist()
    ends = [*first[1:].tolist(), len(places)]
    return [
        _settled(places[start:end], believed[start:end], supported[start:end])
        for start, end in zip(first.tolist(), ends, strict=True)
    ]


def _settled(places: Sequence[Place], belief: Sequence[float], support: Sequence[float]) -> Settled:
    best = belief.index(max(belief))
    shares: dict[str | None, float] = {}
    for place, share in zip(places, belief, strict=True):
        shares[place.country_code] = shares.get(place.country_code, 0.0) + share
    code = max(shares, key=shares.__getitem__)
    return Settled(
        place=places[best],
        belief=belief[best],
        country_code=code if shares[code] >= AGREED else None,
        support=support[best],
    )


def priors(toponym: Toponym, gazetteer: Gazetteer, country: str | None) -> Sequence[float]:
    """Points of a toponym's candidates before the other names are looked at."""
    rows = tuple([place.row for place in toponym.candidates])
    points = _own_points(toponym.form, rows, toponym.is_local, country, gazetteer)
    if not toponym.regions:
        return points
    return [
        own + WEIGHTS.region if any(gazetteer.contains(region, place) for region in toponym.regions) else own
        for own, place in zip(points, toponym.candidates, strict=True)
    ]


@lru_cache(maxsize=1 << 13)
def _own_points(
    form: str, rows: tuple[int, ...], is_local: bool, country: str | None, gazetteer: Gazetteer
) -> tuple[float, ...]:
    """What speaks for each bearer of a name in itself; remembered, for the same names come again and again."""
    places = tuple(gazetteer.place(row) for row in rows)
    return tuple(_own(place, form, places, is_local, country, gazetteer) for place in places)


def _own(
    place: Place, form: str, bearers: tuple[Place, ...], is_local: bool, country: str | None, gazetteer: Gazetteer
) -> float:
    size = float(np.log(place.population + 500.0))
    if is_local:  # a paper of that name is hardly ever the capital's
        points = WEIGHTS.local_population * size
    else:
        points = WEIGHTS.population * size + WEIGHTS.known * gazetteer.is_nickname(form, place)
        if place.is_country:
            points += WEIGHTS.country
        elif place.feature == CAPITAL:
            points += WEIGHTS.capital
        elif place.feature in (REGION, CONTINENT):
            points += WEIGHTS.part
    if gazetteer.is_overshadowed_by_city(place, bearers):
        points += WEIGHTS.namesake
    elif place.is_division:
        points += {"ADM1": WEIGHTS.state, "ADM2": WEIGHTS.county}.get(place.feature, WEIGHTS.district)
    if not gazetteer.is_primary_name(form, place):
        points += WEIGHTS.alternate
    if country is not None:
        points += WEIGHTS.site * (place.country_code == country)
    else:
        points += WEIGHTS.american * (place.country_code == "US")
    return points


def affinities(places: Sequence[Place], gazetteer: Gazetteer) -> Floats:
    """How well each two places go together, shape (places, places)."""
    rows = np.array([place.row for place in places])
    columns = gazetteer.columns
    number: dict[str | None, int] = {}
    countries = np.array([number.setdefault(place.country_code, len(number)) for place in places])
    states, counties = columns.admin1[rows], columns.admin2[rows]
    is_country = np.array([place.is_country for place in places])
    is_state = np.array([place.feature == "ADM1" for place in places])
    exact = ~(is_country | is_state)  # has a point that means something
    located = exact & ~np.isnan(columns.points[rows, 0])
    near = WEIGHTS.near / (1.0 + (distances(columns.points[rows]) / WEIGHTS.reach) ** 2)
    near[~(located[:, None] & located)] = 0.0
    same_state = (states[:, None] == states) & (states >= 0)
    same_county = (counties[:, None] == counties) & (counties >= 0)
    same_country = countries[:, None] == countries
    points = near + WEIGHTS.same_country * same_country
    points += WEIGHTS.same_state * (same_state & exact[:, None] & exact)
    points += WEIGHTS.same_county * same_county
    points += WEIGHTS.holds * (same_state & (is_state[:, None] ^ is_state))
    points += WEIGHTS.holds_country * (same_country & (is_country[:, None] ^ is_country))
    return np.asarray(points)


def distances(points: Floats) -> Floats:
    """Great-circle distances in kilometres, shape (n, n), of (latitude, longitude) in degrees, shape (n, 2).

    By the chord between two points of the unit sphere, which stays exact for near points.
    """
    latitude, longitude = np.radians(points.T)
    level = np.cos(latitude)
    axes = (level * np.cos(longitude), level * np.sin(longitude), np.sin(latitude))
    half = sum(np.square(axis[:, None] - axis) for axis in axes) / 4.0
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def _shares(points: Floats, first: npt.NDArray[np.int64], owner: npt.NDArray[np.int64]) -> Floats:
    """Beliefs from points: those of one toponym sum to one."""
    top = np.maximum.reduceat(points, first)
    weight = np.exp(points - top[owner])
    return np.asarray(weight / np.add.reduceat(weight, first)[owner])
