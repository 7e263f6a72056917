"""Word shingles of a text, and its MinHash signature: which texts resemble each other, without comparing all of them.

Two texts' resemblance is the Jaccard similarity of their sets of shingles, runs of `SHINGLE_WORDS` words without case
and punctuation (Broder, "On the resemblance and containment of documents", 1997). A signature holds one hash for each
band of `BAND_ROWS` minimum hashes, so that two texts of similarity s have about `BANDS` * s ** `BAND_ROWS` of them in
common (locality-sensitive hashing; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3).
"""

from functools import cache

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

SHINGLE_WORDS = 3
"""Of two, stock phrases of a matter give many; of four, a changed word takes too many away."""

BANDS = 40
BAND_ROWS = 3
"""Of two texts that are 0.6 alike at least `MIN_SHARED_BANDS` bands are equal with a probability of 0.995."""

MIN_SHARED_BANDS = 3

type Hashes = npt.NDArray[np.uint64]

_SEED = 1
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, so that it has an inverse modulo 2 ** 64
_INVERSE = np.uint64(pow(int(_MULTIPLIER), -1, 1 << 64))


def word_hashes(text: str) -> Hashes:
    """A hash of each word, a run of letters and digits, in any case.

    A word's hash is a polynomial in its characters. Those of all words are differences of one running sum, divided by
    the power at which the word begins, so that no word is looked at by itself.
    """
    chars = np.frombuffer(text.casefold().encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    in_word = _letters_and_digits()[np.minimum(chars, 0xFFFF)]
    edges = np.flatnonzero(np.diff(in_word, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    size = 1 << len(chars).bit_length()
    sums = np.zeros(len(chars) + 1, dtype=np.uint64)
    np.cumsum((chars + np.uint64(1)) * _powers(_MULTIPLIER, size)[: len(chars)], out=sums[1:])
    hashes: Hashes = (sums[ends] - sums[starts]) * _powers(_INVERSE, size)[starts]
    return hashes


def shingles(text: str) -> Hashes:
    """The hash of each shingle of a text, in order; none if it has fewer than `SHINGLE_WORDS` words."""
    words = word_hashes(text)
    count = max(len(words) - SHINGLE_WORDS + 1, 0)
    hashes: Hashes = np.zeros(count, dtype=np.uint64)
    for i in range(SHINGLE_WORDS):
        hashes = _mix(hashes ^ words[i : i + count])
    return hashes


def jaccard(one: Hashes, other: Hashes) -> float:
    """The Jaccard similarity of two sets of hashes, 0 where both are empty.

    Args:
        one, other: Sorted and distinct, as `numpy.unique` gives them.
    """
    shared = len(np.intersect1d(one, other, assume_unique=True))
    total = len(one) + len(other) - shared
    return shared / total if total else 0.0


def signature(text: str) -> bytes:
    """The hashes of a text's bands, of 32 bits each; empty if the text has no shingle."""
    hashes = shingles(text)
    if not len(hashes):
        return b""
    offsets = np.array([0, len(hashes)], dtype=np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, offsets, BANDS * BAND_ROWS, _SEED)
    minima = np.array(matrix.to_rows()[0], dtype=np.uint64).reshape(BANDS, BAND_ROWS)
    bands = np.arange(BANDS, dtype=np.uint64)  # so that equal minima in two bands give two hashes
    for column in minima.T:
        bands = _mix(bands ^ column)
    return bands.astype("<u4").tobytes()


def bands_of(data: bytes) -> list[int]:
    """The hashes in a signature."""
    bands: list[int] = np.frombuffer(data, dtype="<u4").tolist()
    return bands


def _mix(hashes: Hashes) -> Hashes:
    mixed = hashes * _MULTIPLIER
    return mixed ^ (mixed >> np.uint64(32))


@cache
def _letters_and_digits() -> npt.NDArray[np.bool_]:
    """Which code points are letters or digits; those beyond the first plane count as the last of it, which is none."""
    return np.fromiter((chr(point).isalnum() for point in range(0x10000)), dtype=np.bool_, count=0x10000)


@cache
def _powers(base: np.uint64, count: int) -> Hashes:
    """The first powers of a number, modulo 2 ** 64."""
    factors = np.full(count, base, dtype=np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)
