"""Which sentences and articles are about sport."""

from transforms.extract.document import Document, Sentence, per_document
from transforms.extract.languages.load import word_set

MIN_SPORT_SCORE = 2
"""Score from which on a sentence is about sport."""
_MIN_SHARE = 0.25
"""Share of such sentences from which on an article is about sport."""
_SPORT = word_set("sport.toml", "words", "sport")
_SHARED = word_set("sport.toml", "words", "shared")


def sport_score(document: Document, sentence: Sentence) -> int:
    """The number of distinct words of sport in a sentence; those used of nothing else count twice."""
    lemmas = _sport_lemmas(document)
    found = {
        lemmas[word.form]
        for word in sentence.tokens
        if lemmas[word.form] and not (word.dep == "compound" and word.label == "GPE")
    }
    return 2 * len(found & _SPORT) + len(found & _SHARED) if found else 0


@per_document
def _sport_lemmas(document: Document) -> list[str]:
    """The lemma of each form of the document that is a word of sport, '' of the others."""
    return [small if (small := lemma.lower()) in _SPORT or small in _SHARED else "" for lemma, _, _ in document.forms]


@per_document
def is_about_sport(document: Document) -> bool:
    """Whether the article is about sport."""
    count = sum(sport_score(document, sentence) >= MIN_SPORT_SCORE for sentence in document.sentences)
    return count > 1 and count >= _MIN_SHARE * len(document.sentences)
