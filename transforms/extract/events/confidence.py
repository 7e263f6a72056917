"""The confidence of an event: a logistic model over named features, its weights a small committed table.

Method: Platt, 'Probabilistic outputs for support vector machines' (1999), here over features of the event itself.
`tests/fit_confidence.py` fits the table.
"""

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from transforms.extract.events.claims.modality import FACTUAL

RECENT_DAYS = 7
"""Days before publication within which an event counts as recent."""


@dataclass(slots=True, kw_only=True)
class Features:
    """What an event's confidence is computed from.

    Attributes:
        strength: How clearly the trigger indicates its type, 0 to 1 ('bombed' clearly, 'hit' hardly).
        other_types: Number of other types that the trigger may indicate.
        is_noun: Whether the trigger is a noun.
        depth: Clauses between the trigger and the main clause of its sentence, without those of saying.
        actors: Number of actors found.
        recipients: Number of recipients found.
        linked: Number of participants linked to an entity.
        has_killed: Whether it has a count of people killed.
        has_injured: Whether it has a count of people injured.
        has_main_count: Whether one of its counts is the one the article settles on for its main event.
        modality: As in the events table.
        is_attributed: Whether it is attributed to a source.
        place_basis: As in the events table, before it is decided whether the article's place is inherited; None
            without a place.
        date_basis: As in the events table; None without a date.
        days_before_publication: Days from the event to publication; None if either is unknown.
        sentence: Index of its sentence.
        is_quoted: Whether it stands inside quotation marks.
        headline_share: Share of the headline's words that its sentence has, 0 to 1.
    """

    strength: float = 0.5
    other_types: int = 0
    is_noun: bool = False
    depth: int = 0
    actors: int = 0
    recipients: int = 0
    linked: int = 0
    has_killed: bool = False
    has_injured: bool = False
    has_main_count: bool = False
    modality: str = "asserted"
    is_attributed: bool = False
    place_basis: str | None = None
    date_basis: str | None = None
    days_before_publication: int | None = None
    sentence: int = 0
    is_quoted: bool = False
    headline_share: float = 0.0


def model_inputs(features: Features) -> dict[str, float]:
    """The features as inputs of the model, each 0 to 1, by their names in the table of weights."""
    days = features.days_before_publication
    is_recent = days is not None and -1 <= days <= RECENT_DAYS
    return {
        "strength": features.strength,
        "ambiguity": min(features.other_types, 3) / 3,
        "noun": float(features.is_noun),
        "main_clause": float(features.depth == 0),
        "depth": min(features.depth, 3) / 3,
        "actor": float(features.actors > 0),
        "recipient": float(features.recipients > 0),
        "actor_and_recipient": float(features.actors > 0 and features.recipients > 0),
        "linked": min(features.linked, 2) / 2,
        "killed": float(features.has_killed),
        "injured": float(features.has_injured),
        "main_count": float(features.has_main_count),
        "factual": float(features.modality in FACTUAL),
        "historical": float(features.modality == "historical"),
        "attributed": float(features.is_attributed),
        "place_in_sentence": float(features.place_basis in ("clause", "sentence")),
        "place": float(features.place_basis is not None),
        "date_in_text": float(features.date_basis in ("explicit", "relative")),
        "recent": float(is_recent and features.date_basis != "publication"),
        "lead": math.exp(-features.sentence / 3),
        "early": math.exp(-features.sentence / 12),
        "quoted": float(features.is_quoted),
        "headline": features.headline_share,
    }


@cache
def weights(table: str = "all_events") -> dict[str, float]:
    """Weights in log-odds by name of the input: of `all_events`, or what events `with_casualties` have on top."""
    return {name: float(weight) for name, weight in _tables()[table].items()}


@cache
def _tables() -> dict[str, dict[str, float]]:
    return tomllib.loads(resources.files(__package__).joinpath("confidence.toml").read_text("utf-8"))


def confidence(features: Features) -> float:
    """The probability that an event is right, 0 to 1, rounded to four digits.

    An event without casualties is right if its type is; one with casualties is judged by its counts too, and therefore
    has additional weights.
    """
    intercept, coefficients = _coefficients(features.has_killed or features.has_injured)
    log_odds = intercept + math.sumprod(coefficients, model_inputs(features).values())
    return round(1 / (1 + math.exp(-log_odds)), 4)


@cache
def _coefficients(has_casualties: bool) -> tuple[float, tuple[float, ...]]:
    """The intercept, and the weights in the order of the model's inputs."""
    tables = [weights("all_events"), *([weights("with_casualties")] if has_casualties else [])]
    names = ("intercept", *model_inputs(Features()))
    intercept, *coefficients = (sum(table.get(name, 0.0) for table in tables) for name in names)
    return intercept, tuple(coefficients)
