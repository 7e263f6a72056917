"""The quotes table: one row per quotation."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from schemas.rows.columns import Part, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A speaker or an addressee: the span as written, and the entity it was resolved to."""

    text: Annotated[str, "The text as written, such as 'he'."]
    start: Annotated[int, "Offset of the first code point in articles.text."]
    end: Annotated[int, "Offset after the last code point in articles.text."]
    entity_id: Annotated[str | None, "The entity it was resolved to."] = None
    name: Annotated[str | None, "That entity's name."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A direct, mixed or indirect quotation."""

    quote_id: Annotated[str, "Key: from article, content and position in the text."]
    article_id: Annotated[str, "The article."]
    content_id: Annotated[str, "The article's text."]
    run_id: Annotated[str, "The run that wrote this row."] = ""
    published_at: Annotated[datetime | None, "The article's time of publication."] = None
    published_date: Annotated[date | None, "The article's day of publication."] = None
    kind: Annotated[str, "direct, indirect or mixed."]
    text: Annotated[str, "The words quoted, without quotation marks; parts joined by one space."]
    quote_start: Annotated[int, "Offset of the first part's first code point."]
    quote_end: Annotated[int, "Offset after the last part's last code point."]
    parts: Annotated[tuple[Part, ...], "The parts of the quotation, never empty."]
    cue: Annotated[Span | None, "The words that attribute it: said, told, according to."] = None
    speaker: Annotated[Speaker | None, "Who is quoted."] = None
    addressee: Annotated[Speaker | None, "Who is addressed."] = None
