"""The page of one article: its text and its rows side by side, to be judged.

The page needs nothing but itself: style and script are within it, and its content security policy allows no others.
Without the script it is a document with links between rows and words; all that is clicked is added by the script.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from jinja2 import Template

from pipeline.report.html.cards import LABELS, Card, entity_item, make_card, passages, quote_item, text_order
from pipeline.report.html.marks import event_sentences, mark_text, sentence_number
from pipeline.report.sources import content_hash, load_source, load_template, web_link
from schemas.codebook import EVENT_MODES, EVENT_TYPES
from schemas.rows.article import Article
from schemas.rows.entity import Entity
from schemas.rows.event import Event
from schemas.rows.quote import Quote


def render_page(
    article: Article, *, entities: Sequence[Entity] = (), quotes: Sequence[Quote] = (), events: Sequence[Event] = ()
) -> str:
    """An article and its rows as one HTML page; equal for equal rows, whatever their order.

    Args:
        article: The article.
        entities: Its entities.
        quotes: Its quotations.
        events: Its events.
    """
    ordered = text_order(events)
    sentences = event_sentences(ordered)
    cards = [
        make_card(event, number=number, sentence=sentence_number(event, sentences))
        for number, event in enumerate(ordered, 1)
    ]
    quote_items = [quote_item(quote) for quote in sorted(quotes, key=lambda one: (one.quote_start, one.quote_id))]
    entity_items = [
        entity_item(entity)
        for entity in sorted(entities, key=lambda one: (-one.salience, one.first_start, one.entity_id))
    ]
    style = load_source("pipeline.report", "base.css") + load_source(__package__, "page.css")
    script = load_source(__package__, "page.js")
    return _template().render(
        article=article,
        metadata=_metadata(article),
        labels=LABELS,
        paragraphs=mark_text(
            article.text,
            passages(cards, quote_items, entity_items),
            sentences,
            [event.trigger.end for event in ordered],
        ),
        cards=cards,
        quotes=quote_items,
        entities=entity_items,
        codebook=_codebook(cards),
        style=style,
        script=script,
        style_hash=content_hash(style),
        script_hash=content_hash(script),
    )


@cache
def _template() -> Template:
    return load_template(__package__, "page.html", {"ranges": _ranges})


def _ranges(ranges: Iterable[tuple[int, int]]) -> str:
    return " ".join(f"{start}-{end}" for start, end in ranges)


def _metadata(article: Article) -> dict[str, tuple[str, str]]:
    """What is known of the article, each with the address that it links to."""
    address = article.canonical_url or article.url or ""
    known = {
        "published": f"{article.published_date} ({article.published_basis})" if article.published_date else "",
        "authors": ", ".join(article.authors),
        "credits": ", ".join(article.credits),
        "source": article.source_name or article.site or "",
        "address": address,
        "words": f"{article.word_count:,}",
        "outcome": "" if article.outcome == "coded" else f"{article.outcome}; nothing further is read in it",
    }
    links = {"address": web_link(address)}
    return {name: (value, links.get(name, "")) for name, value in known.items() if value}


def _codebook(cards: Iterable[Card]) -> dict[str, tuple[str, dict[str, str]]]:
    """The rules of the types and modes that the article has."""
    found = sorted({(card.event.event_type, card.event.event_mode or "") for card in cards})
    rules: dict[str, tuple[str, dict[str, str]]] = {}
    for event_type, mode in found:
        described = EVENT_TYPES.get(event_type)
        modes = rules.setdefault(event_type, (described.rule if described else "", {}))[1]
        if mode in EVENT_MODES:
            modes[mode] = EVENT_MODES[mode].rule
    return rules
