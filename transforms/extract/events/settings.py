"""Where and when an event happened: the clause's own place and time, else those of wider and wider passages."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schemas.entity import Entity
from schemas.event import Location
from schemas.span import Span
from transforms.extract.entities.places import main_place
from transforms.extract.entities.resolve import resolve
from transforms.extract.entities.times import TimeMention, times
from transforms.extract.events.casualties import casualties
from transforms.extract.syntax import Document, Token, per_document

PLACES = frozenset(("GPE", "LOC", "FAC"))
WHERE = frozenset(("in", "at", "near", "inside", "outside", "around", "on", "across", "within", "throughout", "off", "along", "over"))
WHENCE = frozenset(("from", "to", "toward", "towards", "into", "for", "against", "with", "via", "by", "like", "about"))
AFTERWARDS = frozenset(
    ["say", "tell", "report", "announce", "add", "state", "confirm", "note", "declare", "explain", "release", "identify", "charge", "accuse", "appear", "schedule", "arrest", "arraign", "sentence", "convict", "indict", "plead", "publish", "update", "post", "hold", "book", "surrender", "search", "seek", "ask", "face", "name", "remember", "mourn", "bury", "visit", "attend", "interview", "speak", "investigate", "determine", "rule", "clear", "expect", "live", "work", "return", "jail", "recover", "testify", "file", "request", "learn", "provide", "reveal", "describe", "write", "plan", "set"]
)
HAPPENING = frozenset(
    ["happen", "occur", "take", "unfold", "begin", "start", "erupt", "break", "respond", "call", "dispatch", "arrive", "find", "discover", "open", "fire", "shoot", "kill", "wound", "injure", "die", "stab", "crash", "explode", "ring", "hear", "shooting", "incident", "attack", "killing", "murder", "homicide", "death", "crash", "accident", "explosion", "blast", "bombing", "fire", "hit", "strike", "receive", "rush", "leave"]
)
REACH = 6.0
"""Sentences after which a date's weight for the article's happening has fallen to a third."""

BORDERS = frozenset(("ccomp", "relcl", "advcl", "parataxis", "acl", "conj", "pcomp"))
EXPLICIT = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.-]\d|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d|"
    r"\d(?:st|nd|rd|th)?\s+(?:of\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december)",
    re.IGNORECASE,
)
PRECISIONS = {"quarter": "month", "season": "month", "decade": "year", "century": "year"}
COUNTRIES = frozenset(("PCLI", "PCLD", "PCLF", "PCLS", "PCLIX", "TERR"))
FAR = 1000


# --- how a mention hangs on the trigger -----------------------------------------------------


def head_of(document: Document, start: int, end: int) -> Token | None:
    """The syntactic head of a passage: its token whose own head lies outside."""
    tokens = document.tokens_in(start, end)
    inside = {token.i for token in tokens}
    return next((token for token in tokens if token.head is token or token.head.i not in inside), None)


def _clause(token: Token) -> Token:
    """The predicate of the token's clause."""
    while token.head is not token and token.pos not in ("VERB", "AUX"):
        token = token.head
    return token


def _steps(token: Token, trigger_tokens: Sequence[Token]) -> int | None:
    """Steps from a mention up to the trigger, or to its clause's predicate; None where another clause lies between."""
    own = {trigger.i for trigger in trigger_tokens}
    predicates = {_clause(trigger).i for trigger in trigger_tokens}
    steps = 0
    while True:
        if token.i in own:
            return steps
        if token.i in predicates:
            return steps + 3
        if token.head is token or (token.pos in ("VERB", "AUX") and token.dep in BORDERS):
            return None
        token = token.head
        steps += 1


# --- where ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _PlaceMention:
    head: Token
    entity: Entity
    start: int
    end: int
    text: str
    where: bool  # said to be where something is, by its preposition or its place before the facts


