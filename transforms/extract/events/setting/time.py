"""When an event happened: the date of its clause, else of its sentence, else of the article's main event."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from schemas.codebook import HARM_TYPES
from schemas.rows.columns import Span
from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.times import TimeMention, find_times
from transforms.extract.events.main_event import (
    DECAY_SENTENCES,
    LEAD_SENTENCES,
    casualty_anchors,
    casualty_sentences,
    is_response_to,
)
from transforms.extract.events.setting.place_mentions import LOCATIVE_PREPOSITIONS
from transforms.extract.events.triggers.lexicon import lexicon
from transforms.extract.events.triggers.triggers import triggers
from transforms.extract.grammar.clauses import has_to, predicate_of, steps_to
from transforms.extract.grammar.labels import SUBJECTS
from transforms.extract.grammar.noun_phrases import head_at
from transforms.extract.grammar.word_classes import lemma_of
from transforms.extract.languages.load import word_set

PRECISIONS = {"quarter": "month", "season": "month", "decade": "year", "century": "year"}
"""Precisions of time expressions that the events table does not have, and what it says instead."""
RECENT = timedelta(days=7)
"""A main event further back from the day of publication does not date the article's lead."""
MIN_WEIGHT = 0.05
"""Weight below which a day stands too late in the article to be the main event's."""
_MONTHS = sorted(word_set("setting.toml", "time", "months"))
_AFTERMATH = word_set("setting.toml", "time", "aftermath")
_OCCURRENCE = word_set("setting.toml", "time", "occurrence")
_HARM_WORDS = word_set("setting.toml", "time", "harm")
_HEARINGS = word_set("setting.toml", "time", "hearings")
_COUNTS = word_set("setting.toml", "time", "counts")
_TIME_OF_DAY = word_set("setting.toml", "time", "time_of_day")
_SAYING = word_set("modality.toml", "saying", "transparent")
_LIMITS = word_set("setting.toml", "time", "limits")
_LOOKBACK = 12
"""Code points before a date in which a preposition of two words begins."""
_DEICTIC = word_set("setting.toml", "time", "deictic")
_SETTING_PREPOSITIONS = LOCATIVE_PREPOSITIONS | word_set("setting.toml", "time", "temporal_prepositions")
_SIMULTANEOUS = frozenset(("when", "as", "while"))
_PRENOMINAL = frozenset(("compound", "poss", "nmod", "amod", "nummod"))
_EXPLICIT = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.-]\d|"
    rf"\b(?:{'|'.join(month[:3] for month in _MONTHS)})[a-z]*\.?\s+\d|"
    rf"\d(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{'|'.join(_MONTHS)})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTime:
    """When an event happened.

    Attributes:
        date_start: First day.
        date_end: Last day, inclusive.
        date_text: The words that date it; None if it falls back to the day of publication.
        precision: day, week, month or year; None without a date.
        basis: explicit ('3 March'), relative ('Friday') or publication; None without a date.
    """

    date_start: date | None = None
    date_end: date | None = None
    date_text: Span | None = None
    precision: str | None = None
    basis: str | None = None


def publication_time(document: Document) -> EventTime:
    """The day of publication as the day of an event, for want of any other."""
    day = document.article.published_date
    return EventTime(date_start=day, date_end=day, precision="day", basis="publication") if day else EventTime()


