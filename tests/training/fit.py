"""Fitting: probabilities of words, and the networks over features."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from tests.training.adam import Adam
from tests.training.examples import Examples
from transforms.extract.events.detection.features import CONTENT_POS
from transforms.extract.events.detection.words import NO_EVENT, first_known, prior_keys
from transforms.extract.events.networks import Floats, Network, hidden_units, softmax

LISTED_STRENGTH = 6.0
"""Marks that the weights of the word list count as."""
BASE_STRENGTH = 3.0
"""Marks that the mean probabilities count as for words that the list does not have."""
LEAST_COUNT = 3
"""Occurrences from which on a word with a particle or object has probabilities of its own."""
LEAST_COUNT_ALONE = 0.5
"""The same of a word alone; a word that one of two readers was sure of counts half."""
PARTICLE_STRENGTH = 2.0
"""Marks that the probabilities of a word count as for the word with a particle."""


class WordCounts:
    """How often words told events of each type, in all articles and in each.

    Args:
        examples: What was counted.
        rows: (words,), which examples count.
        listed: Prior probabilities of listed words, (types + 1,) each.
    """

    def __init__(self, examples: Examples, rows: npt.NDArray[np.bool_], listed: Mapping[str, Floats]) -> None:
        self.listed = listed
        self.total: dict[str, Floats] = defaultdict(lambda: np.zeros(NO_EVENT + 1, np.float32))
        self.by_article: dict[tuple[str, int], Floats] = defaultdict(lambda: np.zeros(NO_EVENT + 1, np.float32))
        for place in np.flatnonzero(rows & (examples.sure > 0)):
            counts = examples.labels[place] * examples.shares[place]
            for key in examples.words[place]:
                self.total[key] += counts
                self.by_article[key, int(examples.articles[place])] += counts
        counted = sum((self.total[pos] for pos in sorted(CONTENT_POS)), np.zeros(NO_EVENT + 1, np.float32))
        self.base: Floats = counted / max(1.0, float(counted.sum()))

    def probabilities(self, keys: Sequence[str], article: int | None = None) -> Floats:
        """(types + 1,): those of a word in its context, without what an article itself says of it.

        Args:
            keys: The keys of its priors.
            article: The article.
        """
        *longer, bare, pos = keys
        key = first_known(keys, lambda key: self.is_known(key, article))
        if key in longer and key in self.listed:
            return self._posterior(key, article, self.listed[key], LISTED_STRENGTH)
        found = self._posterior(pos, article, self.base, BASE_STRENGTH)
        if key == pos:
            return found
        if bare in self.listed:
            found = self._posterior(bare, article, self.listed[bare], LISTED_STRENGTH)
        else:
            found = self._posterior(bare, article, found, BASE_STRENGTH)
        return found if key == bare else self._posterior(key, article, found, PARTICLE_STRENGTH)

    def is_known(self, key: str, article: int | None = None) -> bool:
        """Whether a key has probabilities of its own: it is listed, or counted often enough in other articles."""
        least = LEAST_COUNT if "+" in key else LEAST_COUNT_ALONE
        return key in self.listed or float(self._counts(key, article).sum()) >= least

    def table(self) -> dict[str, Floats]:
        """The probabilities of every known key."""
        found = {}
        for key in {*self.total, *self.listed}:
            if self.is_known(key):
                word, _, pos = key.rpartition(" ")
                lemma, _, companion = word.partition("+")
                found[key] = self.probabilities(prior_keys(lemma, pos, companion) if lemma else (pos, pos))
        return found

    def _counts(self, key: str, article: int | None) -> Floats:
        none = np.zeros(NO_EVENT + 1, np.float32)
        own = none if article is None else self.by_article.get((key, article), none)
        found: Floats = self.total.get(key, none) - own
        return found

    def _posterior(self, key: str, article: int | None, prior: Floats, strength: float) -> Floats:
        counts = self._counts(key, article)
        found: Floats = (prior * strength + counts) / (strength + np.sum(counts))
        return found


class Inputs(Protocol):
    """The inputs of a network, made as they are needed."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Examples and features."""

    def __getitem__(self, rows: npt.NDArray[np.intp], /) -> Floats:
        """(rows, features)."""


def fit_network(
    inputs: Inputs,
    labels: Floats,
    weights: Floats,
    *,
    units: int = 256,
    epochs: int = 10,
    batch: int = 256,
    rate: float = 1e-3,
    decay: float = 0.01,
    dropout: float = 0.5,
    input_dropout: float = 0.2,
    outputs: Callable[[Floats], Floats] = softmax,
    seed: int = 0,
) -> Network:
    """Fit a network by Adam with decoupled weight decay, dropout, and a rate that falls to zero.

    Args:
        inputs: (examples, features).
        labels: (examples, outputs).
        weights: (examples,), the weight of each example; those of none are left out.
        units: Of the hidden layer.
        epochs: Passes over the examples.
        batch: Examples a step.
        rate: Step size at the start.
        decay: Weight decay.
        dropout: Share of hidden units left out in training.
        input_dropout: Share of features left out in training.
        outputs: Makes probabilities of the scores of the output layer: `softmax` or `logistic_outputs`, whose
            cross-entropies have the same gradient.
        seed: Of the random numbers.
    """
    random = np.random.default_rng(seed)
    width, kinds = inputs.shape[1], labels.shape[1]
    parameters = [
        random.normal(0, width**-0.5, (width, units)).astype(np.float32),
        np.zeros(units, np.float32),
        (random.normal(0, units**-0.5, (units, kinds)) * 0.5).astype(np.float32),
        np.zeros(kinds, np.float32),
    ]
    if outputs is softmax:
        parameters[3][-1] = 3  # most words tell no event
    adam = Adam(parameters, decay=decay, decayed=(0, 2))
    used = np.flatnonzero(weights > 0)
    for epoch in range(epochs):
        order = random.permutation(used)
        for first in range(0, len(order), batch):
            rows = order[first : first + batch]
            seen = _dropped(inputs[rows], input_dropout, random)
            network = Network(*parameters)
            active = hidden_units(seen, network)
            kept = _dropped(np.ones_like(active), dropout, random)
            predicted = outputs(active * kept @ network.output + network.output_bias)
            error = (predicted - labels[rows]) * weights[rows, None] / len(rows)
            backward = (error @ network.output.T) * kept * (active > 0)
            gradients = [seen.T @ backward, backward.sum(0), (active * kept).T @ error, error.sum(0)]
            adam.step(gradients, rate * (1 - epoch / epochs))
    return Network(*parameters)


def _dropped(values: Floats, share: float, random: np.random.Generator) -> Floats:
    """Values with a random share of them zero and the others scaled up to the same mean."""
    found: Floats = values * (random.random(values.shape, dtype=np.float32) >= share) / np.float32(1 - share)
    return found


def fit_ensemble(examples: Examples, rows: npt.NDArray[np.bool_], *, seeds: Sequence[int]) -> tuple[Network, ...]:
    """Networks that differ in their random start.

    An event that is open to debate is half one and half none, and has half the weight: it still teaches the types.

    Args:
        examples: With the probabilities of words that `rows` allow.
        rows: (words,), which examples to fit on.
        seeds: One for each network.
    """
    inputs, labels, sure = examples.inputs[rows], examples.labels[rows].copy(), examples.sure[rows]
    debatable = sure == 0
    labels[debatable] *= 0.5
    labels[debatable, NO_EVENT] += 0.5
    weights = np.where(debatable, 0.5, 1).astype(np.float32)
    return tuple(fit_network(inputs, labels, weights, seed=seed) for seed in seeds)
