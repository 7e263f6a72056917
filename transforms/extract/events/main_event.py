"""The article's main event: the sentences that count its casualties, and the triggers that refer to it."""

from collections.abc import Sequence

from transforms.extract.document import Document, Token, per_document
from transforms.extract.events.casualties.casualties import casualty_records
from transforms.extract.events.triggers.lexicon import lexicon
from transforms.extract.grammar.word_classes import lemma_of
from transforms.extract.languages.load import word_set

DECAY_SENTENCES = 6.0
"""Sentences over which the weight of a date or place as evidence for the main event falls to 1/e."""
LEAD_SENTENCES = 3
"""Sentences at the start of an article that report its own news."""
_HARM_WORDS = word_set("setting.toml", "time", "harm")
_RESPONSE_PREPOSITIONS = frozenset(("for", "over", "about"))


@per_document
def casualty_sentences(document: Document) -> frozenset[int]:
    """Indices of the sentences that count the main event's casualties."""
    return frozenset(record.sentence for record in casualty_records(document) if record.central)


@per_document
def casualty_anchors(document: Document) -> frozenset[int]:
    """Document indices of the words that state these casualties."""
    return frozenset(record.anchor for record in casualty_records(document) if record.central)


def is_main_event(document: Document, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a trigger refers to the article's main event.

    It does if its sentence counts the main event's casualties. In an article with such a main event, every word of
    violence or accident is taken to refer to it as well, since most of them do.
    """
    if trigger_tokens[0].sentence.index in casualty_sentences(document):
        return True
    return bool(casualty_sentences(document)) and any(token.lemma.lower() in _HARM_WORDS for token in trigger_tokens)


def is_response_to(trigger_tokens: Sequence[Token], mention: Token) -> bool:
    """Whether a place or date belongs to an event that the trigger responds to.

    Example: 'Leeds' in 'a reprisal for the air strikes in Leeds'.

    Args:
        trigger_tokens: The trigger's words, in one sentence.
        mention: Syntactic head of the place or date, in the same sentence.
    """
    for token in reversed(mention.sentence.tokens[: mention.i - mention.sentence.tokens[0].i]):
        if token.i <= trigger_tokens[-1].i or token.pos in ("VERB", "AUX"):
            return False
        if (
            token.dep == "pobj"
            and token.head.lower in _RESPONSE_PREPOSITIONS
            and token.head.i >= trigger_tokens[-1].i
            and any(entry.pos == "NOUN" for entry in lexicon().get(lemma_of(token), ()))
        ):
            return True
    return False
