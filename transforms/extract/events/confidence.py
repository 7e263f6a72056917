"""How sure an event is: a logistic model over features that can be named, its weights a small committed table.

Source of the method: Platt, 'Probabilistic outputs for support vector machines' (1999), here over features of the
event itself. `tests/fit_confidence.py` fits the table.
"""

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from transforms.extract.events.claims.modality import HAPPENED


@dataclass(slots=True, kw_only=True)
class Features:
    """What an event is judged by.

    Attributes:
        strength: How strongly the trigger tells its type, 0 to 1 ('bombed' much, 'hit' little).
        senses: Other types the trigger may tell.
        nominal: Whether the trigger is a noun.
        depth: Clauses between the trigger and what its sentence states, verbs of saying not counted.
        actors: Number of actors found.
        recipients: Number of recipients found.
        resolved: Participants linked to a named entity.
        killed: Whether a claim of killed hangs on it.
        injured: Whether a claim of injured hangs on it.
        central: Whether one of its claims is the article's own count of its main happening.
        modality: As in the events table.
        attributed: Whether someone is said to say so.
        place_basis: As in the events table; None without place.
        date_basis: As in the events table; None without date.
        days_before: Days from the event to publication; None without either.
        sentence: Index of its sentence.
        paragraph: Index of its paragraph.
        quoted: Whether it stands inside quotation marks.
        headline: How much of the headline its sentence tells, 0 to 1.
    """

    strength: float = 0.5
    senses: int = 0
    nominal: bool = False
    depth: int = 0
    actors: int = 0
    recipients: int = 0
    resolved: int = 0
    killed: bool = False
    injured: bool = False
    central: bool = False
    modality: str = "asserted"
    attributed: bool = False
    place_basis: str | None = None
    date_basis: str | None = None
    days_before: int | None = None
    sentence: int = 0
    paragraph: int = 0
    quoted: bool = False
    headline: float = 0.0


RECENT = 7


def named(features: Features) -> dict[str, float]:
    """The features as the model's inputs, each 0 to 1, by the names of the table."""
    recent = features.days_before is not None and -1 <= features.days_before <= RECENT
    return {
        "strength": features.strength,
        "ambiguous": min(features.senses, 3) / 3,
        "nominal": float(features.nominal),
        "stated": float(features.depth == 0),
        "deep": min(features.depth, 3) / 3,
        "actor": float(features.actors > 0),
        "recipient": float(features.recipients > 0),
        "both": float(features.actors > 0 and features.recipients > 0),
        "resolved": min(features.resolved, 2) / 2,
        "killed": float(features.killed),
        "injured": float(features.injured),
        "central": float(features.central),
        "happened": float(features.modality in HAPPENED),
        "historical": float(features.modality == "historical"),
        "attributed": float(features.attributed),
        "own_place": float(features.place_basis in ("clause", "sentence")),
        "any_place": float(features.place_basis is not None),
        "own_date": float(features.date_basis in ("explicit", "relative")),
        "recent": float(recent and features.date_basis != "publication"),
        "lead": math.exp(-features.sentence / 3),
        "early": math.exp(-features.sentence / 12),
        "quoted": float(features.quoted),
        "headline": features.headline,
    }


@cache
def weights(table: str = "weights") -> dict[str, float]:
    """Weight of each feature in log-odds: for all events, or what is added where casualties are counted."""
    return {name: float(weight) for name, weight in _table()[table].items()}


@cache
def _table() -> dict[str, dict[str, float]]:
    return tomllib.loads(resources.files(__package__).joinpath("confidence.toml").read_text("utf-8"))


def confidence(features: Features) -> float:
    """The probability that the event is right, 0 to 1, to four digits.

    An event without casualties is right when its type is; of one with casualties their counts are judged too, so it
    has weights of its own on top.
    """
    always, own = _row(features.killed or features.injured)
    total = always + math.sumprod(own, named(features).values())
    return round(1 / (1 + math.exp(-total)), 4)


@cache
def _row(counted: bool) -> tuple[float, tuple[float, ...]]:
    """What every event gets, and the weights in the order of the features' names."""
    tables = [weights("weights"), *([weights("counted")] if counted else [])]
    always, *own = (sum(table.get(name, 0.0) for table in tables) for name in ("always", *named(Features())))
    return always, tuple(own)
