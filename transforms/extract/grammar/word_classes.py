"""Classes of words, such as people, weapons and light verbs, and corrected lemmas to look them up by."""

from dataclasses import dataclass
from functools import cache, lru_cache

from transforms.extract.document import Document, Token, per_document
from transforms.extract.languages.load import load_toml, word_sets


@dataclass(frozen=True, slots=True)
class WordClass:
    """A set of words and entity labels."""

    words: frozenset[str]
    labels: frozenset[str]


@cache
def classes() -> dict[str, WordClass]:
    """The classes of `word_classes.toml`, by name; 'person' includes the nouns for people of `names.toml`."""
    found = {
        name: WordClass(frozenset(row["words"]), frozenset(row["labels"]))
        for name, row in load_toml("word_classes.toml").items()
    }
    people = word_sets("names.toml", "people")
    nouns = frozenset().union(*people.values())
    found["person"] = WordClass(found["person"].words | nouns, found["person"].labels)
    return found


def resolve_words(words: list[str]) -> WordClass:
    """Merge words, `@class` references and entity labels in capitals into one class."""
    referenced = [classes()[word[1:]] for word in words if word.startswith("@")]
    literal = [word for word in words if not word.startswith("@")]
    return WordClass(
        frozenset(word for word in literal if not word.isupper()).union(*(one.words for one in referenced)),
        frozenset(word for word in literal if word.isupper()).union(*(one.labels for one in referenced)),
    )


def meets(token: Token, wanted: WordClass) -> bool:
    """Whether a token is of a class, by its lemma, its form, its entity label or its part of speech."""
    words, labels = wanted.words, wanted.labels
    if token.lower in words or lemma_of(token) in words:
        return True
    return bool(labels) and (token.label in labels or token.pos in labels)


def lemma_of(token: Token) -> str:
    """A token's corrected lemma, see `corrected_lemma`."""
    small = token.lemma.lower()
    return small if small not in _corrections() else corrected_lemma(small, token.lower)


@per_document
def form_lemmas(document: Document) -> list[str]:
    """The corrected lemma of each form of a document."""
    wrong = _corrections()
    return [
        small if (small := lemma.lower()) not in wrong else corrected_lemma(lemma, lower)
        for lemma, lower, _ in document.forms
    ]


@lru_cache(maxsize=1 << 15)
def corrected_lemma(lemma: str, lower: str) -> str:
    """The lemma in lower case, replaced where `lemmas.toml` lists it as an error of the model's lemmatizer.

    What drops an 'e' is an error only in forms of the longer word: 'raped', but neither 'rapped' nor 'a rap'.

    Args:
        lemma: As the model gives it.
        lower: The form in lower case.
    """
    lemma = lemma.lower()
    right = _corrections().get(lemma, lemma)
    if right == f"{lemma}e" and lower[len(lemma) : len(lemma) + 1] not in ("e", "i"):
        return lemma
    return right


@cache
def _corrections() -> dict[str, str]:
    return {wrong: str(right) for wrong, right in load_toml("lemmas.toml").items()}
