"""Sport: tell the attacks, shots and battles of a game from violence."""

import re

from transforms.extract.document import Document, Token
from transforms.extract.grammar.sport import MIN_SPORT_SCORE, is_about_sport, sport_score
from transforms.extract.grammar.word_classes import lemma_of
from transforms.extract.languages.load import word_set

_AMBIGUOUS = word_set("sport.toml", "words", "ambiguous")
_VIOLENCE = word_set("sport.toml", "words", "violence")
_RESULT_SCORE = 2
_AFTER_SCORE = "|".join(sorted(word_set("sport.toml", "words", "after_score")))
_RESULT = re.compile(rf"(?<![\w.,$£€/-])\d{{1,3}} ?[-–] ?\d{{1,3}}(?=[.,;:)!?]|$| (?:{_AFTER_SCORE})\b)")


def is_game(document: Document, token: Token) -> bool:
    """Whether a word that may report violence reports a game: 'shot from 20 metres', 'beat two defenders'.

    Args:
        document: The article.
        token: The trigger's head.
    """
    if lemma_of(token) not in _AMBIGUOUS:
        return False
    score = sport_score(document, token.sentence) + _RESULT_SCORE * (_RESULT.search(token.sentence.text) is not None)
    if not score or any(word.lemma.lower() in _VIOLENCE for word in token.sentence.tokens):
        return False
    return score >= MIN_SPORT_SCORE or is_about_sport(document)
