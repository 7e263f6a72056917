"""Sport: sentences that tell a game, whose attacks, shots and battles are none."""

from transforms.extract.document import Document, Sentence, Token, per_document
from transforms.extract.grammar.word_classes import lemma_of
from transforms.extract.languages.load import word_sets

_ENOUGH = 2
"""Words of sport that make a sentence one; one word is enough in an article in which one sentence in four has some."""
_SHARE = 0.25


def _words() -> dict[str, frozenset[str]]:
    return word_sets("sport.toml", "words")


def is_game(document: Document, token: Token) -> bool:
    """Whether a word that may tell violence tells a game: 'shot from 20 metres', 'beat two defenders'.

    Args:
        document: The article.
        token: The trigger's head.
    """
    if lemma_of(token) not in _words()["ambiguous"]:
        return False
    told = _told(token.sentence)
    if not told or any(word.lemma.lower() in _words()["violence"] for word in token.sentence.tokens):
        return False
    return told >= _ENOUGH or _is_sport(document)


def _told(sentence: Sentence) -> int:
    """How many words of sport a sentence has; those that are nothing else, and scores, count twice."""
    lemmas = {word.lemma.lower() for word in sentence.tokens if not (word.dep == "compound" and word.label == "GPE")}
    return 2 * len(lemmas & _words()["sport"]) + len(lemmas & _words()["shared"])


@per_document
def _is_sport(document: Document) -> bool:
    some = sum(_told(sentence) >= _ENOUGH for sentence in document.sentences)
    return some > 1 and some >= _SHARE * len(document.sentences)
