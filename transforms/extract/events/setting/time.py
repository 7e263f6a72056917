"""When an event happened: the date of its clause, else of its sentence, else that of the article's own happening."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from schemas.flow.span import Span
from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.times import TimeMention, times
from transforms.extract.events.casualties.word_lists import setting_words
from transforms.extract.events.main_event import LEAD, REACH, anchors, answers, of_the_story, told_in
from transforms.extract.events.triggers.triggers import HARM, triggers
from transforms.extract.grammar.clauses import predicate_of, steps_to
from transforms.extract.grammar.labels import SUBJECTS
from transforms.extract.grammar.noun_phrases import head_at

PRECISIONS = {"quarter": "month", "season": "month", "decade": "year", "century": "year"}
EXPLICIT = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.-]\d|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d|"
    r"\d(?:st|nd|rd|th)?\s+(?:of\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december)",
    re.IGNORECASE,
)
_HOURS = frozenset(("early", "morning", "afternoon", "evening", "night", "midnight", "overnight", "local", "about"))
_HOURS |= frozenset(("around", "shortly", "before", "after", "hours", "minutes"))
_DEICTIC = frozenset(("this", "last", "tonight"))
_DURING = frozenset(("during", "by", "after", "following", "from"))
_BEFORE_NOUNS = frozenset(("compound", "poss", "nmod", "amod"))
_MEANWHILE = frozenset(("when", "as", "while"))
NEWS = timedelta(days=7)  # before publication
LEAST = 0.05  # vote for a day that is too late in the article to be the happening's


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When an event happened.

    Attributes:
        date_start: First day.
        date_end: Last day, inclusive.
        date_text: The words that date it; None where it fell back to the day of publication.
        precision: day, week, month or year; None without date.
        basis: explicit ('3 March'), relative ('Friday') or publication; None without date.
    """

    date_start: date | None = None
    date_end: date | None = None
    date_text: Span | None = None
    precision: str | None = None
    basis: str | None = None


def day_of_publication(document: Document) -> When:
    """The day of publication as the day of an event, where nothing else tells."""
    day = document.article.published_date
    return When(date_start=day, date_end=day, precision="day", basis="publication") if day else When()


def time_of(document: Document, trigger_tokens: Sequence[Token], violent: bool = False) -> When:
    """When an event happened.

    As its clause says, else its sentence; where it tells of the article's own happening or stands in its lead, else as
    the article dates that happening elsewhere; else the day of publication.

    Args:
        document: The article.
        trigger_tokens: The event's trigger, in one sentence.
        violent: Whether it is of a type that the article's own happening may be of.
    """
    sentence, at = trigger_tokens[0].sentence, trigger_tokens[0].i
    told = of_the_story(document, trigger_tokens) or (violent and bool(told_in(document)))
    story = _story_date(document) if told else None
    own = [
        (_steps(document, mention, head, trigger_tokens), abs(head.i - at), mention.start, mention)
        for mention, head in _dates_by_sentence(document).get(sentence.index, ())
        if not _dates_another(head, trigger_tokens)
    ]
    if story is not None:
        own = [one for one in own if one[0] is not None]  # those of its sentence's other clauses date those
    if own:
        mention = min(own, key=lambda one: (one[0] is None, not _names_day(one[-1]), one[0] or 0, one[1], one[2]))[-1]
        return _when(_narrowed(mention, story))
    day = document.article.published_date
    if story is None and sentence.index < LEAD:
        story = _recent(_day_of_its_kind(document, trigger_tokens), day) or _recent(_story_date(document), day)
    if story is not None:
        return _when(story)
    return day_of_publication(document)


def _recent(mention: TimeMention | None, published: date | None) -> TimeMention | None:
    """The day of an article's happening where it is news, not history."""
    day = mention.time.start if mention is not None and mention.time is not None else None
    return mention if day is not None and published is not None and published - NEWS <= day else None


