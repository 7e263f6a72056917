"""What is known of a word before its context is seen: its static vector, and the events that it told elsewhere.

Two tables are committed beside this module and made by `python -m tests.training`:

- `vectors.npz`: the static vectors of the language model, reduced by principal component analysis, as bytes.
- `priors.npz`: for lemmas, and for lemmas with a preposition or particle, the probabilities of the types of events that
  they tell, counted in the marks of readers over prior weights of a word list.
"""

from functools import cache, lru_cache
from hashlib import blake2b
from importlib import resources
from io import BytesIO

import numpy as np
import numpy.typing as npt

from schemas.codebook import EVENT_TYPES

Floats = npt.NDArray[np.float32]

TYPE_COLUMNS = {event_type: column for column, event_type in enumerate(EVENT_TYPES)}
"""Column of the probability that a word tells an event of a type."""
NO_EVENT = len(EVENT_TYPES)
"""Column of the probability that a word tells no event; the columns before it are the types of the codebook."""

VECTOR_SIZE = 64
"""Dimensions of the reduced vectors."""


def load_arrays(name: str) -> dict[str, npt.NDArray[np.generic]]:
    """The arrays of a committed file of this package."""
    content = resources.files(__package__).joinpath(name).read_bytes()
    with np.load(BytesIO(content)) as arrays:
        return {key: arrays[key] for key in arrays.files}


def word_key(word: str) -> int:
    """The key of a word in the tables: four bytes of its BLAKE2b checksum."""
    return int.from_bytes(blake2b(word.encode(), digest_size=4).digest(), "little")


@cache
def vectors() -> Floats:
    """(rows, dimensions): the vectors; the last row, all zeros, is that of unknown words."""
    arrays = load_arrays("vectors.npz")
    known = arrays["vectors"].astype(np.float32) * arrays["scale"].astype(np.float32)
    return np.vstack([known, np.zeros((1, known.shape[1]), np.float32)])


@cache
def _vector_rows() -> dict[int, int]:
    arrays = load_arrays("vectors.npz")
    return dict(zip(arrays["keys"].tolist(), arrays["rows"].tolist(), strict=True))


@lru_cache(maxsize=1 << 16)
def vector_row(word: str) -> int:
    """The row of `vectors` that a word in lower case has."""
    return _vector_rows().get(word_key(word), len(vectors()) - 1)


@cache
def priors() -> Floats:
    """(rows, types + 1): probabilities of each type and of no event; the last row is that of unknown words.

    Raises:
        ValueError: The tables were fitted for other types than the codebook has.
    """
    arrays = load_arrays("priors.npz")
    if (fitted := arrays["types"].tolist()) != list(EVENT_TYPES):
        raise ValueError(
            f"priors.npz: fitted for the types {fitted}, wanted those of the codebook; run `python -m tests.training`"
        )
    return arrays["probabilities"].astype(np.float32)


@cache
def _prior_rows() -> dict[int, int]:
    keys = load_arrays("priors.npz")["keys"]
    return {key: row for row, key in enumerate(keys.tolist())}


@lru_cache(maxsize=1 << 16)
def prior_row(lemma: str, pos: str, particle: str = "", object_lemma: str = "") -> int:
    """The row of `priors` of a lemma, with its particle or object if the table has them, else without.

    Args:
        lemma: In lower case.
        pos: Universal part of speech.
        particle: A preposition or particle that depends on it.
        object_lemma: The lemma of its object, in lower case.
    """
    rows = _prior_rows()
    *longer, bare = prior_keys(lemma, pos, object_lemma, particle)
    found = (rows.get(word_key(key)) for key in longer if key)
    return next((row for row in found if row is not None), rows.get(word_key(bare), len(priors()) - 1))


def prior_keys(lemma: str, pos: str, *companions: str) -> list[str]:
    """The keys of a word's priors: with each word that goes with it ('' where that is ''), and at last alone."""
    return [*(f"{lemma}+{word} {pos}" if word else "" for word in companions), f"{lemma} {pos}"]
