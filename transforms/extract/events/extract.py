"""Events of an article: trigger, participants, place, time, casualties, source, modality, confidence, salience."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from schemas import ids
from schemas.flow.annotation import Annotation
from schemas.flow.linking import LinkArticle
from schemas.rows.article import Article
from schemas.rows.event import Attribution, Casualties, Event, Trigger
from schemas.rows.failure import Rejected
from transforms.extract.document import Document, cached_document, per_document
from transforms.extract.entities.extract import extract_entities
from transforms.extract.events.assign_casualties import TYPE_OF_CASUALTIES, assign_casualties, causes_of
from transforms.extract.events.casualties.records import CasualtyRecord
from transforms.extract.events.claims.attribution import attribution_of
from transforms.extract.events.claims.modality import FACTUAL, NON_FACTUAL, is_future, modality_of
from transforms.extract.events.confidence import LEAST_CONFIDENCE, Features, confidence
from transforms.extract.events.detection.detect import detected_triggers, detection_of
from transforms.extract.events.participants.accusations import without_thin_accusations
from transforms.extract.events.participants.describe import participant
from transforms.extract.events.participants.participants import Roles, participants
from transforms.extract.events.participants.retelling import with_retold
from transforms.extract.events.participants.selection.select import with_selected
from transforms.extract.events.salience import main_event_id, with_salience
from transforms.extract.events.setting.event_features import Situation
from transforms.extract.events.setting.place import EventPlace, event_places
from transforms.extract.events.setting.time import EventTime, event_time, publication_time
from transforms.extract.events.setting.undated import is_recent, undated_time
from transforms.extract.events.triggers.lexicon import is_listed
from transforms.extract.events.triggers.senses import TriggerMatch, match_outside_lexicon
from transforms.extract.extract_rows import ExtractRows
from transforms.extract.grammar.embedding import embedding_depth
from transforms.extract.link_article import link_article
from transforms.extract.topic_words import topic_words
from transforms.step import REJECTED

MAIN_EVENT_TYPES = frozenset(("ASSAULT", "ACCIDENT", "DEATH", "CRIME"))
"""Types that an article's main event with casualties may have."""
UNINTENDED_TYPES = frozenset(("ACCIDENT", "DISASTER"))
"""Types whose victims are the recipients if none are named."""
STATEMENT_TYPES = frozenset(("AGREE", "THREATEN", "REQUEST", "REJECT", "ACCUSE", "CONCEDE"))
"""Types of statements: a future date is that of what they are about, not theirs."""


@dataclass(frozen=True, slots=True)
class RatedEvent:
    """An event with the features that its confidence is computed from."""

    event: Event
    features: Features


@dataclass(frozen=True, slots=True)
class _Told:
    """An event before its place is known."""

    match: TriggerMatch
    roles: Roles
    counts: list[CasualtyRecord]
    attribution: Attribution | None
    modality: str
    time: EventTime

    @property
    def key(self) -> tuple[int, int, str, str | None]:
        """What tells it from the other events of its article, as its id does."""
        return (self.match.start, self.match.end, self.match.event_type, self.match.event_mode)

    @property
    def order(self) -> tuple[int, int, str]:
        """Where its row stands among the others."""
        return self.key[:3]

    @property
    def situation(self) -> Situation:
        """What its place depends on."""
        return Situation(
            match=self.match,
            modality=self.modality,
            has_casualties=bool(self.counts),
            actors=self.roles.actors,
            recipients=self.roles.recipients,
            date_basis=self.time.basis,
            is_attributed=self.attribution is not None,
        )


@per_document
def extract_events(document: Document) -> tuple[Event, ...]:
    """The events of an article, in the order of their triggers.

    Args:
        document: The article.

    Returns:
        Rows of the events table: one per act, and one per consequence that has a trigger of its own ('killing three').
        Casualties are given both with the trigger that states them and with the act that caused them. Rows that are
        probably false are left out, but for those with casualties.
    """
    kept = rated_events(document, LEAST_CONFIDENCE)
    return with_salience(document, [without_thin_accusations(document, rated.event) for rated in kept])