def event_time(document: Document, trigger_tokens: Sequence[Token], *, is_violent: bool = False) -> EventTime:
    """When an event happened.

    The date of its clause, else of its sentence; for the main event and for events in the lead, else the day that the
    article gives elsewhere; else the day of publication.

    Args:
        document: The article.
        trigger_tokens: The event's trigger, in one sentence.
        is_violent: Whether its type is one of those that a main event with casualties may have.
    """
    sentence, at = trigger_tokens[0].sentence, trigger_tokens[0].i
    in_main_event = bool(casualty_sentences(document)) and (
        is_violent or any(token.lemma.lower() in _HARM_WORDS for token in trigger_tokens)
    )
    main_date = _main_event_date(document) if in_main_event else None
    dates = [
        (_steps(document, mention, head, trigger_tokens), abs(head.i - at), mention.start, mention)
        for mention, head in dates_by_sentence(document).get(sentence.index, ())
        if not _dates_another_event(head, trigger_tokens)
    ]
    if main_date is not None:
        dates = [row for row in dates if row[0] is not None]  # those of the sentence's other clauses date those
    if dates:
        mention = min(dates, key=lambda row: (row[0] is None, not names_day(row[-1]), row[0] or 0, row[1], row[2]))[-1]
        return time_of(_narrowed(mention, main_date))
    if main_date is None and sentence.index < LEAD_SENTENCES:
        published = document.article.published_date
        main_date = _if_recent(_first_date_of_type(document, trigger_tokens), published) or _if_recent(
            _main_event_date(document), published
        )
    if main_date is not None:
        return time_of(main_date)
    return publication_time(document)


def _if_recent(mention: TimeMention | None, published: date | None) -> TimeMention | None:
    """A date if it is recent enough for the article's news."""
    day = mention.time.start if mention is not None and mention.time is not None else None
    return mention if day is not None and published is not None and published - RECENT <= day else None


def time_of(mention: TimeMention) -> EventTime:
    """The period of a time expression as the time of an event."""
    time = mention.time
    if time is None:
        return EventTime()
    return EventTime(
        date_start=time.start,
        date_end=time.end or time.start,
        date_text=Span(text=mention.text, start=mention.start, end=mention.end),
        precision=PRECISIONS.get(time.precision or "day", time.precision or "day"),
        basis="explicit" if _EXPLICIT.search(mention.text) else "relative",
    )


# --- dates in the trigger's sentence --------------------------------------------------------


def _steps(document: Document, mention: TimeMention, head: Token, trigger_tokens: Sequence[Token]) -> int | None:
    """Steps from a date up to a trigger; 0 right before it ('Sunday's shooting'), None from another clause."""
    if document.text[mention.end : trigger_tokens[0].start].strip() in ("", "'s", "’s"):
        return 0
    steps = steps_to(head, trigger_tokens)
    if steps is not None:
        return steps
    simultaneous = _simultaneous_predicate(trigger_tokens)
    return steps_to(head, [simultaneous]) if simultaneous is not None else None


def _simultaneous_predicate(trigger_tokens: Sequence[Token]) -> Token | None:
    """The predicate that a trigger's clause gives the time of: 'two died in 2018 when a ferry overturned'."""
    predicate = predicate_of(trigger_tokens[0])
    if predicate not in trigger_tokens or predicate.dep not in ("advcl", "relcl"):
        return None
    simultaneous = any(child.lower in _SIMULTANEOUS and child.dep in ("advmod", "mark") for child in predicate.children)
    return predicate_of(predicate.head) if simultaneous else None


