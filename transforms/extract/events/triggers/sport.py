"""Sport: tell the attacks, shots and battles of a game from violence."""

from transforms.extract.document import Document, Sentence, Token, per_document
from transforms.extract.grammar.word_classes import lemma_of
from transforms.extract.languages.load import word_set

MIN_SCORE = 2
"""Score from which on a sentence is about sport."""
MIN_SHARE = 0.25
"""Share of such sentences from which on an article is about sport, in which one word per sentence is enough."""
_SPORT = word_set("sport.toml", "words", "sport")
_SHARED = word_set("sport.toml", "words", "shared")
_AMBIGUOUS = word_set("sport.toml", "words", "ambiguous")
_VIOLENCE = word_set("sport.toml", "words", "violence")


def is_game(document: Document, token: Token) -> bool:
    """Whether a word that may report violence reports a game: 'shot from 20 metres', 'beat two defenders'.

    Args:
        document: The article.
        token: The trigger's head.
    """
    if lemma_of(token) not in _AMBIGUOUS:
        return False
    score = _score(token.sentence)
    if not score or any(word.lemma.lower() in _VIOLENCE for word in token.sentence.tokens):
        return False
    return score >= MIN_SCORE or _is_about_sport(document)


def _score(sentence: Sentence) -> int:
    """The number of distinct words of sport in a sentence; those used of nothing else count twice."""
    lemmas = {word.lemma.lower() for word in sentence.tokens if not (word.dep == "compound" and word.label == "GPE")}
    return 2 * len(lemmas & _SPORT) + len(lemmas & _SHARED)


@per_document
def _is_about_sport(document: Document) -> bool:
    count = sum(_score(sentence) >= MIN_SCORE for sentence in document.sentences)
    return count > 1 and count >= MIN_SHARE * len(document.sentences)