def _steps(document: Document, mention: TimeMention, head: Token, trigger_tokens: Sequence[Token]) -> int | None:
    """How far a date hangs from a trigger; none where it stands right before it: 'Sunday's shooting'."""
    if document.text[mention.end : trigger_tokens[0].start].strip() in ("", "'s", "’s"):
        return 0
    own = steps_to(head, trigger_tokens)
    if own is not None:
        return own
    main = _at_the_time_of(trigger_tokens)
    return steps_to(head, [main]) if main is not None else None


def _at_the_time_of(trigger_tokens: Sequence[Token]) -> Token | None:
    """The predicate whose time a trigger's clause shares: 'two died in 2018 when a ferry overturned'."""
    predicate = predicate_of(trigger_tokens[0])
    if predicate not in trigger_tokens or predicate.dep not in ("advcl", "relcl"):
        return None
    when = any(child.lower in _MEANWHILE and child.dep in ("advmod", "mark") for child in predicate.children)
    return predicate_of(predicate.head) if when else None


def _dates_another(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a date belongs to another happening.

    To a word of saying or of the law above the event ('charged Thursday with the killing'), or to a relative clause
    beside it ('Lee, who came to power in 2022, has refused'), to a count that went on ('the toll rose on Friday'), or
    to what the event answers ('revenge for last week's raid').
    """
    if any(other(head, trigger_tokens) for other in (_names_another, answers, _compares)):
        return True
    predicate = predicate_of(head)
    if _counts(predicate) and predicate not in trigger_tokens:
        return True
    if predicate.dep == "relcl" and not any(
        trigger is predicate or predicate in trigger.ancestors() for trigger in trigger_tokens
    ):
        return True
    return predicate.lemma in setting_words("when")["afterwards"] and predicate not in trigger_tokens


def _compares(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a date behind 'since' is that of the last such thing: 'the largest rise since 2008'.

    'Has killed twelve since Monday' counts from that day: there the verb is in the perfect.
    """
    since = head.head
    if head.dep != "pobj" or since.lower != "since":
        return False
    if trigger_tokens[0].i > head.i and _at_the_time_of(trigger_tokens) is not None:
        return False  # 'the worst since 2008, when the bank failed'
    above = since.head
    if above.pos not in ("VERB", "AUX"):
        return above not in trigger_tokens
    perfect = any(child.dep == "aux" and child.lemma == "have" for child in above.children)
    return not perfect or (above.dep in ("relcl", "acl", "ccomp") and above.head.lemma == "time")


def _names_another(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a date is part of the name of something else: 'the 1999 treaty', 'before his May 4 inauguration'."""
    noun = head.head
    if head.dep not in _BEFORE_NOUNS | {"nummod"} or noun.pos not in ("NOUN", "PROPN") or noun in trigger_tokens:
        return False
    words = setting_words("when")
    if noun.lemma in words["happening"] or noun.lemma in words["harm"] or noun.label in ("DATE", "TIME"):
        return False
    governor = noun.head
    return noun.dep == "dobj" or (noun.dep == "pobj" and governor.lower not in setting_words("where")["at"] | _DURING)


def _narrowed(mention: TimeMention, story: TimeMention | None) -> TimeMention:
    """'Over the weekend' and 'the night' are the Saturday on which the article says it happened, '6 p.m.' is of it."""
    if story is None or mention.time is None or story.time is None:
        return mention
    if not _names_day(mention):
        return story if _is_vague(mention) else replace(mention, time=story.time)
    wide, narrow = mention.time, story.time
    if wide.start is None or wide.end is None or narrow.start is None or wide.start == wide.end:
        return mention
    return story if wide.start <= narrow.start <= wide.end else mention


@per_document
def _story_date(document: Document) -> TimeMention | None:
    """The day on which the article's own happening was, as it says in whatever sentence.

    Each day that dates a word of casualties or of happening ('it happened', 'police were called') has a vote, early
    ones more, a bare time of day less. It is told by the first words that name the day.
    """
    published = document.article.published_date
    told = anchors(document) | _harmful(document)
    weight: dict[date, float] = {}
    first: dict[date, TimeMention] = {}
    for mention, head in _dates(document):
        time = mention.time
        if time is None or time.start is None or time.start != time.end or (published and time.start > published):
            continue
        predicate = predicate_of(head)
        happened = _words_dated(head, told, setting_words("when")["happening"])
        if _counts(predicate) or (predicate.lemma in setting_words("when")["afterwards"] and not happened):
            continue
        vote = (1.0 if happened else 0.25) * (1.0 if _names_day(mention) else 0.3)
        weight[time.start] = weight.get(time.start, 0.0) + vote * math.exp(-head.sentence.index / REACH)
        if time.start not in first or (_names_day(mention) and _is_vague(first[time.start])):
            first[time.start] = mention
    best = max(weight, key=lambda day: (weight[day], day), default=None)
    return first[best] if best is not None and weight[best] >= LEAST else None


def _words_dated(head: Token, told: frozenset[int], lemmas: frozenset[str]) -> bool:
    """Whether a date hangs on certain words or lemmas: of those above it, of which verbs of saying end the way up."""
    for token in head.ancestors():
        if token.i in told or token.lemma in lemmas:
            return True
        if token.lemma in setting_words("when")["afterwards"]:
            return False
    return False


def _day_of_its_kind(document: Document, trigger_tokens: Sequence[Token]) -> TimeMention | None:
    """The first day of an event of the same type: 'the talks' of the lead are those that were 'held on Thursday'."""
    kinds = {match.event_type for match in triggers(document) if match.token in trigger_tokens}
    alike = frozenset(match.token.i for match in triggers(document) if match.event_type in kinds)
    return next(
        (
            mention
            for mention, head in _dates(document)
            if _names_day(mention) and _words_dated(head, alike, frozenset())
        ),
        None,
    )


@per_document
def _harmful(document: Document) -> frozenset[int]:
    """Document indices of the words that tell violence, accidents and disasters."""
    return frozenset(
        token.i for match in triggers(document) if match.event_type in HARM for token in (match.token, *match.tokens)
    )


def _counts(predicate: Token) -> bool:
    """Whether a predicate is said of a count: 'the toll rose on Friday'."""
    counts = setting_words("when")["counts"]
    return any(child.dep in SUBJECTS and child.lemma in counts for child in predicate.children)


def _names_day(mention: TimeMention) -> bool:
    """Whether more than a time of day is written: not '6 p.m.', 'the morning'."""
    if mention.label == "DATE":
        return True
    words = mention.text.lower().split()
    return words[0] in _DEICTIC or any(len(word) > 4 and word.isalpha() and word not in _HOURS for word in words)


def _is_vague(mention: TimeMention) -> bool:
    """Whether neither a day nor an hour is written: 'the night'."""
    return not _names_day(mention) and not any(map(str.isdigit, mention.text))


@per_document
def _dates(document: Document) -> tuple[tuple[TimeMention, Token], ...]:
    """Expressions that stand for days, with their heads."""
    found = []
    for mention in times(document):
        if mention.time is None or mention.time.start is None:
            continue
        head = head_at(document, mention.start, mention.end)
        if head is not None:
            found.append((mention, head))
    return tuple(found)


@per_document
def _dates_by_sentence(document: Document) -> dict[int, list[tuple[TimeMention, Token]]]:
    """These of each sentence that has any, by its index."""
    found: dict[int, list[tuple[TimeMention, Token]]] = {}
    for mention, head in _dates(document):
        found.setdefault(head.sentence.index, []).append((mention, head))
    return found


def _when(mention: TimeMention) -> When:
    time = mention.time
    if time is None:
        return When()
    return When(
        date_start=time.start,
        date_end=time.end or time.start,
        date_text=Span(text=mention.text, start=mention.start, end=mention.end),
        precision=PRECISIONS.get(time.precision or "day", time.precision or "day"),
        basis="explicit" if EXPLICIT.search(mention.text) else "relative",
    )
