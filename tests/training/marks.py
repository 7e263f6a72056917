"""What readers marked as events in articles of the gold data, kept without the articles' text.

`tests/data/event_marks.jsonl.gz` has a line an article and reader: `set`, `id`, `reader`, and `marks`, each of which
has the checksum of its sentence, the trigger's words, the acceptable types, whether the reader is sure of the event,
its rank ('main' or 'minor') and modality. `tests/data/event_verdicts.jsonl.gz` has a line a row of the events table
that two readers judged: `set`, `id`, `sentence` (its checksum), `trigger`, `event_type`, `verdicts` and, settled by a
third where they differ, `verdict` (T true, F false, U open to debate).
"""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.ids import checksum

MARKS = Path(__file__).parents[1] / "data" / "event_marks.jsonl.gz"
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')]*\s+(?=[\"“‘'(]?[A-Z0-9])|\n+")
_CLOSING = re.compile(r"[\"”’')]*")


@dataclass(frozen=True, slots=True)
class Mark:
    """An event that a reader marked.

    Attributes:
        spans: Start and end of each trigger word in the article's text.
        types: Acceptable types, the best first.
        sure: Whether nearly every reader would call it an event of these types.
    """

    spans: tuple[tuple[int, int], ...]
    types: tuple[str, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader marked in one article."""

    set: str
    id: str
    marks: tuple[Mark, ...]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of the sentences that readers saw, one a line."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        closing = _CLOSING.match(text, match.start())
        end = closing.end() if closing else match.start()
        if text[start:end].strip():
            yield start, end
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def read_marks() -> list[dict[str, Any]]:
    """The lines of the file."""
    with gzip.open(MARKS, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def reading(line: dict[str, Any], text: str) -> Reading:
    """A line with its marks found in the article's text; marks of sentences that the text does not have are left out.

    Args:
        line: One of `read_marks`.
        text: The text of the article's row.
    """
    places = sentence_places(text)
    marks = []
    for key, words, types, sure, _, _ in line["marks"]:
        if key in places and (spans := tuple(trigger_spans(text, places[key], words))):
            marks.append(Mark(spans, tuple(types), sure))
    return Reading(line["set"], line["id"], tuple(marks))


def sentence_key(sentence: str) -> str:
    """What finds a sentence again: the start of its checksum."""
    return checksum(sentence.strip().encode())[:12]


def sentence_places(text: str) -> dict[str, tuple[int, int]]:
    """Start and end of each sentence of a text, by its key; of equal sentences the first."""
    places: dict[str, tuple[int, int]] = {}
    for start, end in sentences(text):
        places.setdefault(sentence_key(text[start:end]), (start, end))
    return places


def trigger_spans(text: str, sentence: tuple[int, int], words: str) -> Iterator[tuple[int, int]]:
    """Where trigger words stand in a sentence: separated by ';', with '#2' for the second of its kind."""
    for word in words.split(";"):
        name, _, ordinal = word.strip().partition("#")
        found = list(whole_words(name.strip()).finditer(text, *sentence))
        if found:
            yield found[min(int(ordinal or 1), len(found)) - 1].span()


def whole_words(words: str) -> re.Pattern[str]:
    """What finds words where no letter or digit stands right before or behind them."""
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
