"""`newsbeam extract FILE`: what is found in one article, for a person to read."""

from dataclasses import dataclass
from datetime import date

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from pipeline.errors import NewsbeamError, OptionError
from pipeline.inputs import InputError, expand_inputs, split_ranges
from schemas.rows.article import Article
from schemas.rows.entity import Entity
from schemas.rows.event import Casualties, Event
from schemas.rows.failure import REASONS, Rejected
from schemas.rows.quote import Quote
from transforms.extract.annotate.annotate import annotator
from transforms.extract.annotate.model import ModelError
from transforms.extract.document import cached_document
from transforms.extract.entities.extract import extract_entities
from transforms.extract.events.extract import extract_events
from transforms.extract.quotes.extract import extract_quotes
from transforms.prepare.clean.clean import clean_record
from transforms.prepare.parse.parse import parse_record
from transforms.prepare.parse.sandbox import shared_sandbox
from transforms.prepare.read.reader import read_range


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article and all that was read in it."""

    article: Article
    entities: tuple[Entity, ...]
    quotes: tuple[Quote, ...]
    events: tuple[Event, ...]


def extract_one(file: str, *, format: str | None, model: str, number: int) -> Found:
    """Read, parse, clean and extract one article.

    Args:
        file: Where it lies.
        format: Its format; found by content when None.
        model: Name or path of a spaCy model.
        number: Which record of the file, from 1.

    Raises:
        OptionError: No such file, record or model.
        NewsbeamError: The record is no article; says at which stage it failed and why.
    """
    try:
        sources = expand_inputs([file])
    except InputError as error:
        raise OptionError(str(error)) from error
    ranges = [part for source in sources for part in split_ranges(source, 1 << 62, format)]
    records = (record for part in ranges for record in read_range(part))
    record = next((one for place, one in enumerate(records, 1) if place == number), None)
    if record is None:
        raise OptionError(f"{file}: wanted article {number}, but it holds fewer")
    if isinstance(record, Rejected):
        raise _refusal(file, record)
    parsed = parse_record(record, shared_sandbox())
    if isinstance(parsed, Rejected):
        raise _refusal(file, parsed)
    article = clean_record(parsed, source=None)
    if isinstance(article, Rejected):
        raise _refusal(file, article)
    if article.outcome != "coded":
        return Found(article=article, entities=(), quotes=(), events=())
    try:
        document = cached_document(annotator(model).annotate(article))
    except ModelError as error:
        raise OptionError(str(error)) from error
    return Found(
        article=article,
        entities=extract_entities(document),
        quotes=extract_quotes(document),
        events=extract_events(document),
    )


def _refusal(file: str, one: Rejected) -> NewsbeamError:
    return NewsbeamError(f"{file}: failed at stage {one.stage}: {one.reason} ({REASONS[one.reason]}) {one.error}")


def show(found: Found, console: Console) -> None:
    """Print it: the article, then a table each of entities, quotations and events with their sentences."""
    _show_article(found.article, console)
    if found.article.outcome != "coded":
        console.print(f"outcome: {found.article.outcome}; nothing further is read in it")
        return
    console.print(Rule("entities", align="left"))
    console.print(_entities(found.entities))
    console.print(Rule("quotations", align="left"))
    console.print(_quotes(found.quotes))
    console.print(Rule("events", align="left"))
    for event in found.events:
        _show_event(event, console)


def _show_article(article: Article, console: Console) -> None:
    console.print(Text(article.title or "(no title)", style="bold"))
    lines = {
        "published": article.published_at and f"{article.published_date} ({article.published_basis})",
        "authors": ", ".join(article.authors),
        "credits": ", ".join(article.credits),
        "site": article.site,
        "url": article.canonical_url or article.url,
        "language": article.language,
        "words": f"{article.word_count} ({article.removed_chars} characters taken out)",
    }
    for name, value in lines.items():
        if value:
            console.print(Text(f"{name:<10}", style="dim") + Text(str(value)))


def _entities(entities: tuple[Entity, ...]) -> Table:
    table = Table("name", "type", "mentions", "what is known", box=None, header_style="dim")
    for entity in sorted(entities, key=lambda one: -one.salience):
        known = [entity.role or "", *([f"also {', '.join(entity.aliases)}"] if entity.aliases else [])]
        if entity.geo:
            place = (entity.geo.name, entity.geo.admin1, entity.geo.country_code)
            known.append(", ".join(part for part in dict.fromkeys(place) if part))
        if entity.time:
            known.append(
                f"{entity.time.timex}" + (f" = {entity.time.start} to {entity.time.end}" if entity.time.start else "")
            )
        table.add_row(Text(entity.name), entity.type, str(entity.mention_count), Text("; ".join(filter(None, known))))
    return table


def _quotes(quotes: tuple[Quote, ...]) -> Table:
    table = Table("who", "how", "words", box=None, header_style="dim")
    for quote in quotes:
        who = (quote.speaker.name or quote.speaker.text) if quote.speaker else "?"
        table.add_row(Text(who), quote.kind, Text(quote.text))
    return table


def _days(first: date, last: date | None) -> str:
    return f"{first}" if last in (None, first) else f"{first} to {last}"


def _show_event(event: Event, console: Console) -> None:
    what = event.event_type + (f"/{event.event_mode}" if event.event_mode else "")
    console.print(Text(f"{what} ", style="bold cyan") + Text(f"{event.modality}, {event.confidence:.2f}", style="dim"))
    lines = {
        "who": ", ".join(one.name or one.text for one in event.actors),
        "whom": ", ".join(one.name or one.text for one in event.recipients),
        "with": event.instrument and event.instrument.text,
        "where": event.location and f"{event.location.name or event.location.text} ({event.location_basis})",
        "when": event.date_start and f"{_days(event.date_start, event.date_end)} ({event.date_basis})",
        "how many": "; ".join(map(_count, event.casualties)),
        "says": event.attribution and (event.attribution.name or event.attribution.text),
    }
    for name, value in lines.items():
        if value:
            console.print(Text(f"  {name:<9}", style="dim") + Text(str(value)))
    console.print(_sentence(event))


def _count(one: Casualties) -> str:
    bound = "" if one.high == one.low else " or more" if one.high is None else f" to {one.high}"
    return f"{one.low}{bound} {one.kind}" + (f" ({one.victims})" if one.victims else "")


def _sentence(event: Event) -> Text:
    """The sentence, its trigger marked."""
    text = Text("  " + event.sentence, style="italic")
    start = event.trigger.start - event.sentence_start + 2
    text.stylize("bold underline", start, start + event.trigger.end - event.trigger.start)
    return text
