"""An article's text, cut at every border of a passage that a cell was read from.

Passages overlap ('three people' is a recipient, and within it 'three' a count), which elements of HTML cannot. So the
text becomes pieces that lie within a passage or outside of it; several pieces together are a passage again.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from schemas.rows.event import Event

type Range = tuple[int, int]
"""Offsets into the text, half-open."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that a cell was read from.

    Attributes:
        start: Offset of the first code point.
        end: Offset after the last one.
        kind: What was read from them, such as 'actor'; empty if the page shows it only on demand.
        label: The cell in words, such as 'event 3: who'.
    """

    start: int
    end: int
    kind: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text without a border inside.

    Attributes:
        start: Offset of the first code point.
        end: Offset after the last one.
        text: The words.
        is_covered: Whether it belongs to a passage.
        kind: Of the shortest passage that has one: the most specific thing that is read here.
        label: The labels of all its passages.
        triggers: Numbers of the events whose trigger ends here.
    """

    start: int
    end: int
    text: str
    is_covered: bool = False
    kind: str = ""
    label: str = ""
    triggers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces of one sentence that has events, or of the text between such sentences (number 0)."""

    sentence: int
    pieces: tuple[Piece, ...]


type Paragraph = tuple[Stretch, ...]


def event_sentences(events: Iterable[Event]) -> tuple[Range, ...]:
    """The sentences that have events, in order; of sentences that overlap, all that they cover together."""
    merged: list[Range] = []
    for start, end in sorted({(event.sentence_start, event.sentence_end) for event in events}):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def sentence_number(event: Event, sentences: Sequence[Range]) -> int:
    """Which of the sentences has an event, from 1."""
    return bisect_right(sentences, event.sentence_start, key=lambda sentence: sentence[0])


def mark_text(
    text: str, passages: Iterable[Passage], sentences: Sequence[Range], triggers: Sequence[int] = ()
) -> tuple[Paragraph, ...]:
    """Cut a text into paragraphs, sentences and pieces. The pieces together are the text, less its blank lines.

    Args:
        text: The article's.
        passages: All that a page may mark.
        sentences: As `event_sentences` gives them.
        triggers: Where the trigger of each event ends, in order of their numbers.
    """
    ordered = sorted(
        (passage for passage in passages if passage.start < passage.end),
        key=lambda passage: (passage.start, passage.end, passage.kind, passage.label),
    )
    borders = sorted({border for passage in ordered for border in (passage.start, passage.end)})
    numbers: dict[int, list[int]] = {}
    for number, end in enumerate(triggers, 1):
        numbers.setdefault(end, []).append(number)
    cutter = _Cutter(text, ordered, borders, numbers)
    return tuple(
        tuple(Stretch(number, tuple(cutter.cut(*within))) for *within, number in _stretches(paragraph, sentences))
        for paragraph in _paragraphs(text)
    )


def _paragraphs(text: str) -> Iterator[Range]:
    start = 0
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            yield start, start + len(paragraph)
        start += len(paragraph) + 2


def _stretches(paragraph: Range, sentences: Sequence[Range]) -> Iterator[tuple[int, int, int]]:
    """Start, end and sentence number of what a paragraph consists of."""
    place, last = paragraph
    for number, (start, end) in enumerate(sentences, 1):
        start, end = max(start, place), min(end, last)
        if start >= end:
            continue
        if place < start:
            yield place, start, 0
        yield start, end, number
        place = end
    if place < last:
        yield place, last, 0


class _Cutter:
    """Cuts stretches one after the other, so that each passage is looked at only where it lies."""

    def __init__(
        self, text: str, passages: Sequence[Passage], borders: Sequence[int], triggers: dict[int, list[int]]
    ) -> None:
        self._text = text
        self._waiting = list(reversed(passages))
        self._open: list[Passage] = []
        self._borders = borders
        self._triggers = triggers

    def cut(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces of a stretch behind all earlier ones."""
        first, last = bisect_right(self._borders, start), bisect_left(self._borders, end)
        cuts = [start, *self._borders[first:last], end]
        for place, following in pairwise(cuts):
            yield self._piece(place, following)

    def _piece(self, start: int, end: int) -> Piece:
        while self._waiting and self._waiting[-1].start <= start:
            self._open.append(self._waiting.pop())
        self._open = [passage for passage in self._open if passage.end > start]
        shown = [passage for passage in self._open if passage.kind]
        specific = min(shown, key=lambda passage: (passage.end - passage.start, passage.kind), default=None)
        return Piece(
            start=start,
            end=end,
            text=self._text[start:end],
            is_covered=bool(self._open),
            kind=specific.kind if specific else "",
            label="; ".join(dict.fromkeys(passage.label for passage in shown)),
            triggers=tuple(self._triggers.get(end, ())),
        )