def rated_events(document: Document, least: float = 0.0) -> list[RatedEvent]:
    """The events of an article in the order of their triggers; without salience.

    Args:
        document: The article.
        least: Least confidence of events without casualties; others are left out.
    """
    told = _told_events(document, detected_triggers(document))
    unique = {one.key: index for index, one in enumerate(told)}.values()
    features = {index: _features(document, told[index]) for index in unique}
    likely = {index: confidence(features[index]) for index in unique}
    kept = sorted(
        (index for index in unique if told[index].counts or likely[index] >= least), key=lambda index: told[index].order
    )
    places = event_places(document, [one.situation for one in told], kept)
    return [
        RatedEvent(_event(document, told[index], place, likely[index]), features[index])
        for index, place in zip(kept, places, strict=True)
    ]


def situations(document: Document, matches: tuple[TriggerMatch, ...]) -> list[Situation]:
    """What the places of events depend on.

    Args:
        document: The article.
        matches: The triggers of its events, in text order.
    """
    return [one.situation for one in _told_events(document, matches)]


def with_subject(document: Document, events: Iterable[Event]) -> Article:
    """The row of an article with what it is about: its main event, of these events, and its topic words."""
    return replace(document.article, main_event_id=main_event_id(events), topic_words=topic_words(document))


def roles_by_rules(document: Document, matches: tuple[TriggerMatch, ...]) -> list[Roles]:
    """The participants of each trigger by the rules: told beside it, or with another telling of its event."""
    told = _with_victims(matches, [participants(document, match) for match in matches])
    return with_retold(document, matches, told)


def _with_victims(matches: tuple[TriggerMatch, ...], roles: list[Roles]) -> list[Roles]:
    """Make the victims of an accident or disaster its recipients: 'the crash, which killed seven people'."""
    found = list(roles)
    for index, consequence in enumerate(roles):
        for cause in causes_of(matches, index) if consequence.recipients else ():
            if not found[cause].recipients and matches[cause].event_type in UNINTENDED_TYPES:
                found[cause] = replace(found[cause], recipients=consequence.recipients)
    return found


def _told_events(document: Document, matches: tuple[TriggerMatch, ...]) -> list[_Told]:
    attached, unattached = assign_casualties(document, matches)
    sources = [attribution_of(document, match.tokens) for match in matches]
    roles = with_selected(document, matches, roles_by_rules(document, matches), sources)
    told = [
        _told(document, match, roles[index], attached.get(index, []), sources[index])
        for index, match in enumerate(matches)
    ]
    return told + [_told_by_casualties(document, counts) for counts in unattached]


def _told_by_casualties(document: Document, counts: list[CasualtyRecord]) -> _Told:
    """An event that only its casualties report: 'a third man was in critical condition'."""
    anchor = document.tokens[counts[0].anchor]
    match = match_outside_lexicon(anchor, TYPE_OF_CASUALTIES[counts[0].casualties.kind])
    victims = [document.tokens[head] for count in counts for head in count.heads]
    recipients = tuple(participant(document, head) for head in victims if head is not anchor)
    roles = Roles(actors=(), recipients=recipients, instrument=None)
    return _told(document, match, roles, counts, attribution_of(document, match.tokens))


def _told(
    document: Document,
    match: TriggerMatch,
    roles: Roles,
    counts: list[CasualtyRecord],
    attribution: Attribution | None,
) -> _Told:
    modality, time = _modality_and_time(document, match, attribution, counts)
    if roles.alleged and modality == "asserted":
        modality = "reported"  # 'charged with the murder'
    return _Told(match, roles, counts, attribution, modality, time)


def _event(document: Document, told: _Told, place: EventPlace, likely: float) -> Event:
    article, match, roles, time = document.article, told.match, told.roles, told.time
    sentence = match.token.sentence
    casualties = tuple(count.casualties for count in told.counts)
    start, end = match.start, match.end
    return Event(
        event_id=ids.event_id(article.article_id, article.content_id, start, end, match.event_type, match.event_mode),
        article_id=article.article_id,
        content_id=article.content_id,
        run_id=article.run_id,
        published_at=article.published_at,
        published_date=article.published_date,
        event_type=match.event_type,
        event_mode=match.event_mode,
        trigger=Trigger(text=document.text[start:end], start=start, end=end, lemma=match.lemma),
        sentence=sentence.text,
        sentence_start=sentence.start,
        sentence_end=sentence.end,
        actors=roles.actors,
        recipients=roles.recipients,
        instrument=roles.instrument,
        location=place.location,
        location_basis=place.basis,
        country_code=place.location.country_code if place.location else None,
        admin1=place.location.admin1 if place.location else None,
        date_start=time.date_start,
        date_end=time.date_end,
        date_text=time.date_text,
        date_precision=time.precision,
        date_basis=time.basis,
        casualties=casualties,
        killed_low=_greatest_low(casualties, "killed"),
        injured_low=_greatest_low(casualties, "injured"),
        attribution=told.attribution,
        modality=told.modality,
        confidence=likely,
    )