@per_document
def _places(document: Document) -> tuple[_PlaceMention, ...]:
    """All located mentions of places, in text order."""
    found = []
    for entity in resolve(document).entities:
        if entity.geo is None or entity.type not in PLACES:
            continue
        for mention in entity.mentions:
            head = head_of(document, mention.start, mention.end)
            if head is not None:
                found.append(_PlaceMention(head, entity, mention.start, mention.end, mention.text, _stands_where(head)))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _stands_where(head: Token) -> bool:
    """Whether a place is said to be the scene: 'in Leeds', 'at a Leeds park', 'outside the city of Leeds'."""
    token = head
    for _ in range(8):
        if token.dep in ("pobj", "pcomp") and token.head.dep in ("prep", "agent", "advmod", "pcomp", "dative"):
            preposition = token.head
            if preposition.lower in WHERE:
                return True
            if preposition.lower not in ("of", "between"):
                return False
            token = preposition.head
            continue
        if token.dep in ("compound", "poss", "nmod", "amod", "appos", "conj", "npadvmod", "nummod") and token.head is not token:
            if token.dep in ("poss", "compound") and token.head.dep in ("nsubj", "nsubjpass", "dobj", "agent"):
                return False
            token = token.head
            continue
        return False
    return False


def place_of(document: Document, trigger_tokens: Sequence[Token]) -> tuple[Location, str] | None:
    """Where an event happened.

    Args:
        document: The article.
        trigger_tokens: The event's trigger, in one sentence.

    Returns:
        The place and its basis: clause, sentence, paragraph or article; None where nothing says.
    """
    sentence = trigger_tokens[0].sentence
    places = _places(document)
    own = [place for place in places if place.head.sentence is sentence]
    near = [(steps, place) for place in own if place.where and (steps := _steps(place.head, trigger_tokens)) is not None]
    if near:
        return _location(min(near, key=lambda pair: (_coarse(pair[1]), pair[0], pair[1].start))[1]), "clause"
    if pointed := _pointed(document, trigger_tokens, places):
        return _location(pointed), "clause"
    scene = [place for place in own if place.where]
    if scene:
        at = trigger_tokens[0].i
        return _location(min(scene, key=lambda place: (_coarse(place), abs(place.head.i - at), place.start))), "sentence"
    around = [
        place for place in places if place.where and place.head.sentence.paragraph == sentence.paragraph
    ]
    if around:
        distance = lambda place: abs(place.head.sentence.index - sentence.index)  # noqa: E731
        return _location(min(around, key=lambda place: (_coarse(place), distance(place), place.start))), "paragraph"
    main = main_place(document)
    return (main, "article") if main is not None else None


def _coarse(place: _PlaceMention) -> int:
    """Countries and divisions come behind the towns in them."""
    geo = place.entity.geo
    feature = (geo.feature or "") if geo else ""
    return 2 if feature in COUNTRIES else 1 if feature.startswith("ADM1") else 0


NOUNS_FOR_TOWNS = frozenset(("city", "town", "village", "capital", "suburb"))


def _pointed(document: Document, trigger_tokens: Sequence[Token], places: Sequence[_PlaceMention]) -> _PlaceMention | None:
    """The town that 'in the city' points to: the last one named before."""
    for token in trigger_tokens[0].sentence.tokens:
        if token.lower not in NOUNS_FOR_TOWNS or not any(child.lower in ("the", "this", "that") for child in token.children):
            continue
        if _stands_where(token) and _steps(token, trigger_tokens) is not None:
            before = [place for place in places if place.start < token.start and _coarse(place) == 0]
            return before[-1] if before else None
    return None


def _location(place: _PlaceMention) -> Location:
    geo = place.entity.geo
    assert geo is not None
    return Location(
        text=place.text,
        start=place.start,
        end=place.end,
        geonames_id=geo.geonames_id,
        name=geo.name,
        feature=geo.feature,
        admin1=geo.admin1,
        country_code=geo.country_code,
        latitude=geo.latitude,
        longitude=geo.longitude,
    )


# --- when -----------------------------------------------------------------------------------


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


