"""Which of its bearers each toponym of an article means, settled for all of them together.

Every bearer of a name starts with a prior (population, rank, the site's country, the region written behind it). Then
the names support each other: near places, places of one county or state, and a state and the towns within it. What
is sure supports more than what is not; after a few rounds the ambiguous names have followed the plain ones. This is
the minimality of Leidner et al. (2003) and Lieberman et al. (2010) as relaxation labelling (Rosenfeld et al. 1976).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transforms.extract.entities.gazetteer import CAPITAL, CONTINENT, REGION, Gazetteer, Place
from transforms.extract.entities.toponyms import Toponym

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


def settle(
    toponyms: Sequence[Toponym], atlas: Gazetteer, *, country: str | None = None, weights: Weights = WEIGHTS
) -> list[Settled]:
    """The place each toponym means.

    Args:
        toponyms: Each with at least one candidate.
        country: Code of the country that the site is of.
    """
    if not toponyms:
        return []
    places = [place for toponym in toponyms for place in toponym.candidates]
    first = np.cumsum([0, *(len(toponym.candidates) for toponym in toponyms)])[:-1]
    owner = np.repeat(np.arange(len(toponyms)), [len(toponym.candidates) for toponym in toponyms])
    prior = np.array(
        [prior_of(place, toponym, atlas, country, weights) for toponym in toponyms for place in toponym.candidates]
    )
    affinity = affinities(places, atlas, weights)
    affinity[owner[:, None] == owner[None, :]] = 0.0
    importance = np.array([toponym.weight for toponym in toponyms])
    belief = _shares(prior, first, owner)
    support = np.zeros_like(prior)
    for _ in range(weights.rounds):
        support = np.maximum.reduceat(affinity * belief[None, :], first, axis=1) @ importance
        belief = _shares(prior + support, first, owner)
    settled = []
    for start, toponym in zip(first, toponyms, strict=True):
        own = slice(start, start + len(toponym.candidates))
        settled.append(_settled(places[own], belief[own], support[own]))
    return settled


def _settled(places: Sequence[Place], belief: Floats, support: Floats) -> Settled:
    best = int(np.argmax(belief))
    shares: dict[str | None, float] = {}
    for place, share in zip(places, belief, strict=True):
        shares[place.country_code] = shares.get(place.country_code, 0.0) + float(share)
    code, share = max(shares.items(), key=lambda item: item[1])
    return Settled(
        place=places[best],
        belief=float(belief[best]),
        country_code=code if share >= AGREED else None,
        support=float(support[best]),
    )


def prior_of(place: Place, toponym: Toponym, atlas: Gazetteer, country: str | None, weights: Weights) -> float:
    """Points of a candidate before the other names are looked at."""
    size = float(np.log(place.population + 500.0))
    if toponym.is_local:  # a paper of that name is hardly ever the capital's
        points = weights.local_population * size
    else:
        points = weights.population * size + weights.known * atlas.is_known(toponym.form, place)
        if place.is_country:
            points += weights.country
        elif place.feature == CAPITAL:
            points += weights.capital
        elif place.feature in (REGION, CONTINENT):
            points += weights.part
    if atlas.is_namesake(place, toponym.candidates):
        points += weights.namesake
    elif place.is_division:
        points += {"ADM1": weights.state, "ADM2": weights.county}.get(place.feature, weights.district)
    if not atlas.is_main(toponym.form, place):
        points += weights.alternate
    if country is not None:
        points += weights.site * (place.country_code == country)
    else:
        points += weights.american * (place.country_code == "US")
    if toponym.regions and any(atlas.holds(region, place) for region in toponym.regions):
        points += weights.region
    return points


def affinities(places: Sequence[Place], atlas: Gazetteer, weights: Weights) -> Floats:
    """How well each two places go together, shape (places, places)."""
    rows = np.array([place.row for place in places])
    columns = atlas.columns
    nation = {code: i for i, code in enumerate(sorted({place.country_code or "" for place in places}))}
    countries = np.array([nation[place.country_code or ""] for place in places])
    states, counties = columns.admin1[rows], columns.admin2[rows]
    is_country = np.array([place.is_country for place in places])
    is_state = np.array([place.feature == "ADM1" for place in places])
    exact = ~(is_country | is_state)  # has a point that means something
    near = weights.near / (1.0 + (distances(columns.points[rows]) / weights.reach) ** 2)
    near = np.where(exact[:, None] & exact[None, :], np.nan_to_num(near), 0.0)
    same_state = (states[:, None] == states[None, :]) & (states[:, None] >= 0)
    same_county = (counties[:, None] == counties[None, :]) & (counties[:, None] >= 0)
    same_country = countries[:, None] == countries[None, :]
    points = near + weights.same_country * same_country
    points += weights.same_state * (same_state & exact[:, None] & exact[None, :])
    points += weights.same_county * same_county
    points += weights.holds * (same_state & (is_state[:, None] ^ is_state[None, :]))
    points += weights.holds_country * (same_country & (is_country[:, None] ^ is_country[None, :]))
    return np.asarray(points)


def distances(points: Floats) -> Floats:
    """Great-circle distances in kilometres, shape (n, n), of (latitude, longitude) in degrees, shape (n, 2)."""
    latitude, longitude = np.radians(points[:, 0]), np.radians(points[:, 1])
    half = np.sin((latitude[:, None] - latitude[None, :]) / 2) ** 2
    half += (
        np.cos(latitude)[:, None]
        * np.cos(latitude)[None, :]
        * np.sin((longitude[:, None] - longitude[None, :]) / 2) ** 2
    )
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))


def _shares(points: Floats, first: npt.NDArray[np.int64], owner: npt.NDArray[np.int64]) -> Floats:
    """Beliefs from points: those of one toponym sum to one."""
    top = np.maximum.reduceat(points, first)
    weight = np.exp(points - top[owner])
    return np.asarray(weight / np.add.reduceat(weight, first)[owner])