def _greatest_low(casualties: Iterable[Casualties], kind: str) -> int | None:
    return max((count.low for count in casualties if count.kind == kind), default=None)


def _modality_and_time(
    document: Document, match: TriggerMatch, attribution: Attribution | None, counts: list[CasualtyRecord]
) -> tuple[str, EventTime]:
    """The modality that the trigger's context gives, corrected by its date and casualties, and the date."""
    time = event_time(document, match.tokens, is_violent=match.event_type in MAIN_EVENT_TYPES)
    modality = modality_of(document, match.tokens, match.event_type)
    factual = "reported" if attribution else "asserted"
    if modality in FACTUAL and _is_after_publication(document, time):
        own_date = time.date_text if match.event_type not in STATEMENT_TYPES else None
        if own_date is not None and is_future(document, match.tokens, own_date):
            modality = "planned"
        else:
            time = publication_time(document)  # 'was chosen for 2031'
    if modality == "negated" and any(count.negated for count in counts):
        modality = factual  # 'he did not survive' states a death
    if match.is_announcement and modality in NON_FACTUAL and match.event_type in ("REJECT", "REQUEST"):
        modality = factual
    if modality in FACTUAL and counts and all(count.background for count in counts):
        modality = "historical"
    if time.basis in (None, "publication") or (modality == "historical" and is_recent(document, time)):
        time = undated_time(document, match, modality)
    return modality, time


def _is_after_publication(document: Document, time: EventTime) -> bool:
    published = document.article.published_date
    return published is not None and time.date_start is not None and time.date_start > published


# --- features of the confidence -------------------------------------------------------------


def _features(document: Document, told: _Told) -> Features:
    match = told.match
    return Features(
        detection=detection_of(document, match),
        is_listed=is_listed(match.entry),
        is_noun=match.entry.pos == "NOUN",
        depth=embedding_depth(document, match.token),
        event_type=match.event_type,
        has_actor=bool(told.roles.actors),
        has_recipient=bool(told.roles.recipients),
        has_counts=bool(told.counts),
        modality=told.modality,
    )


class _ExtractEvents(ExtractRows):
    """Gives each article too, exactly once: with what it is about, and unchanged if its events cannot be extracted.

    Each is given as LINK needs it, too.
    """

    def __init__(self) -> None:
        super().__init__("extract_events", extract_events)

    def apply(self, annotation: Annotation) -> Iterator[Any]:
        results = list(super().apply(annotation))
        yield from results
        events = [row for row in results if isinstance(row, Event)]
        article = with_subject(cached_document(annotation), events)
        yield TaggedOutput("articles", article)
        entities = extract_entities(cached_document(annotation))
        yield TaggedOutput("linkable", link_article(article, entities, events))

    def failed(self, annotation: Annotation, error: Exception) -> Iterator[Any]:
        yield from super().failed(annotation, error)
        yield TaggedOutput("articles", annotation.article)
        yield TaggedOutput("linkable", link_article(annotation.article))


@dataclass
class ExtractEvents(beam.PTransform):
    """Annotations to rows of events; outputs `events`, `articles` (each of them), `linkable` (each as
    LINK needs it) and `rejected`.
    """

    def expand(self, annotations: beam.PCollection[Annotation]) -> beam.pvalue.DoOutputsTuple:
        extracting = beam.ParDo(_ExtractEvents())
        extracting = extracting.with_output_types(Event, articles=Article, linkable=LinkArticle, rejected=Rejected)
        return annotations | "Extract" >> extracting.with_outputs(REJECTED, "articles", "linkable", main="events")
