"""Positions in an article's text: offsets are Unicode code points into `articles.text`, half-open."""

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A passage of the article: `articles.text[start:end] == text`."""

    text: Annotated[str, "The text as written."]
    start: Annotated[int, "Offset of the first code point in articles.text."]
    end: Annotated[int, "Offset after the last code point in articles.text."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of an interrupted passage."""

    start: Annotated[int, "Offset of the first code point in articles.text."]
    end: Annotated[int, "Offset after the last code point in articles.text."]
