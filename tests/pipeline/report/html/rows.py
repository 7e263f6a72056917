"""An article of two sentences with rows of every kind of cell, for tests of pages."""

from datetime import date
from typing import Any

from schemas.rows.article import Article
from schemas.rows.columns import Part, RecordRef, Span
from schemas.rows.entity import Entity, Geo, Mention
from schemas.rows.event import Attribution, Casualties, Event, Included, Location, Participant, Trigger
from schemas.rows.quote import Quote, Speaker

SENTENCE = "Gunmen with rifles shot six farmers, two of them women, near Tena on Monday, Ana Ruiz said."
LATER = "“They fled,” she said."
TEXT = f"{SENTENCE}\n\n{LATER}"


def span[T](kind: type[T], words: str, within: str = TEXT, /, **columns: Any) -> T:
    """A record of words, where they stand first in a text."""
    start = within.index(words)
    return kind(text=words, start=start, end=start + len(words), **columns)


def make_article(text: str = TEXT, **columns: Any) -> Article:
    """The article."""
    record = RecordRef(uri="u", media_type="text/plain")
    return Article(
        **{"article_id": "a1", "content_id": "c1", "text": text, "word_count": 21, "record": record} | columns
    )


def make_event(words: str = "shot", within: str = TEXT, **columns: Any) -> Event:
    """An event with a trigger and nothing else."""
    sentence = next(part for part in within.split("\n\n") if words in part)
    start = within.index(sentence)
    given = {
        "event_id": f"id of {words}",
        "article_id": "a1",
        "content_id": "c1",
        "event_type": "ASSAULT",
        "trigger": span(Trigger, words, within, lemma=words),
        "sentence": sentence,
        "sentence_start": start,
        "sentence_end": start + len(sentence),
    }
    return Event(**given | columns)


def full_event() -> Event:
    """An event that has every cell."""
    return make_event(
        event_mode="shooting",
        trigger=span(Trigger, "shot", lemma="shoot"),
        actors=(span(Participant, "Gunmen", sector="CRM", country_code="EC"),),
        recipients=(span(Participant, "six farmers", name="farmers of Napo", sector="CVL"),),
        instrument=span(Span, "rifles"),
        location=span(Location, "Tena", name="Tena", admin1="Napo", country_code="EC", feature="PPLA"),
        location_basis="clause",
        date_start=date(2024, 5, 6),
        date_end=date(2024, 5, 6),
        date_text=span(Span, "Monday"),
        date_precision="day",
        date_basis="relative",
        casualties=(
            span(
                Casualties,
                "six",
                kind="injured",
                low=6,
                high=6,
                victims="farmers",
                includes=(Included(victims="women", low=2, high=2),),
            ),
        ),
        attribution=span(Attribution, "Ana Ruiz", cue="said"),
        modality="reported",
        confidence=0.875,
        salience=0.5,
    )


def make_quote() -> Quote:
    """A quotation whose speaker is resolved."""
    words = span(Span, "They fled,")
    return Quote(
        quote_id="q1",
        article_id="a1",
        content_id="c1",
        kind="direct",
        text=words.text,
        quote_start=words.start,
        quote_end=words.end,
        parts=(Part(start=words.start, end=words.end),),
        cue=Span(text="said", start=TEXT.rindex("said"), end=TEXT.rindex("said") + 4),
        speaker=span(Speaker, "she", name="Ana Ruiz"),
    )


def make_entity(words: str = "Tena", **columns: Any) -> Entity:
    """An entity with one mention."""
    mention = span(Mention, words, label="GPE")
    given = {
        "entity_id": f"id of {words}",
        "article_id": "a1",
        "content_id": "c1",
        "name": words,
        "type": "GPE",
        "mention_count": 1,
        "first_start": mention.start,
        "salience": 0.5,
        "mentions": (mention,),
        "geo": Geo(name=words, country_code="EC"),
    }
    return Entity(**given | columns)