def _dates_another_event(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a date in the trigger's sentence belongs to another event.

    That is the case if it is part of a name, a comparison, or the date of an event that the trigger responds to
    ('revenge for last week's raid'); if it dates a count ('the toll rose on Friday'), another noun ('the latest twist
    in last year's affair') or a relative clause ('Lee, who came to power in 2022, has refused'); or if it dates what
    followed ('charged Thursday with the killing').
    """
    if (
        _is_part_of_name(head, trigger_tokens)
        or is_response_to(trigger_tokens, head)
        or _is_comparison(head, trigger_tokens)
        or _modifies_other_noun(head, trigger_tokens)
    ):
        return True
    predicate = predicate_of(head)
    if (
        predicate.dep == "relcl"
        and not has_to(predicate)
        and not any(trigger is predicate or predicate in trigger.ancestors() for trigger in trigger_tokens)
    ):
        return True
    if predicate in trigger_tokens or _is_told_in_present(predicate, trigger_tokens[0]):
        return False
    return predicate.lemma in _AFTERMATH or is_report(predicate)


def _is_told_in_present(saying: Token, trigger: Token) -> bool:
    """Whether an event is of the day that it is told: '"We condemn the raid," he said on Friday'."""
    predicate = predicate_of(trigger)
    return (
        saying.lemma in _SAYING
        and saying in predicate.ancestors()
        and predicate.tag in ("VB", "VBP", "VBZ")
        and not any(child.dep in ("aux", "neg") for child in predicate.children)
    )


def _modifies_other_noun(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a date is an adverb within another noun's phrase: 'the release last year of clips'."""
    noun = head.head
    if head.dep != "npadvmod" or noun.pos != "NOUN" or noun in trigger_tokens or noun.dep == "npadvmod":
        return False
    return noun.lemma not in _OCCURRENCE and noun.lemma not in _HARM_WORDS and noun.label not in ("DATE", "TIME")


def _is_comparison(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a date behind 'since' is that of the last comparable event: 'the largest rise since 2008'.

    With a verb in the perfect it dates the trigger instead: 'has killed twelve since Monday'.
    """
    since = head.head
    if head.dep != "pobj" or since.lower != "since":
        return False
    if trigger_tokens[0].i > head.i and _simultaneous_predicate(trigger_tokens) is not None:
        return False  # 'the worst since 2008, when the bank failed'
    governor = since.head
    if governor.pos not in ("VERB", "AUX"):
        return governor not in trigger_tokens
    is_perfect = any(child.dep == "aux" and child.lemma == "have" for child in governor.children)
    return not is_perfect or (governor.dep in ("relcl", "acl", "ccomp") and governor.head.lemma == "time")


def _is_part_of_name(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a date identifies something else: 'the 1999 treaty', 'before his May 4 inauguration'."""
    noun = head.head
    if head.dep not in _PRENOMINAL or noun.pos not in ("NOUN", "PROPN") or noun in trigger_tokens:
        return False
    if noun.lemma in _OCCURRENCE or noun.lemma in _HARM_WORDS or noun.label in ("DATE", "TIME"):
        return False
    if any(map(str.isdigit, head.text)) and not any(entry.pos == "NOUN" for entry in lexicon().get(lemma_of(noun), ())):
        return noun.dep != "pobj" or noun.head.lower not in _SETTING_PREPOSITIONS
    return noun.dep == "dobj" or (noun.dep == "pobj" and noun.head.lower not in _SETTING_PREPOSITIONS)


def _is_about_count(predicate: Token) -> bool:
    """Whether a predicate's subject is a count: 'the toll rose on Friday'."""
    return any(child.dep in SUBJECTS and child.lemma in _COUNTS for child in predicate.children)


def is_report(predicate: Token) -> bool:
    """Whether a predicate's subject is a count or a court that hears of an event."""
    return _is_about_count(predicate) or any(
        child.dep in SUBJECTS and not _HEARINGS.isdisjoint((child.lemma, *(word.lemma for word in child.lefts)))
        for child in predicate.children
    )


def _narrowed(mention: TimeMention, main_date: TimeMention | None) -> TimeMention:
    """A date narrowed by the main event's day.

    'Over the weekend' and 'the night' become that day, '6 p.m.' a time of that day.
    """
    if main_date is None or mention.time is None or main_date.time is None:
        return mention
    if not names_day(mention):
        return main_date if _is_vague(mention) else replace(mention, time=main_date.time)
    wide, narrow = mention.time, main_date.time
    if wide.start is None or wide.end is None or narrow.start is None or wide.start == wide.end:
        return mention
    return main_date if wide.start <= narrow.start <= wide.end else mention


# --- the day of the main event --------------------------------------------------------------


@per_document
def _main_event_date(document: Document) -> TimeMention | None:
    """The day of the article's main event, in the first words that name it.

    Each day that dates a word of casualties or of occurrence ('it happened', 'police were called') is evidence; earlier
    ones weigh more, a bare time of day less.
    """
    published = document.article.published_date
    anchors = casualty_anchors(document) | _harm_triggers(document)
    weights: dict[date, float] = {}
    first: dict[date, TimeMention] = {}
    for mention, head in dated_mentions(document):
        time = mention.time
        if time is None or time.start is None or time.start != time.end or (published and time.start > published):
            continue
        weight = _weight(mention, head, anchors)
        if weight is None:
            continue
        weights[time.start] = weights.get(time.start, 0.0) + weight
        if time.start not in first or (names_day(mention) and _is_vague(first[time.start])):
            first[time.start] = mention
    best = max(weights, key=lambda day: (weights[day], day), default=None)
    return first[best] if best is not None and weights[best] >= MIN_WEIGHT else None


def _weight(mention: TimeMention, head: Token, anchors: frozenset[int]) -> float | None:
    """A date's weight as evidence for the day of the main event; None if it dates a count or what followed."""
    dates_occurrence = _dates_any_of(head, anchors, _OCCURRENCE)
    if is_report(predicate_of(head)) or (predicate_of(head).lemma in _AFTERMATH and not dates_occurrence):
        return None
    weight = (1.0 if dates_occurrence else 0.25) * (1.0 if names_day(mention) else 0.3)
    return weight * math.exp(-head.sentence.index / DECAY_SENTENCES)


def _dates_any_of(head: Token, anchors: frozenset[int], lemmas: frozenset[str]) -> bool:
    """Whether a date depends on one of these tokens or lemmas, with no verb of saying or aftermath in between."""
    for token in head.ancestors():
        if token.i in anchors or token.lemma in lemmas:
            return True
        if token.lemma in _AFTERMATH:
            return False
    return False


def _first_date_of_type(document: Document, trigger_tokens: Sequence[Token]) -> TimeMention | None:
    """The first day of an event of the trigger's type: 'the talks' of the lead are those 'held on Thursday'."""
    types = {match.event_type for match in triggers(document) if match.token in trigger_tokens}
    same_type = frozenset(match.token.i for match in triggers(document) if match.event_type in types)
    return next(
        (
            mention
            for mention, head in dated_mentions(document)
            if names_day(mention) and _dates_any_of(head, same_type, frozenset())
        ),
        None,
    )


@per_document
def _harm_triggers(document: Document) -> frozenset[int]:
    """Document indices of the triggers of violence, accidents and disasters."""
    return frozenset(
        token.i
        for match in triggers(document)
        if match.event_type in HARM_TYPES
        for token in (match.token, *match.tokens)
    )


# --- expressions of days --------------------------------------------------------------------


def names_day(mention: TimeMention) -> bool:
    """Whether an expression names more than a time of day: not '6 p.m.', 'the morning'."""
    if mention.label == "DATE":
        return True
    words = mention.text.lower().split()
    return words[0] in _DEICTIC or any(len(word) > 4 and word.isalpha() and word not in _TIME_OF_DAY for word in words)


def _is_vague(mention: TimeMention) -> bool:
    """Whether an expression names neither a day nor an hour: 'the night'."""
    return not names_day(mention) and not any(map(str.isdigit, mention.text))


@per_document
def dated_mentions(document: Document) -> tuple[tuple[TimeMention, Token], ...]:
    """Expressions that denote days, with their syntactic heads, in text order."""
    found = []
    for mention in find_times(document):
        if mention.time is None or mention.time.start is None:
            continue
        head = head_at(document, mention.start, mention.end)
        if head is not None and not _is_limit(document, mention):
            found.append((mention, head))
    return tuple(found)


def _is_limit(document: Document, mention: TimeMention) -> bool:
    """Whether a day is only what something came before: 'weeks before Christmas', 'until Friday'."""
    if mention.label != "DATE":
        return False  # 'shortly before 6 p.m. on Friday'
    before = document.tokens_in(max(0, mention.start - _LOOKBACK), mention.start)
    words = [token.lower for token in before[-2:]]
    return bool(words) and (words[-1] in _LIMITS or tuple(words) in (("ahead", "of"), ("prior", "to")))


@per_document
def dates_by_sentence(document: Document) -> dict[int, list[tuple[TimeMention, Token]]]:
    """The dates of each sentence that has any, by the sentence's index."""
    found: dict[int, list[tuple[TimeMention, Token]]] = {}
    for mention, head in dated_mentions(document):
        found.setdefault(head.sentence.index, []).append((mention, head))
    return found
