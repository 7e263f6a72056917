"""Steps that give rows which no table takes, wherever an article asks for it."""

from dataclasses import replace

import pytest

from schemas.flow.parsed import ParsedRecord
from schemas.rows.article import Article
from schemas.rows.event import Event
from schemas.rows.failure import Rejected
from transforms.extract.document import Document
from transforms.extract.events import extract as events
from transforms.prepare.clean import clean as cleaning

UNFIT_ARTICLE = "Counted without end."
UNFIT_EVENT = "Reported without end."

_clean, _extract_events = cleaning.clean_record, events.extract_events


def unfit_rows(patch: pytest.MonkeyPatch) -> None:
    """Let articles that say so have an integer of more than 64 bits, or events that have."""
    patch.setattr(cleaning, "clean_record", _unfit_article)
    patch.setattr(events, "extract_events", _unfit_events)


def _unfit_article(record: ParsedRecord, *, source: str | None) -> Article | Rejected:
    made = _clean(record, source=source)
    return replace(made, word_count=1 << 64) if isinstance(made, Article) and UNFIT_ARTICLE in made.text else made


def _unfit_events(document: Document) -> tuple[Event, ...]:
    found = _extract_events(document)
    if UNFIT_EVENT in document.article.text:
        return tuple(replace(one, killed_low=-1 << 64) for one in found)
    return found
