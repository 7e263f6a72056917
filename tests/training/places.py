"""Fitting of where events happened: the places of an article, and which of them readers gave to its events."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from schemas.flow.annotation import Annotation
from tests.training.adam import Adam
from tests.training.alignment import are_same, triggers_with_told
from tests.training.arguments import ToldEvent, ToldPlace, by_article
from transforms.extract.document import build_document
from transforms.extract.events.extract import situations
from transforms.extract.events.networks import Floats
from transforms.extract.events.setting import place_network
from transforms.extract.events.setting.place_candidates import Candidates, Integers
from transforms.extract.events.setting.place_features import place_choices
from transforms.extract.events.setting.place_mentions import COUNTRY
from transforms.extract.events.setting.place_network import PlaceNetwork

TABLE = Path(place_network.__file__).parent / "place.npz"
SAME_DIVISION = 0.5
"""Weight of a place in the division of the right one."""


@dataclass(frozen=True)
class PlaceExamples:
    """Events with the places of their articles, one pair below the other.

    Attributes:
        inputs: (pairs, features), those of the event, of the place and of the pair.
        counts: (events,), places of each event's article.
        right: (pairs,), 1 for the right place, SAME_DIVISION for others in its division, else 0.
    """

    inputs: Floats
    counts: Integers
    right: Floats


def located_events(
    articles: Mapping[tuple[str, str], Annotation], told: Iterable[ToldEvent]
) -> Iterator[tuple[Floats, Floats]]:
    """For each event of a reader, (places, features) of its pairs with its article's places, and which are right."""
    for key, events in by_article(told).items():
        document = build_document(articles[key])
        matches, marked = triggers_with_told(document, events)
        blocks = place_choices(document, situations(document, matches))
        rows = [(choices, row) for choices in blocks for row in range(len(choices.situations))]
        if not rows:
            continue
        of_place = rows[0][0].candidates.of_place
        for index, event in marked.items():
            choices, row = rows[index]
            right = right_places(event.place, choices.candidates)
            if right is not None:
                of_event = np.broadcast_to(choices.of_event[row], (len(of_place), choices.of_event.shape[1]))
                yield np.hstack([of_event, of_place, choices.of_pair[row]]), right


def collect_places(located: Iterable[tuple[Floats, Floats]]) -> PlaceExamples:
    """Examples one below the other."""
    inputs, right = zip(*located, strict=True)
    return PlaceExamples(np.concatenate(inputs), np.array([len(one) for one in right]), np.concatenate(right))


def right_places(told: ToldPlace | None, candidates: Candidates) -> Floats | None:
    """(places,): how right each place is; None where the reader's place is none of them."""
    count = len(candidates.firsts)
    right = np.zeros(count, np.float32)
    if told is None:
        return right
    names = [name for one in told.names for name in one.split("|")]
    for place, location in enumerate(candidates.locations):
        forms = {candidates.mentions[index].location.text for index in candidates.mentions_of(place)}
        is_named = are_same(names, [*forms, location.name or ""])
        is_country = told.is_written or candidates.granularity[place] == COUNTRY
        is_there = told.country is None or location.country_code in (None, told.country)
        right[place] = is_named and is_country and is_there
    if not right.any():
        return None if told.is_written else right
    divisions = {candidates.locations[place].admin1 for place in np.flatnonzero(right)} - {None}
    near = (right @ candidates.same_division > 0) if divisions else right > 0
    return np.where(right > 0, right, np.where(near, np.float32(SAME_DIVISION), 0)).astype(np.float32)


# --- fitting --------------------------------------------------------------------------------


def fit_place_network(
    examples: PlaceExamples,
    *,
    units: int = 32,
    epochs: int = 15,
    batch: int = 64,
    rate: float = 3e-3,
    decay: float = 0.05,
    dropout: float = 0.3,
    input_dropout: float = 0.15,
    seed: int = 0,
) -> PlaceNetwork:
    """Fit a network to give a right place of each event, or none, by Adam with decoupled weight decay and dropout.

    Args:
        examples: What to fit on.
        units: Of the hidden layer.
        epochs: Passes over the events.
        batch: Events a step.
        rate: Step size at the start; it falls to zero.
        decay: Weight decay.
        dropout: Share of hidden units left out in training.
        input_dropout: Share of features left out in training, the same for all places of an event.
        seed: Of the random numbers.
    """
    random = np.random.default_rng(seed)
    width = examples.inputs.shape[1]
    parameters = [
        random.normal(0, width**-0.5, (width, units)).astype(np.float32),
        np.zeros(units, np.float32),
        random.normal(0, units**-0.5, units).astype(np.float32),
        np.zeros(width, np.float32),
        np.full(1, -1, np.float32),
    ]
    adam = Adam(parameters, decay=decay, decayed=(0, 2, 3))
    starts = examples.counts.cumsum() - examples.counts
    steps = epochs * -(-len(starts) // batch)
    for _ in range(epochs):
        order = random.permutation(len(starts))
        for first in range(0, len(order), batch):
            events = order[first : first + batch]
            counts = examples.counts[events]
            owners = np.repeat(np.arange(len(events)), counts)
            own = np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts)
            pairs = np.repeat(starts[events], counts) + own
            kept = random.random((len(events), width), dtype=np.float32) >= input_dropout
            inputs = examples.inputs[pairs] * kept[owners] / np.float32(1 - input_dropout)
            active = np.maximum(inputs @ parameters[0] + parameters[1], 0)
            mask = (random.random(active.shape, dtype=np.float32) >= dropout) / np.float32(1 - dropout)
            scores = (active * mask) @ parameters[2] + inputs @ parameters[3] + parameters[4]
            error = _error(scores, examples.right[pairs], counts.cumsum() - counts, owners) / len(events)
            backward = error[:, None] * parameters[2] * mask * (active > 0)
            gradients = [
                inputs.T @ backward,
                backward.sum(0),
                (active * mask).T @ error,
                inputs.T @ error,
                error.sum(keepdims=True),
            ]
            adam.step(gradients, rate * (1 - adam.steps / steps))
    return PlaceNetwork(*parameters)


def _error(scores: Floats, right: Floats, starts: Integers, owners: Integers) -> Floats:
    """(pairs,): derivative of the loss, the logarithm of the probability of the right places or of none."""
    highest = np.maximum(np.maximum.reduceat(scores, starts), 0)
    exponentials = np.exp(scores - highest[owners])
    total = np.add.reduceat(exponentials, starts) + np.exp(-highest)
    likely = exponentials / total[owners]
    rightly = right * likely
    wanted = np.add.reduceat(rightly, starts)
    shares = np.where(wanted[owners] > 0, rightly / np.maximum(wanted, 1e-9)[owners], 0)
    return np.asarray(likely - shares, np.float32)


def write_place_networks(networks: Sequence[PlaceNetwork]) -> None:
    """Write `place.npz`."""
    arrays = {
        field.name: np.stack([getattr(one, field.name) for one in networks]).astype(np.float16)
        for field in fields(PlaceNetwork)
    }
    np.savez_compressed(TABLE, allow_pickle=False, **arrays)
    place_network.load_place_networks.cache_clear()
