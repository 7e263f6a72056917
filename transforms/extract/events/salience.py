"""The salience of an event, and the main event of an article: what the article is about, whether it is sure or not.

Salience is the probability that a careful reader counts the event among the article's own news, by a logistic model;
its weights are a small committed table. Features after Choubey, Raju and Huang, 'Identifying the Most Dominant Event in
a News Article by Mining Event Coreference Relations' (NAACL 2018): position, the headline, and how often it is retold.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from operator import attrgetter

from schemas.rows.event import Event
from transforms.extract.document import Document
from transforms.extract.entities.extract import resolve_entities
from transforms.extract.events.casualties.casualties import casualty_records
from transforms.extract.events.claims.modality import FACTUAL
from transforms.extract.events.logistic import load_table, probability
from transforms.extract.grammar.embedding import embedding_depth
from transforms.extract.grammar.noun_phrases import head_of
from transforms.extract.headline import headline_shares, is_in_headline
from transforms.extract.quotes.passages import quoted_tokens

RECENT_DAYS = 7
"""Days before publication within which an event counts as recent."""
_MANY_TELLINGS = 5
_MAX_DEPTH = 3
_NEAR_SENTENCES, _EARLY_SENTENCES = 3.0, 12.0
"""Sentences over which the weight of a place near the beginning falls to 1/e."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What an event's salience is computed from: the inputs of the model, each 0 to 1.

    Attributes:
        lead: How near its sentence is to the beginning of the article, as the first ones are.
        early: The same, as the first paragraphs are.
        headline: Share of the headline's words that its sentence has.
        headline_trigger: Whether the headline has the trigger's word.
        retold: How many other events of the article are of its type and have its lemma or mode, or a participant.
        actor: Salience of the most salient entity among its actors.
        recipient: The same of its recipients.
        has_actor: Whether it has an actor.
        has_recipient: Whether it has a recipient.
        factual: Whether it is told as a fact.
        historical: Whether it is background.
        main_count: Whether one of its counts is the one that the article settles on for its main casualties.
        killed: Whether it counts people killed.
        injured: Whether it counts people injured.
        main_clause: Whether it is told in the main clause of its sentence, or in that of what is said.
        depth: Clauses between it and that clause.
        noun: Whether a noun tells it.
        quoted: Whether it stands inside quotation marks.
        attributed: Whether somebody is named as its source.
        placed: Whether its own sentence says where.
        dated: Whether the text says when.
        recent: Whether the text says that it was in the days before publication.
    """

    lead: float
    early: float
    headline: float
    headline_trigger: float
    retold: float
    actor: float
    recipient: float
    has_actor: float
    has_recipient: float
    factual: float
    historical: float
    main_count: float
    killed: float
    injured: float
    main_clause: float
    depth: float
    noun: float
    quoted: float
    attributed: float
    placed: float
    dated: float
    recent: float


_inputs = attrgetter(*(field.name for field in fields(Features)))


def with_salience(document: Document, events: Sequence[Event]) -> tuple[Event, ...]:
    """The events of an article with their salience.

    Args:
        document: The article.
        events: All its events.
    """
    found = features_of(document, events)
    return tuple(replace(event, salience=salience(one)) for event, one in zip(events, found, strict=True))


def main_event_id(events: Iterable[Event]) -> str | None:
    """The id of the event that an article is about: of those that happened the most salient, of equals the first told.

    Args:
        events: All events of the article.
    """
    happened = [event for event in events if event.modality in FACTUAL]
    main = min(happened, key=lambda event: (-event.salience, event.trigger.start, event.event_id), default=None)
    return main.event_id if main else None


def salience(features: Features) -> float:
    """The salience of an event, 0 to 1, rounded to four digits."""
    intercept, weights = _weights()
    return probability(intercept + math.sumprod(weights, _inputs(features)))


@cache
def _weights() -> tuple[float, tuple[float, ...]]:
    """The intercept, and the weights in the order of the features, in log-odds."""
    table = load_table("salience.toml")
    return float(table["intercept"]), tuple(float(table[field.name]) for field in fields(Features))


def features_of(document: Document, events: Sequence[Event]) -> list[Features]:
    """The features of each event of an article."""
    weight_of = {entity.entity_id: entity.salience for entity in resolve_entities(document).entities}
    main_counts = {
        (record.casualties.kind, record.casualties.start) for record in casualty_records(document) if record.central
    }
    keys = [_keys(event) for event in events]
    tellings = Counter(key for own in keys for key in own)
    shares, quoted = headline_shares(document), quoted_tokens(document)

    def most(participants: Iterable[object]) -> float:
        return max((weight_of.get(getattr(one, "entity_id", None) or "", 0.0) for one in participants), default=0.0)

    found = []
    for event, own in zip(events, keys, strict=True):
        head = head_of(document.tokens_in(event.trigger.start, event.trigger.end))
        at = head.sentence.index
        depth = embedding_depth(document, head)
        kinds = {count.kind for count in event.casualties}
        dated = event.date_basis is not None and event.date_text is not None
        found.append(
            Features(
                lead=math.exp(-at / _NEAR_SENTENCES),
                early=math.exp(-at / _EARLY_SENTENCES),
                headline=shares[at],
                headline_trigger=float(is_in_headline(document, head)),
                retold=min(max(tellings[key] for key in own) - 1, _MANY_TELLINGS) / _MANY_TELLINGS,
                actor=most(event.actors),
                recipient=most(event.recipients),
                has_actor=float(bool(event.actors)),
                has_recipient=float(bool(event.recipients)),
                factual=float(event.modality in FACTUAL),
                historical=float(event.modality == "historical"),
                main_count=float(any((count.kind, count.start) in main_counts for count in event.casualties)),
                killed=float("killed" in kinds),
                injured=float("injured" in kinds),
                main_clause=float(depth == 0),
                depth=min(depth, _MAX_DEPTH) / _MAX_DEPTH,
                noun=float(head.pos in ("NOUN", "PROPN")),
                quoted=float(head.i in quoted),
                attributed=float(event.attribution is not None),
                placed=float(event.location_basis in ("clause", "sentence")),
                dated=float(dated),
                recent=float(dated and _is_recent(event)),
            )
        )
    return found


def _keys(event: Event) -> set[tuple[str, str]]:
    """What two tellings of one event share any of: the type, with the lemma, the mode or a participant."""
    names = {one.entity_id or one.text.lower() for one in (*event.actors, *event.recipients)}
    return {(event.event_type, name) for name in (event.trigger.lemma, event.event_mode, *names) if name}


def _is_recent(event: Event) -> bool:
    if event.published_date is None or event.date_start is None:
        return False
    return -1 <= (event.published_date - event.date_start).days <= RECENT_DAYS
