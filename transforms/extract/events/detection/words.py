"""What is known of a word before its context is seen: its static vector, and the events that it told elsewhere.

Two tables are committed beside this module and made by `python -m tests.training`:

- `vectors.npz`: the static vectors of the language model, reduced by principal component analysis, as bytes.
- `priors.npz`: for lemmas, for lemmas with a preposition, particle or object, and for the parts of speech, the
  probabilities of the types of events that they tell, counted in readers' marks over prior weights of a word list.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from hashlib import blake2b

import numpy as np

from schemas.codebook import EVENT_TYPES
from transforms.extract.document import Document, per_document
from transforms.extract.events.networks import Floats, load_arrays

TYPE_COLUMNS = {event_type: column for column, event_type in enumerate(EVENT_TYPES)}
"""Column of the probability that a word tells an event of a type."""
NO_EVENT = len(EVENT_TYPES)
"""Column of the probability that a word tells no event; the columns before it are the types of the codebook."""

VECTOR_SIZE = 64
"""Dimensions of the reduced vectors."""


@lru_cache(maxsize=1 << 17)
def word_key(word: str) -> int:
    """The key of a word in the tables: four bytes of its BLAKE2b checksum."""
    return int.from_bytes(blake2b(word.encode(), digest_size=4).digest(), "little")


@cache
def vectors() -> Floats:
    """(rows, dimensions): the vectors; the last row, all zeros, is that of unknown words."""
    arrays = load_arrays(__package__, "vectors.npz")
    known = arrays["vectors"].astype(np.float32) * arrays["scale"].astype(np.float32)
    return np.vstack([known, np.zeros((1, known.shape[1]), np.float32)])


@cache
def _vector_rows() -> dict[int, int]:
    arrays = load_arrays(__package__, "vectors.npz")
    return dict(zip(arrays["keys"].tolist(), arrays["rows"].tolist(), strict=True))


@lru_cache(maxsize=1 << 16)
def vector_row(word: str) -> int:
    """The row of `vectors` that a word in lower case has."""
    return _vector_rows().get(word_key(word), len(vectors()) - 1)


@per_document
def vector_rows(document: Document) -> list[int]:
    """For each form of a document the row of `vectors` that its lemma has."""
    return [vector_row(lemma.lower()) for lemma, _, _ in document.forms]


@cache
def priors() -> Floats:
    """(rows, types + 1): probabilities of each type and of no event; the last row is that of unknown words.

    Raises:
        ValueError: The tables were fitted for other types than the codebook has.
    """
    arrays = load_arrays(__package__, "priors.npz")
    if (fitted := arrays["types"].tolist()) != list(EVENT_TYPES):
        raise ValueError(
            f"priors.npz: fitted for the types {fitted}, wanted those of the codebook; run `python -m tests.training`"
        )
    return arrays["probabilities"].astype(np.float32)


@cache
def _prior_rows() -> dict[int, int]:
    keys = load_arrays(__package__, "priors.npz")["keys"]
    return {key: row for row, key in enumerate(keys.tolist())}


def prior_row(keys: Sequence[str]) -> int:
    """The row of `priors` of a word in its context.

    Args:
        keys: Its `prior_keys`.
    """
    rows = _prior_rows()
    found = first_known(keys, lambda key: word_key(key) in rows)
    return rows.get(word_key(found), len(priors()) - 1)


@lru_cache(maxsize=1 << 16)
def context_row(lemma: str, pos: str, particle: str, object_lemma: str) -> int:
    """The row of `priors` of a word in its context, which is given as to `prior_keys`."""
    return prior_row(prior_keys(lemma, pos, particle, object_lemma))


@lru_cache(maxsize=1 << 16)
def is_eventful(lemma: str, pos: str, least: float) -> bool:
    """Whether a word tells an event with at least some probability before its context is seen.

    Args:
        lemma: In lower case.
        pos: Universal part of speech.
        least: The probability.
    """
    return bool(1 - priors()[prior_row(prior_keys(lemma, pos)), NO_EVENT] >= least)


def prior_keys(lemma: str, pos: str, particle: str = "", object_lemma: str = "") -> tuple[str, ...]:
    """The keys of a word's priors: with its object, with its particle, alone, and that of its part of speech.

    Args:
        lemma: In lower case.
        pos: Universal part of speech.
        particle: A preposition or particle that depends on it, or ''.
        object_lemma: The lemma of its object, in lower case, or ''.
    """
    longer = (f"{lemma}+{word} {pos}" for word in dict.fromkeys((object_lemma, particle)) if word)
    return (*longer, f"{lemma} {pos}", pos)


def first_known(keys: Sequence[str], is_known: Callable[[str], bool]) -> str:
    """The key that a word's priors are looked up with: the first that is known, else the last.

    Training and extraction both choose with it, so that a network sees the same kind of prior in both.
    """
    return next((key for key in keys if is_known(key)), keys[-1])
