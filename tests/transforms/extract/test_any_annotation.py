"""Whatever the language model says of a text, its rows are extracted: an error would cost all rows of the article."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.flow.annotation import INDEX, Annotation
from schemas.rows.failure import Rejected
from tests.documents import make_article
from transforms.extract.annotate.annotator import annotator
from transforms.extract.entities.extract import extract_entities
from transforms.extract.entities.words import FIRM_SUFFIXES, NAME_NOUNS, PEOPLES, PERSON_NOUNS, TITLES
from transforms.extract.events.extract import extract_events
from transforms.extract.extract_rows import valid_rows
from transforms.extract.quotes.extract import extract_quotes

pytestmark = pytest.mark.model

TEXTS = (
    "PARIS, Texas (AP) — Two people were shot on Friday. Police in Paris said the mayor, Ann Lee, was safe.",
    'President-elect Ivo Marn met Ann Lee Sr. of the IMF. "We agree," Lee told Le Monde (p. 12) last week.',
    "Syrian rebels seized Saraqib.\n\nHayat Tahrir al-Sham (HTS) took the town, HTS said. At least 12 soldiers died.",
    "A bus fell off a bridge near Lima, Ohio, killing nine.\n\n“It was terrible,” he said.\n\nHe had seen it all.",
    "Lee & Sons Ltd. will buy Oram, which makes pumps, for $5 million, two people who know of the talks said on May 3.",
)
LABELS = (
    *("CARDINAL", "DATE", "EVENT", "FAC", "GPE", "LANGUAGE", "LAW", "LOC", "MONEY", "NORP", "ORDINAL", "ORG"),
    *("PERCENT", "PERSON", "PRODUCT", "QUANTITY", "TIME", "WORK_OF_ART"),
)
MARKS = ".,-–—…'’\"“”()[]´`$€%&#@/*0123456789ªßİıﾞ\u0301\u200d\u202eא😀"
COLUMNS = ("lemma_index", "pos_index", "tag_index", "dep_index")
EXTRACTIONS = (extract_entities, extract_quotes, extract_events)


@cache
def annotations() -> tuple[Annotation, ...]:
    return tuple(annotator().annotate(make_article(text)) for text in TEXTS)


@cache
def words_by_length() -> dict[int, list[str]]:
    """Words that rules look for, as they may be written."""
    found: dict[int, list[str]] = defaultdict(list)
    for word in sorted(
        {*TITLES, *NAME_NOUNS, *PERSON_NOUNS, *PEOPLES, *FIRM_SUFFIXES, "of", "the", "and", "who", "ten"}
    ):
        found[len(word)] += [word, word.capitalize(), word.upper()]
    return found


class Mutation:
    """Changes what a model says of a text, and the words that it says that of.

    Args:
        annotation: The model's.
        chance: Gives the same changes for the same seed.
    """

    def __init__(self, annotation: Annotation, chance: Random) -> None:
        self._annotation = annotation
        self._chance = chance
        self._text = list(annotation.article.text)
        self._strings = list(annotation.strings)
        names = ("starts", "ends", "heads", "label_index", *COLUMNS)
        self._columns = {name: np.frombuffer(getattr(annotation, name), INDEX).tolist() for name in names}

    def mutate(self) -> Annotation:
        """The annotation with a tenth to all of its tokens changed; heads stay trees, whose roots are called so."""
        tokens = range(len(self._columns["starts"]))
        for token in self._chance.sample(tokens, self._chance.randint(len(tokens) // 10 + 1, len(tokens))):
            self._chance.choice((self._relabel, self._rewrite, self._analyse))(token)
        columns = {name: np.array(self._columns[name], INDEX).tobytes() for name in ("label_index", *COLUMNS)}
        article = replace(self._annotation.article, text="".join(self._text))
        return replace(self._annotation, article=article, strings=tuple(self._strings), **columns)

    def _relabel(self, token: int) -> None:
        label, length = self._chance.choice(LABELS), self._chance.randint(1, 4)
        for number, place in enumerate(range(token, min(token + length, len(self._columns["starts"])))):
            self._strings.append(f"{'I' if number else 'B'}-{label}")
            self._columns["label_index"][place] = len(self._strings) - 1

    def _rewrite(self, token: int) -> None:
        start, end = self._columns["starts"][token], self._columns["ends"][token]
        words: Sequence[str] = words_by_length().get(end - start, ())
        if words and self._chance.random() < 0.7:
            self._text[start:end] = self._chance.choice(words)
        else:
            self._text[start:end] = self._chance.choice(MARKS) * (end - start)

    def _analyse(self, token: int) -> None:
        heads, name = self._columns["heads"], self._chance.choice(COLUMNS)
        other = self._chance.randrange(len(heads))
        if name != "dep_index" or (heads[token] != token and heads[other] != other):
            self._columns[name][token] = self._columns[name][other]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(range(len(TEXTS))), st.integers(0, 2**32))
def test_extract_any_annotation_gives_rows_without_an_error(number: int, seed: int) -> None:
    annotation = Mutation(annotations()[number], Random(seed)).mutate()
    for extract in EXTRACTIONS:
        rows = list(valid_rows(annotation, extract))
        assert not [row for row in rows if isinstance(row, Rejected)]
