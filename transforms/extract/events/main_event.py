"""The article's own happening: the sentences that count its casualties, and the words that tell that it happened."""

from collections.abc import Sequence

from transforms.extract.document import Document, Token, per_document
from transforms.extract.events.casualties.casualties import casualties
from transforms.extract.events.casualties.word_lists import setting_words
from transforms.extract.events.triggers.lexicon import lexicon
from transforms.extract.grammar.word_classes import lemma_of

REACH = 6.0
"""Sentences after which the weight of a day or place for the article's happening has fallen to a third."""
LEAD = 3
"""Sentences in which an article tells its own news."""
_ANSWERED = frozenset(("for", "over", "about"))


@per_document
def told_in(document: Document) -> frozenset[int]:
    """Indices of the sentences that count the casualties of the article's own happening."""
    return frozenset(claim.sentence for claim in casualties(document) if claim.central)


@per_document
def anchors(document: Document) -> frozenset[int]:
    """Document indices of the words that tell these casualties."""
    return frozenset(claim.anchor for claim in casualties(document) if claim.central)


def of_the_story(document: Document, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a trigger tells of the article's own happening.

    It stands in a sentence that counts its casualties, or it is a word of violence or accident in an article that has
    such a happening: most of these words tell one and the same.
    """
    if trigger_tokens[0].sentence.index in told_in(document):
        return True
    harm = setting_words("when")["harm"]
    return bool(told_in(document)) and any(token.lemma.lower() in harm for token in trigger_tokens)


def answers(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a place or date is of a happening that the trigger answers: 'a reprisal for the air strikes in Leeds'."""
    for token in reversed(head.sentence.tokens[: head.i - head.sentence.tokens[0].i]):
        if token.i <= trigger_tokens[-1].i or token.pos in ("VERB", "AUX"):
            return False
        if (
            token.dep == "pobj"
            and token.head.lower in _ANSWERED
            and token.head.i >= trigger_tokens[-1].i
            and any(entry.pos == "NOUN" for entry in lexicon().get(lemma_of(token), ()))
        ):
            return True
    return False
