"""An article in a terminal: what is known of it, its text with the passages that rows were read from, its rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from pipeline.report.html.cards import LABELS, make_card, passages, text_order
from pipeline.report.html.marks import Passage, Piece, Range, mark_text
from pipeline.report.phrases import casualty_count, days, event_name, known_of
from pipeline.report.terminal.lines import joined, plain, show_lines
from schemas.flow.article_rows import ArticleRows
from schemas.rows.article import Article
from schemas.rows.entity import Entity
from schemas.rows.event import Event
from schemas.rows.quote import Quote

_STYLES = {
    "trigger": "bold underline cyan",
    "actor": "bold green",
    "recipient": "bold magenta",
    "instrument": "red",
    "place": "yellow",
    "date": "blue",
    "casualties": "bold red",
    "source": "cyan",
    "quotation": "italic",
    "entity": "underline",
}
"""How the words of each kind of cell look: of events as pages name them, then quotations and entities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an article comes from.

    Attributes:
        uri: Where its input is now.
        started_at: When the run started that wrote it; None if that is not known.
        revisions: How many of its revisions have been read.
    """

    uri: str
    started_at: datetime | None = None
    revisions: int = 1


def show_article(extracted: ArticleRows, console: Console, origin: Origin | None = None) -> None:
    """Print an article, its entities, quotations and events with their sentences.

    Args:
        extracted: The article with its rows.
        console: Where to print.
        origin: If it is in the tables: print its text, the ids of its rows, and where its bytes are, too.
    """
    article, has_ids = extracted.article, origin is not None
    _show_metadata(article, console)
    if origin is not None:
        show_origin(article, origin, console)
        console.print(Rule("text", align="left"))
        show_text(extracted, console)
    if article.outcome != "coded":
        copy = f" of article {article.duplicate_of}" if article.duplicate_of else ""
        console.print(plain(f"outcome: {article.outcome}{copy}; nothing further is read in it"))
        return
    console.print(Rule("entities", align="left"))
    console.print(_entities(extracted.entities, has_ids=has_ids))
    console.print(Rule("quotations", align="left"))
    console.print(_quotes(extracted.quotes, has_ids=has_ids))
    console.print(Rule("events", align="left"))
    for event in text_order(extracted.events) if has_ids else extracted.events:
        show_event(event, console, is_main=event.event_id == article.main_event_id, has_id=has_ids)


def show_origin(article: Article, origin: Origin, console: Console) -> None:
    """Print where an article's bytes are, and what read them."""
    record = article.record
    place = joined(
        (
            record.media_type,
            None if record.offset is None else f"offset {record.offset}",
            None if record.length is None else f"{record.length} bytes",
        )
    )
    started = f", started {origin.started_at:%Y-%m-%d %H:%M} UTC" if origin.started_at else ""
    lines = {
        "article": article.article_id,
        "content": article.content_id + (f", of {origin.revisions} revisions" if origin.revisions > 1 else ""),
        "record": origin.uri,
        "place": place,
        "run": f"{article.run_id}{started}",
        "newsbeam": article.code_version,
        "copy of": article.duplicate_of
        and f"{article.duplicate_of} ({article.duplicate_kind}, {article.duplicate_similarity:.2f})",
    }
    show_lines(lines, console, "{:<10}")


def show_text(extracted: ArticleRows, console: Console, within: Range | None = None) -> None:
    """Print an article's text, the words that rows were read from in the colour of what they are.

    Args:
        extracted: The article with its rows.
        console: Where to print; without colours it is the text alone.
        within: Print only the paragraphs that this range touches.
    """
    events = text_order(extracted.events)
    marked = _passages(extracted, events) if console.is_terminal else ()
    numbers = [event.trigger.end for event in events] if console.is_terminal else ()
    if console.is_terminal and events:
        console.print(Text("  ").join(Text(label, _STYLES[kind]) for kind, label in LABELS.items()))
    for paragraph in mark_text(extracted.article.text, marked, (), numbers):
        pieces = [piece for stretch in paragraph for piece in stretch.pieces]
        if within is None or (pieces[0].start < within[1] and within[0] < pieces[-1].end):
            console.print(Text().join(map(_piece, pieces)), Text(), sep="\n", soft_wrap=not console.is_terminal)


