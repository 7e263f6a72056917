"""Part of speech and lemma of words, as the model's attribute ruler and lemmatizer derive them."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc
from spacy.vocab import Vocab

MAX_KNOWN_WORDS = 500_000
"""Words whose part of speech and lemma are kept."""

_ANY_WORD = "word"
"""Stands for all words that no pattern mentions."""

_KEY_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_WORDLESS_KEYS = frozenset(("TAG", "POS", "DEP", "IS_SPACE"))
"""Keys of patterns that do not tell one word from another; white space is no word."""

type Ids = npt.NDArray[np.uint64]
type Rows = npt.NDArray[np.intp]


def keys_of(rows: Ids) -> list[int]:
    """A key of 64 bits for each row of ids, which are hashes of 64 bits themselves."""
    keys = np.zeros(len(rows), np.uint64)
    for column in rows.T:
        keys = (keys ^ column) * _KEY_FACTOR
        keys ^= keys >> np.uint64(29)
    return keys.tolist()


def known_rows(row_of: Mapping[int, int], keys: Sequence[int]) -> tuple[Rows, dict[int, int]]:
    """The row of each key, -1 where it has none; and the keys that have none, each with one of its places."""
    rows = np.fromiter(map(row_of.get, keys, repeat(-1)), np.intp, len(keys))
    return rows, {keys[place]: place for place in np.flatnonzero(rows < 0).tolist()}


class _Form(NamedTuple):
    """What the attribute ruler makes of a word with a tag and a dependency."""

    pos: str
    morph: str
    lemma: str


class WordTable:
    """Part of speech and lemma by (word, tag, dependency).

    The model's attribute ruler and lemmatizer derive both from these three, except for a few two-word patterns ('gon
    na', and the 'is' of 'there is' as VERB rather than AUX, which no step reads). Running them on every token takes as
    long as the parser, so each combination is given to them once. The ruler's patterns mention some hundred words; what
    it makes of all others depends on tag and dependency alone.

    Args:
        nlp: A loaded model.

    Attributes:
        pos, lemma: By row of the table.
    """

    def __init__(self, nlp: Language) -> None:
        self._vocab: Vocab = nlp.vocab
        self._ruler = nlp.get_pipe("attribute_ruler") if nlp.has_pipe("attribute_ruler") else None
        self._lemmatizer = nlp.get_pipe("lemmatizer") if nlp.has_pipe("lemmatizer") else None
        if isinstance(self._lemmatizer, Lemmatizer):
            _look_up_fast(self._lemmatizer)
        self._mentioned = _mentioned(self._ruler)
        self._forms: dict[tuple[int, int], _Form] = {}
        self._clear()

    def _clear(self) -> None:
        self._rows: dict[int, int] = {}
        self._lemmas: dict[tuple[str, _Form], str] = {}
        self.pos: list[str] = []
        self.lemma: list[str] = []

    def rows_of(self, words: Ids) -> Rows:
        """The row of each word.

        Args:
            words: Words × (orth, tag, dep), as ids of the model's string store.
        """
        keys = keys_of(words)
        rows, new = known_rows(self._rows, keys)
        if new and len(self._rows) + len(new) > MAX_KNOWN_WORDS:
            self._clear()
            rows, new = known_rows(self._rows, keys)
        if new:
            self._learn(words[list(new.values())].tolist())
            self._rows.update(zip(new, range(len(self._rows), len(self.pos)), strict=True))
            rows, _ = known_rows(self._rows, keys)
        return rows

    def _learn(self, words: Sequence[Sequence[int]]) -> None:
        """Append words to the table."""
        strings = self._vocab.strings
        texts = [strings[orth] for orth, _, _ in words]
        is_mentioned = [self._mentioned(text.lower()) for text in texts]
        mentioned = [
            (text, tag, dep) for text, (_, tag, dep), is_so in zip(texts, words, is_mentioned, strict=True) if is_so
        ]
        kinds = [(tag, dep) for (_, tag, dep), is_so in zip(words, is_mentioned, strict=True) if not is_so]
        new = [kind for kind in dict.fromkeys(kinds) if kind not in self._forms]
        self._forms.update(zip(new, self._ruled([(_ANY_WORD, *kind) for kind in new]), strict=True))
        of_mentioned, of_others = iter(self._ruled(mentioned)), iter(kinds)
        forms = [next(of_mentioned) if is_so else self._forms[next(of_others)] for is_so in is_mentioned]
        self.pos += [form.pos for form in forms]
        pairs = list(zip(texts, forms, strict=True))
        self._lemmatize([pair for pair in dict.fromkeys(pairs) if pair not in self._lemmas])
        self.lemma += [self._lemmas[pair] for pair in pairs]

    def _ruled(self, words: Sequence[tuple[str, int, int]]) -> list[_Form]:
        """What the attribute ruler makes of each word."""
        if not words:
            return []
        strings = self._vocab.strings
        # Commas between the words keep patterns of adjacent words from matching.
        texts, tags, deps = [], [], []
        for text, tag, dep in words:
            texts += [text, ","]
            tags += [strings[tag], ","]
            deps += [strings[dep], "punct"]
        doc = Doc(self._vocab, words=texts, tags=tags, deps=deps, heads=[0] * len(texts))
        if self._ruler is not None:
            doc = self._ruler(doc)
        return [_Form(token.pos_, str(token.morph), token.lemma_) for token in list(doc)[::2]]

    def _lemmatize(self, pairs: Sequence[tuple[str, _Form]]) -> None:
        texts = [text for text, _ in pairs]
        doc = Doc(
            self._vocab,
            words=texts,
            pos=[form.pos for _, form in pairs],
            morphs=[form.morph for _, form in pairs],
            lemmas=[form.lemma for _, form in pairs],
        )
        if self._lemmatizer is not None:
            doc = self._lemmatizer(doc)
        self._lemmas.update(zip(pairs, (token.lemma_ or token.text for token in doc), strict=True))


def _mentioned(ruler: AttributeRuler | None) -> Callable[[str], bool]:
    """Tells whether the patterns of a ruler may treat a word, in lower case, unlike others."""
    words: set[str] = set()
    expressions: list[str] = []
    conditions = [
        (key, condition)
        for rule in (ruler.patterns if ruler is not None else ())
        for pattern in rule["patterns"]
        for token in pattern
        for key, condition in token.items()
        if key not in _WORDLESS_KEYS
    ]
    for key, condition in conditions:
        if key == "LOWER" and isinstance(condition, str):
            words.add(condition)
        elif key == "LOWER" and isinstance(condition, dict) and condition.keys() == {"IN"}:
            words.update(condition["IN"])
        elif key == "LOWER" and isinstance(condition, dict) and condition.keys() == {"REGEX"}:
            expressions.append(condition["REGEX"])
        else:
            return lambda word: True  # a kind of pattern that the models of spaCy do not have
    expression = re.compile("|".join(f"(?:{one})" for one in expressions)) if expressions else None
    return lambda word: word in words or (expression is not None and expression.search(word) is not None)


def _look_up_fast(lemmatizer: Lemmatizer) -> None:
    """Turn the lists of base forms, which the lemmatizer searches for each form that it considers, into sets."""
    if lemmatizer.lookups.has_table("lemma_index"):
        table = lemmatizer.lookups.get_table("lemma_index")
        for pos, forms in list(table.items()):
            table[pos] = frozenset(forms)
