"""The article's own news: the sentences that report it, and the triggers that tell of it again."""

from schemas.codebook import HARM_TYPES
from transforms.extract.document import Document, Sentence, per_document
from transforms.extract.events.main_event import LEAD_SENTENCES
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.events.triggers.triggers import triggers
from transforms.extract.headline import headline_shares

MIN_HEADLINE_SHARE = 0.4
"""Share of the headline's words from which on a sentence reports the article's own news."""
VIOLENT = HARM_TYPES | {"CRIME"}


def reports_news(document: Document, sentence: Sentence) -> bool:
    """Whether a sentence reports the article's own news: one of the lead, or one that repeats the headline."""
    return sentence.index < LEAD_SENTENCES or headline_shares(document)[sentence.index] >= MIN_HEADLINE_SHARE


def retells_news(document: Document, match: TriggerMatch) -> bool:
    """Whether a trigger may tell again what the article reports as news: a certain event of a type of its news."""
    return match.event_type in _types_of_news(document) and not _is_generic(match)


@per_document
def _types_of_news(document: Document) -> frozenset[str]:
    """The types of what the article reports as news; the violent ones together, as they tell of each other."""
    types = {match.event_type for match in triggers(document) if reports_news(document, match.token.sentence)}
    return frozenset(types if types.isdisjoint(VIOLENT) else types | VIOLENT)


def _is_generic(match: TriggerMatch) -> bool:
    """Whether a noun names events of a kind and no certain one: 'attacks', but not 'a fight' or 'the attack'."""
    return match.entry.pos == "NOUN" and not any(
        child.dep in ("det", "nummod") and child.lower != "no" for child in match.token.children
    )
