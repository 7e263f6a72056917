"""Which sentences and articles are about sport."""

from transforms.extract.document import Document, Sentence, Token, by_sentence, per_document
from transforms.extract.languages.load import word_set

MIN_SPORT_SCORE = 2
"""Score from which on a sentence is about sport."""
_MIN_SHARE = 0.25
"""Share of such sentences from which on an article is about sport."""
_SPORT = word_set("sport.toml", "words", "sport")
_SHARED = word_set("sport.toml", "words", "shared")
_ANY = _SPORT | _SHARED


def sport_score(document: Document, sentence: Sentence) -> int:
    """The number of distinct words of sport in a sentence; those used of nothing else count twice."""
    found = {
        word.lemma.lower()
        for word in _sport_words(document).get(sentence.index, ())
        if not (word.dep == "compound" and word.label == "GPE")
    }
    return 2 * len(found & _SPORT) + len(found & _SHARED) if found else 0


@per_document
def _sport_words(document: Document) -> dict[int, list[Token]]:
    """The words of sport by the index of their sentence."""
    return by_sentence(document.tokens_of_forms([lemma.lower() in _ANY for lemma, _, _ in document.forms]))


@per_document
def is_about_sport(document: Document) -> bool:
    """Whether the article is about sport."""
    count = sum(sport_score(document, sentence) >= MIN_SPORT_SCORE for sentence in document.sentences)
    return count > 1 and count >= _MIN_SHARE * len(document.sentences)
