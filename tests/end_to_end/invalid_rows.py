"""Patched steps that return rows that cannot be written, for articles with a marker sentence."""

from dataclasses import replace

import pytest

from schemas.flow.parsed import ParsedRecord
from schemas.rows.article import Article
from schemas.rows.event import Event
from schemas.rows.failure import Rejected
from transforms.extract.document import Document
from transforms.extract.events import extract as events
from transforms.prepare.clean import clean as cleaning

INVALID_ARTICLE = "Counted without end."
INVALID_EVENT = "Reported without end."

_clean, _extract_events = cleaning.clean_record, events.extract_events


def make_invalid_rows(patch: pytest.MonkeyPatch) -> None:
    """Give articles with a marker, or their events, an integer of more than 64 bits."""
    patch.setattr(cleaning, "clean_record", _invalid_article)
    patch.setattr(events, "extract_events", _invalid_events)


def _invalid_article(record: ParsedRecord, *, source: str | None) -> Article | Rejected:
    article = _clean(record, source=source)
    if isinstance(article, Article) and INVALID_ARTICLE in article.text:
        return replace(article, word_count=1 << 64)
    return article


def _invalid_events(document: Document) -> tuple[Event, ...]:
    found = _extract_events(document)
    if INVALID_EVENT in document.article.text:
        return tuple(replace(event, killed_low=-1 << 64) for event in found)
    return found