def _passages(extracted: ArticleRows, events: Iterable[Event]) -> Iterator[Passage]:
    yield from passages((make_card(event, number=n, sentence=0) for n, event in enumerate(events, 1)), (), ())
    for quote in extracted.quotes:
        yield from (Passage(part.start, part.end, "quotation") for part in quote.parts)
    for entity in extracted.entities:
        yield from (Passage(mention.start, mention.end, "entity") for mention in entity.mentions)


def _piece(piece: Piece) -> Text:
    numbers = "".join(f"[{number}]" for number in piece.triggers)
    return Text.assemble(plain(piece.text, _STYLES.get(piece.kind, "")), (numbers, "dim"))


def _show_metadata(article: Article, console: Console) -> None:
    console.print(plain(article.title or "(no title)", "bold"))
    lines = {
        "published": article.published_at and f"{article.published_date} ({article.published_basis})",
        "authors": ", ".join(article.authors),
        "credits": ", ".join(article.credits),
        "site": article.site,
        "url": article.canonical_url or article.url,
        "language": article.language,
        "free": article.is_free is not None and ("no", "yes")[article.is_free],
        "words": f"{article.word_count} ({article.removed_chars} characters taken out)",
    }
    show_lines(lines, console, "{:<10}")


def _entities(entities: Iterable[Entity], *, has_ids: bool) -> Table:
    table = _table("name", "type", "mentions", "what is known", has_ids=has_ids)
    for entity in sorted(entities, key=lambda entity: -entity.salience):
        known = "; ".join(known_of(entity))
        ids = (entity.entity_id,) if has_ids else ()
        table.add_row(*ids, plain(entity.name), entity.type, str(entity.mention_count), plain(known))
    return table


def _quotes(quotes: Iterable[Quote], *, has_ids: bool) -> Table:
    table = _table("who", "how", "words", has_ids=has_ids)
    for quote in quotes:
        who = (quote.speaker.name or quote.speaker.text) if quote.speaker else "?"
        table.add_row(*((quote.quote_id,) if has_ids else ()), plain(who), quote.kind, plain(quote.text))
    return table


_ID_LETTERS = 8
"""Of ids in tables: as a rule enough to name one thing."""


def _table(*columns: str, has_ids: bool) -> Table:
    table = Table(box=None, header_style="dim")
    if has_ids:
        table.add_column("id", style="dim", max_width=_ID_LETTERS, no_wrap=True, overflow="crop")
    for column in columns:
        table.add_column(column)
    return table


def show_event(event: Event, console: Console, *, is_main: bool = False, has_id: bool = False) -> None:
    """Print an event, a cell a line, and its sentence.

    Args:
        event: The row.
        console: Where to print.
        is_main: Whether its article is about it.
        has_id: Whether to print its id.
    """
    scores = f"{event.modality}, confidence {event.confidence:.2f}, salience {event.salience:.2f}"
    main = (", the main event", "bold") if is_main else ""
    console.print(Text.assemble((f"{event_name(event)} ", "bold cyan"), (scores, "dim"), main))
    lines = {
        "id": has_id and event.event_id,
        "who": ", ".join(argument.name or argument.text for argument in event.actors),
        "whom": ", ".join(argument.name or argument.text for argument in event.recipients),
        "with": event.instrument and event.instrument.text,
        "where": event.location and f"{event.location.name or event.location.text} ({event.location_basis})",
        "when": event.date_start and f"{days(event.date_start, event.date_end)} ({event.date_basis})",
        "how many": "; ".join(map(casualty_count, event.casualties)),
        "says": event.attribution and (event.attribution.name or event.attribution.text),
    }
    show_lines(lines, console, "  {:<9}")
    console.print(_sentence(event), soft_wrap=not console.is_terminal)


def _sentence(event: Event) -> Text:
    """The sentence, with its trigger underlined."""
    start = event.trigger.start - event.sentence_start
    end = start + event.trigger.end - event.trigger.start
    before, trigger, after = event.sentence[:start], event.sentence[start:end], event.sentence[end:]
    return Text("  ") + plain(before, "italic") + plain(trigger, "italic bold underline") + plain(after, "italic")
