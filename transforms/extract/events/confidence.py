"""The confidence of an event: how likely its passage tells an event of its type.

A logistic model over what the networks of `detection` say of the trigger and over which cells of the row are filled;
it sees nothing of how much the event matters. Its weights are a small committed table that `python -m tests.training`
fits on articles that the networks were not fitted on, so that of the events at 0.8 about 80 in 100 are true.

Method: Platt, 'Probabilistic outputs for support vector machines' (1999), over the features below.
"""

import math
from dataclasses import dataclass
from functools import cache

from transforms.extract.events.claims.modality import FACTUAL, NON_FACTUAL
from transforms.extract.events.detection.detect import Detection
from transforms.extract.events.logistic import load_table, probability

LEAST_CONFIDENCE = 0.3
"""Events are left out below it. Where F1 is what counts, the best bound is half of the F1 that is reached (Lipton,
Elkan and Naryanaswamy, 'Optimal thresholding of classifiers to maximize F1 measure', 2014)."""
_SHARPEST = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What an event's confidence is computed from.

    Attributes:
        detection: What the networks say of the trigger.
        is_listed: Whether the lexicon lists the trigger in this sense.
        is_noun: Whether the trigger is a noun.
        depth: Clauses between the trigger and the main clause of its sentence, without those of saying.
        event_type: As in the events table.
        has_actor: Whether an actor was found.
        has_recipient: Whether a recipient was found.
        has_counts: Whether it has casualties.
        modality: As in the events table.
    """

    detection: Detection
    is_listed: bool
    is_noun: bool
    depth: int
    event_type: str
    has_actor: bool
    has_recipient: bool
    has_counts: bool
    modality: str


def model_inputs(features: Features) -> dict[str, float]:
    """The features as inputs of the model, by their names in the table of weights."""
    detection = features.detection
    return {
        "event": _log_odds(detection.event),
        "type": _log_odds(detection.type_share),
        "listed": float(features.is_listed),
        "listed_event": _log_odds(detection.event) * features.is_listed,
        "noun": float(features.is_noun),
        "main_clause": float(features.depth == 0),
        "depth": min(features.depth, 3) / 3,
        "actor": float(features.has_actor),
        "recipient": float(features.has_recipient),
        "counts": float(features.has_counts),
        "factual": float(features.modality in FACTUAL),
        "not_factual": float(features.modality in NON_FACTUAL),
        f"is_{features.event_type}": 1.0,
    }


def _log_odds(share: float) -> float:
    bounded = min(max(share, _SHARPEST), 1 - _SHARPEST)
    return math.log(bounded / (1 - bounded))


@cache
def weights() -> dict[str, float]:
    """Weights in log-odds by name of the input, and the intercept."""
    return {name: float(weight) for name, weight in load_table("confidence.toml")["weights"].items()}


def confidence(features: Features) -> float:
    """The probability that an event is true, 0 to 1, rounded to four digits."""
    known = weights()
    log_odds = known["intercept"] + sum(known.get(name, 0.0) * value for name, value in model_inputs(features).items())
    return probability(log_odds)
