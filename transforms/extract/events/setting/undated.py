"""The day of an event that no words date: the day of the article's own news, that of publication, or none."""

from datetime import date, timedelta

from transforms.extract.document import Document, Sentence, Token, per_document
from transforms.extract.entities.times import TimeMention
from transforms.extract.events.claims.modality import FACTUAL
from transforms.extract.events.main_event import LEAD_SENTENCES
from transforms.extract.events.setting.news import VIOLENT, retells_news
from transforms.extract.events.setting.time import (
    RECENT,
    EventTime,
    dated_mentions,
    dates_by_sentence,
    is_report,
    names_day,
    publication_time,
    time_of,
)
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.clauses import predicate_of
from transforms.extract.languages.load import word_set

BACKGROUND = timedelta(days=31)
"""A passage dated further back from the day of publication is background."""
NARRATIVE_SENTENCES = 4
"""Sentences over which a date of a narrative holds for what follows."""
_ANAPHORIC = word_set("setting.toml", "time", "anaphoric")


def undated_time(document: Document, match: TriggerMatch, modality: str) -> EventTime:
    """The time of an event whose own words and sentence give none.

    A retelling of the article's news has the day that the lead gives. The day of publication is the event's only
    where the passage is news of the day: not for background, for what is planned or feared, for what was over before
    something else happened, nor where the passage tells another day.

    Args:
        document: The article.
        match: The event's trigger.
        modality: The event's modality.
    """
    published = document.article.published_date
    sentence = match.token.sentence
    if published is None or modality not in FACTUAL or _is_before_another_past(match.token):
        return EventTime()
    if _tells_another_day(document, sentence, published) or _continues_background(document, sentence, published):
        return EventTime()
    day = _day_of_news(document)
    if day is not None and match.event_type in VIOLENT and retells_news(document, match):
        return time_of(day)
    return publication_time(document)


def is_recent(document: Document, time: EventTime) -> bool:
    """Whether a time is too near the day of publication to be that of background: it dates the anniversary."""
    published = document.article.published_date
    return published is not None and time.date_end is not None and time.date_end >= published - BACKGROUND


def _is_before_another_past(trigger: Token) -> bool:
    """Whether an event was over before something else or is told as a next step: 'had bought', 'he then left'."""
    predicate = predicate_of(trigger)
    return any(
        (child.dep in ("aux", "auxpass") and child.lower in ("had", "'d", "’d"))
        or (child.dep == "advmod" and child.lower in _ANAPHORIC)
        for child in predicate.children
    )


def _tells_another_day(document: Document, sentence: Sentence, published: date) -> bool:
    """Whether a sentence dates anything to the past."""
    return any(
        names_day(mention) and _ends_before(mention, published)
        for mention, _ in dates_by_sentence(document).get(sentence.index, ())
    )


def _continues_background(document: Document, sentence: Sentence, published: date) -> bool:
    """Whether the last date before a sentence lies long before the article's day."""
    if sentence.index < LEAD_SENTENCES:
        return False
    dates = dates_by_sentence(document)
    for index in range(sentence.index - 1, max(-1, sentence.index - 1 - NARRATIVE_SENTENCES), -1):
        mentions = [mention for mention, _ in dates.get(index, ()) if names_day(mention)]
        if mentions:
            return all(_ends_before(mention, published - BACKGROUND) for mention in mentions)
    return False


def _ends_before(mention: TimeMention, day: date) -> bool:
    end = mention.time.end if mention.time is not None else None
    return end is not None and end < day


@per_document
def _day_of_news(document: Document) -> TimeMention | None:
    """The first recent day that the lead gives."""
    published = document.article.published_date
    if published is None:
        return None
    for mention, head in dated_mentions(document):
        if head.sentence.index >= LEAD_SENTENCES:
            return None
        day = mention.time.start if mention.time is not None else None
        if (
            day is not None
            and mention.time is not None
            and day == mention.time.end
            and published - RECENT <= day <= published
            and names_day(mention)
            and not is_report(predicate_of(head))
        ):
            return mention
    return None
