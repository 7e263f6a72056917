"""What a page shows of an event, a quotation and an entity: cells, each with the words that it was read from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

import msgspec

from pipeline.report.html.marks import Passage, Range
from pipeline.report.phrases import casualty_count, count, days, event_name, known_of, place
from schemas.codebook import SECTORS
from schemas.ids import checksum
from schemas.rows.columns import Span
from schemas.rows.entity import Entity
from schemas.rows.event import Attribution, Casualties, Event, Location, Participant, Trigger
from schemas.rows.quote import Quote, Speaker

LABELS = {
    "trigger": "what",
    "actor": "who",
    "recipient": "whom",
    "instrument": "with",
    "place": "where",
    "date": "when",
    "casualties": "how many",
    "source": "says",
}
"""The kinds of cells that events have, and what a page calls them."""

EXPECTED = ("actor", "recipient", "place", "date")
"""Kinds that a card shows although they are empty: whoever judges the row asks whether the text tells them."""

type Words = Span | Trigger | Participant | Location | Casualties | Attribution | Speaker


@dataclass(frozen=True, slots=True)
class Note:
    """A code or a basis, and what it means."""

    text: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row.

    Attributes:
        kind: A key of `LABELS`, or of a quotation 'speaker', 'cue' or 'addressee'.
        label: What it is called.
        words: Where it was read; None if it was not, or from no words of the text.
        value: What they were resolved to, if that says more than the words.
        notes: What else is known of it.
    """

    kind: str
    label: str
    words: Words | None = None
    value: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self.words is None and not self.value


@dataclass(frozen=True, slots=True)
class Card:
    """An event.

    Attributes:
        number: Its place in the text, from 1.
        event: The row.
        name: Its type and mode.
        scores: The row's numbers from 0 to 1, by column: how sure it is, how much it matters.
        sentence: The number of its sentence.
        cells: Its cells.
        key: What finds the row again, as JSON: a verdict is saved with it.
    """

    number: int
    event: Event
    name: str
    scores: dict[str, float]
    sentence: int
    cells: tuple[Cell, ...]
    key: str


@dataclass(frozen=True, slots=True)
class QuoteItem:
    """A quotation: its cells, and the ranges of its words."""

    quote: Quote
    ranges: tuple[Range, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class EntityItem:
    """An entity: the ranges of its mentions, and what is known of it."""

    entity: Entity
    ranges: tuple[Range, ...]
    known: str


def text_order(events: Iterable[Event]) -> list[Event]:
    """Events as their triggers stand in the text."""
    return sorted(events, key=lambda event: (event.trigger.start, event.trigger.end, event_name(event), event.event_id))


def make_card(event: Event, *, number: int, sentence: int) -> Card:
    """The card of an event."""
    filled = list(_cells(event))
    missing = [_cell(kind) for kind in EXPECTED if all(cell.kind != kind for cell in filled)]
    order = list(LABELS)
    cells = sorted(filled + missing, key=lambda cell: order.index(cell.kind))
    return Card(
        number=number,
        event=event,
        name=event_name(event),
        scores=_scores(event),
        sentence=sentence,
        cells=tuple(cells),
        key=_verdict_key(event),
    )


def _scores(event: Event) -> dict[str, float]:
    values = {column.name: getattr(event, column.name) for column in fields(event)}
    return {name: value for name, value in values.items() if isinstance(value, float)}


def _verdict_key(event: Event) -> str:
    key = {
        "article_id": event.article_id,
        "event_id": event.event_id,
        "sentence_hash": checksum(event.sentence.encode("utf-8", "surrogatepass")),
        "trigger": event.trigger.text,
        "event_type": event.event_type,
    }
    return msgspec.json.encode(key).decode()


def _cells(event: Event) -> Iterator[Cell]:
    trigger = event.trigger
    yield _cell(
        "trigger", trigger, notes=_notes(trigger.lemma if trigger.lemma != trigger.text.lower() else "", "lemma")
    )
    for kind, participants in (("actor", event.actors), ("recipient", event.recipients)):
        for participant in participants:
            yield _participant(kind, participant)
    if event.instrument:
        yield _cell("instrument", event.instrument)
    if event.location:
        where = event.location
        basis = _notes(event.location_basis, "where the place was read")
        yield _cell(
            "place",
            where,
            value=place(where.name, where.admin1, where.country_code),
            notes=(*basis, *_notes(where.feature, "GeoNames feature code")),
        )
    if event.date_start or event.date_text:
        yield _cell(
            "date",
            event.date_text,
            value=days(event.date_start, event.date_end) if event.date_start else "",
            notes=(*_notes(event.date_precision, "precision"), *_notes(event.date_basis, "basis")),
        )
    for counted in event.casualties:
        notes = tuple(Note(f"of them {count(group)} {group.victims}") for group in counted.includes)
        yield _cell("casualties", counted, value=casualty_count(counted), notes=notes)
    if event.attribution:
        yield _cell(
            "source", event.attribution, value=_name(event.attribution), notes=_notes(event.attribution.cue, "cue")
        )


def _cell(kind: str, words: Words | None = None, *, value: str = "", notes: tuple[Note, ...] = ()) -> Cell:
    return Cell(kind, LABELS[kind], words, value, notes)


def _participant(kind: str, participant: Participant) -> Cell:
    sector = participant.sector
    return _cell(
        kind,
        participant,
        value=_name(participant),
        notes=(*_notes(participant.country_code, "country"), *_notes(sector, SECTORS.get(sector or "", ""))),
    )


def _name(resolved: Participant | Attribution | Speaker) -> str:
    """The name that words were resolved to, if they are not that name."""
    return resolved.name if resolved.name and resolved.name != resolved.text else ""


def _notes(text: str | None, meaning: str = "") -> tuple[Note, ...]:
    return (Note(text, meaning),) if text else ()


def quote_item(quote: Quote) -> QuoteItem:
    """What a page shows of a quotation."""
    cells = []
    if quote.speaker:
        cells.append(Cell("speaker", "who", quote.speaker, _name(quote.speaker)))
    if quote.cue:
        cells.append(Cell("cue", "cue", quote.cue))
    if quote.addressee:
        cells.append(Cell("addressee", "to", quote.addressee, _name(quote.addressee)))
    return QuoteItem(quote, tuple((part.start, part.end) for part in quote.parts), tuple(cells))


def entity_item(entity: Entity) -> EntityItem:
    """What a page shows of an entity."""
    ranges = tuple((mention.start, mention.end) for mention in entity.mentions)
    return EntityItem(entity, ranges, "; ".join(known_of(entity)))


def passages(cards: Iterable[Card], quotes: Iterable[QuoteItem], entities: Iterable[EntityItem]) -> Iterator[Passage]:
    """Every passage of the text that a page may mark. Those of events are marked from the beginning."""
    for card in cards:
        for cell in card.cells:
            if cell.words:
                label = f"event {card.number}: {cell.label}"
                yield Passage(cell.words.start, cell.words.end, cell.kind, label)
    for quote in quotes:
        for start, end in quote.ranges:
            yield Passage(start, end)
        for cell in quote.cells:
            if cell.words:
                yield Passage(cell.words.start, cell.words.end)
    for entity in entities:
        for start, end in entity.ranges:
            yield Passage(start, end)
