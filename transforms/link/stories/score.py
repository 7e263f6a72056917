"""The scores of two articles: how likely they are on one matter.

Two logistic models over what the articles share, in words, names and titles, and the days between them: one for
stories, and one for incidents, to which names tell more, as one happening has its people and its place. Their weights
are small committed tables, `score.toml`, fitted by `python -m tests.training.stories`. They are set so that one half is
the average from which clusters of articles are best merged, not the score from which a single pair is more likely than
not.
"""

import math
from collections.abc import Mapping
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from schemas.flow.linking import ArticleProfile
from transforms.link.logistic import Weights, load_weights, probability
from transforms.link.stories.subject import LISTED

_MAX_DAYS = 365


class Features(NamedTuple):
    """What the score of two articles is computed from, each 0 to 1.

    Attributes:
        words: Likeness of the topic words; an early place in the list weighs somewhat more.
        first_words: The same; the first few places weigh most.
        names: Likeness of the entities.
        title: Likeness of the words of the titles.
        untitled: Whether one has no title.
        gap: Days between them, as a logarithm: 0 on the same day, 1 for a year and more.
        undated: Whether the day of one is unknown.
    """

    words: float
    first_words: float
    names: float
    title: float
    untitled: float
    gap: float
    undated: float


class Likeness:
    """The cosine of two lists whose items weigh 1 / (place + offset).

    Args:
        offset: The smaller, the more the first places weigh.
    """

    def __init__(self, offset: int) -> None:
        self._weights = [1 / (place + offset) for place in range(LISTED)]
        self._norms = [math.sqrt(total) for total in accumulate((weight**2 for weight in self._weights), initial=0)]

    def __call__(self, one: Mapping[str, int], other: Mapping[str, int]) -> float:
        """The cosine, 0 to 1, of two lists that are given as the place of each item, from 0."""
        shared = one.keys() & other.keys()
        if not shared:
            return 0.0
        weights = self._weights
        product = math.fsum([weights[one[item]] * weights[other[item]] for item in shared])
        return product / (self._norms[len(one)] * self._norms[len(other)])


_WORDS, _FIRST_WORDS, _NAMES = Likeness(10), Likeness(3), Likeness(5)


class MatterScores(NamedTuple):
    """How likely two articles are on one matter, 0 to 1, rounded to four digits.

    Attributes:
        stories: As stories are told apart.
        incidents: As the matters of happenings are.
    """

    stories: float
    incidents: float


def matter_scores(one: ArticleProfile, other: ArticleProfile) -> MatterScores:
    """How likely two articles are on one matter, whichever comes first.

    Args:
        one: An article.
        other: Another one.
    """
    features = story_features(one, other)
    return MatterScores(*(probability(weights(table), features) for table in MatterScores._fields))


def story_score(one: ArticleProfile, other: ArticleProfile) -> float:
    """How likely two articles are of one story; see `matter_scores`."""
    return matter_scores(one, other).stories


def story_features(one: ArticleProfile, other: ArticleProfile) -> Features:
    """What the score of two articles is computed from."""
    first, second = one.subject, other.subject
    titles = math.sqrt(len(first.title) * len(second.title))
    days = None if one.day is None or other.day is None else abs(one.day - other.day)
    return Features(
        words=_WORDS(first.words, second.words),
        first_words=_FIRST_WORDS(first.words, second.words),
        names=_NAMES(first.names, second.names),
        title=len(first.title & second.title) / titles if titles else 0.0,
        untitled=float(not titles),
        gap=0.0 if days is None else math.log1p(min(days, _MAX_DAYS)) / math.log1p(_MAX_DAYS),
        undated=float(days is None),
    )


@cache
def weights(table: str) -> Weights:
    """The weights of a model, a field of `MatterScores`."""
    return load_weights(__package__, table, Features._fields)
