"""Who takes part in events and where they happened, as readers wrote it down, kept without the articles' text.

`tests/data/event_arguments.jsonl.gz` has a line an article: `set`, `id` and `events`, each of which has the checksum of
its sentence, the trigger's word, the acceptable types, the actors and the recipients as the article words them, and the
place: its name as the article has it, `=Country` where the article makes only the country plain without naming it, or
null where the event has no place of its own.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.flow.annotation import Annotation
from tests.training.examples import gold_mark
from tests.training.marks import MARKS, sentence_places, trigger_spans

ARGUMENTS = MARKS.with_name("event_arguments.jsonl.gz")
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldPlace:
    """Where an event happened.

    Attributes:
        names: Names that stand for the place.
        country: ISO 3166-1 alpha-2 code, if it is known.
        is_written: Whether the article has one of the names.
    """

    names: Names
    country: str | None = None
    is_written: bool = True


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event with its participants and its place.

    Attributes:
        set: Data set of the article.
        id: Id of the article in it.
        span: Start and end of the trigger in the article's text.
        types: Acceptable types, the best first.
        actors: Names of each actor, any of which stands for it.
        recipients: The same of each recipient.
        place: None where it has no place of its own.
    """

    set: str
    id: str
    span: tuple[int, int]
    types: tuple[str, ...]
    actors: tuple[Names, ...]
    recipients: tuple[Names, ...]
    place: ToldPlace | None


def told_events(articles: dict[tuple[str, str], Annotation]) -> Iterator[ToldEvent]:
    """The committed events whose articles are there; those of sentences that the text does not have are left out."""
    with gzip.open(ARGUMENTS, "rt", encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            annotation = articles.get((line["set"], line["id"]))
            if annotation is None:
                continue
            text = annotation.article.text
            places = sentence_places(text)
            for key, words, types, actors, recipients, place in line["events"]:
                if key not in places or not (spans := list(trigger_spans(text, places[key], words))):
                    continue
                yield ToldEvent(
                    line["set"],
                    line["id"],
                    spans[0],
                    tuple(types),
                    tuple((name,) for name in actors),
                    tuple((name,) for name in recipients),
                    None if place is None else ToldPlace((place.removeprefix("="),), is_written=place[0] != "="),
                )


def by_article(events: Iterable[ToldEvent]) -> dict[tuple[str, str], list[ToldEvent]]:
    """Events by the set and id of their article."""
    found: dict[tuple[str, str], list[ToldEvent]] = {}
    for event in events:
        found.setdefault((event.set, event.id), []).append(event)
    return found


def gold_events(folder: Path, articles: dict[tuple[str, str], Annotation], name: str) -> Iterator[ToldEvent]:
    """The sure events of a data set whose gold has participants and places."""
    for line in (folder / name / "gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        annotation = articles.get((name, gold["id"]))
        for event in gold["events"] if annotation is not None else ():
            mark = gold_mark(event, annotation.article.text) if annotation and event["sure"] else None
            if mark is not None:
                yield ToldEvent(
                    name,
                    gold["id"],
                    mark.spans[0],
                    mark.types,
                    tuple(map(tuple, event["actors"])),
                    tuple(map(tuple, event["recipients"])),
                    _gold_place(event["place"], annotation.article.text) if annotation else None,
                )


def _gold_place(place: dict[str, Any] | None, text: str) -> ToldPlace | None:
    if place is None:
        return None
    return ToldPlace(tuple(place["names"]), place["country"], any(one in text for one in place["names"]))
