"""Whether one text is a copy of another: the same, or nearly.

A near copy shares `MIN_SIMILARITY` of the word shingles of both, as a text still does when one word in twenty is
changed, a sentence is left out or the paragraphs are put in another order. It must also have the names and numbers of
the other: texts made from one template (weather warnings, bulletins of earthquakes) share their sentences and differ
in these.
"""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from transforms.shingles import Hashes, jaccard, shingles, word_hashes

MIN_SIMILARITY = 0.6
"""Of copies made by a test, one in a hundred has less; of articles on one matter none as much, reprints apart."""

MIN_WORDS = 40
"""Words that both texts of a near copy have at least; shorter ones may share most of their words by chance."""

MIN_SHARED_NAMES = 0.65
"""Share of its names and numbers that the text with fewer of them has in common with the other."""

# Letters without case are none of either: texts in scripts without capitals are not coded.
_LOWER = re.compile(r"\b[a-zà-öø-ÿ][^\W_]*")
_NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ\d][^\W_]*")


@dataclass(frozen=True, kw_only=True)
class ComparedText:
    """A text, and what is compared of it, computed when it is needed."""

    text: str

    @cached_property
    def shingles(self) -> Hashes:
        """The distinct hashes of its word shingles, sorted."""
        return np.unique(shingles(self.text))

    @cached_property
    def words(self) -> int:
        """How many words it has."""
        return len(word_hashes(self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        """Its numbers, and the words that it writes with a capital only."""
        lower = set(_LOWER.findall(self.text))
        return frozenset(word for word in set(_NAME.findall(self.text)) if word.lower() not in lower)


def find_similarity(one: ComparedText, other: ComparedText) -> tuple[str, float] | None:
    """Of which kind a copy is, and how similar it is: the Jaccard similarity of the word shingles.

    Args:
        one, other: In any order.

    Returns:
        None if neither is a copy of the other.
    """
    if one.text == other.text:
        return "exact", 1.0
    similarity = jaccard(one.shingles, other.shingles)
    if similarity < MIN_SIMILARITY or min(one.words, other.words) < MIN_WORDS:
        return None
    fewer = min(len(one.names), len(other.names))
    if len(one.names & other.names) < MIN_SHARED_NAMES * fewer:
        return None
    return "near", similarity