def time_of(document: Document, trigger_tokens: Sequence[Token]) -> When:
    """When an event happened.

    As its clause says, else its sentence; where the sentence counts the casualties of the article's own happening,
    else as the article dates that happening elsewhere; else the day of publication.

    Args:
        document: The article.
        trigger_tokens: The event's trigger, in one sentence.
    """
    sentence = trigger_tokens[0].sentence
    at = trigger_tokens[0].i
    story = _story_date(document) if sentence.index in _told_in(document) else None
    own = [(mention, head) for mention, head in _dates(document) if head.sentence is sentence]
    near = [
        (steps, abs(head.i - at), mention.start, mention)
        for mention, head in own
        if (steps := _steps(head, trigger_tokens)) is not None and not _dates_another(head, trigger_tokens)
    ]
    loose = [
        (FAR, abs(head.i - at), mention.start, mention)
        for mention, head in own
        if not _dates_another(head, trigger_tokens)
    ]
    if near or loose:
        return _when(_narrowed(min(near or loose)[-1], story))
    if story is not None:
        return _when(story)
    day = document.article.published_date
    if day is None:
        return When()
    return When(date_start=day, date_end=day, precision="day", basis="publication")


def _dates_another(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a date belongs to a word of saying or of the law above the event: 'charged Thursday with the killing'."""
    predicate = _clause(head)
    return predicate.lemma in AFTERWARDS and predicate not in trigger_tokens


def _narrowed(mention: TimeMention, story: TimeMention | None) -> TimeMention:
    """'Over the weekend' is the Saturday on which the article says it happened."""
    if story is None or mention.time is None or story.time is None:
        return mention
    wide, narrow = mention.time, story.time
    if wide.start is None or wide.end is None or narrow.start is None or wide.start == wide.end:
        return mention
    return story if wide.start <= narrow.start <= wide.end else mention


@per_document
def _told_in(document: Document) -> frozenset[int]:
    """The sentences that count the casualties of the article's own happening."""
    return frozenset(claim.sentence for claim in casualties(document) if claim.central)


@per_document
def _story_date(document: Document) -> TimeMention | None:
    """The day on which the article's own happening was, as it says in whatever sentence.

    Each day that dates a word of casualties or of happening ('it happened', 'police were called') has a vote, early
    ones more.
    """
    published = document.article.published_date
    anchors = {claim.anchor for claim in casualties(document) if claim.central}
    weight: dict[date, float] = {}
    first: dict[date, TimeMention] = {}
    for mention, head in _dates(document):
        time = mention.time
        if time is None or time.start is None or time.start != time.end or (published and time.start > published):
            continue
        predicate = _clause(head)
        if predicate.lemma in AFTERWARDS:
            continue
        words = {predicate.lemma, *(token.lemma for token in head.ancestors())}
        happened = words & HAPPENING or any(token.i in anchors for token in (predicate, *head.ancestors()))
        vote = (1.0 if happened else 0.25) * math.exp(-head.sentence.index / REACH)
        weight[time.start] = weight.get(time.start, 0.0) + vote
        first.setdefault(time.start, mention)
    best = max(weight, key=lambda day: (weight[day], day), default=None)
    return first[best] if best is not None and weight[best] > 0 else None


@per_document
def _dates(document: Document) -> tuple[tuple[TimeMention, Token], ...]:
    """Expressions that stand for days, with their heads."""
    found = []
    for mention in times(document):
        if mention.time is None or mention.time.start is None:
            continue
        head = head_of(document, mention.start, mention.end)
        if head is not None:
            found.append((mention, head))
    return tuple(found)


def _when(mention: TimeMention) -> When:
    time = mention.time
    assert time is not None
    precision = PRECISIONS.get(time.precision or "day", time.precision or "day")
    return When(
        date_start=time.start,
        date_end=time.end or time.start,
        date_text=Span(text=mention.text, start=mention.start, end=mention.end),
        precision=precision,
        basis="explicit" if EXPLICIT.search(mention.text) else "relative",
    )
