"""What rows claim to stand in a text."""

from dataclasses import replace

import pytest

from pipeline.evidence.spans import claims, contradictions
from schemas import ids
from schemas.rows.columns import Part, Span
from schemas.rows.entity import Entity, Mention, Timex
from schemas.rows.event import Casualties, Event, Participant, Trigger
from schemas.rows.quote import Quote, Speaker

TEXT = 'Gunmen killed two guards on Monday. "We ran," Ann Lee said, "and hid."'


def place(words: str) -> dict[str, object]:
    start = TEXT.index(words)
    return {"text": words, "start": start, "end": start + len(words)}


EVENT = Event(
    event_id=ids.event_id("a", "c", 7, 13, "ASSAULT", None),
    article_id="a",
    content_id="c",
    event_type="ASSAULT",
    trigger=Trigger(text="killed", start=7, end=13, lemma="kill"),
    sentence=TEXT[:35],
    sentence_start=0,
    sentence_end=35,
    actors=(Participant(**place("Gunmen")),),
    casualties=(Casualties(kind="killed", low=2, **place("two guards")),),
    date_text=Span(**place("Monday")),
)
QUOTE = Quote(
    quote_id=ids.quote_id("a", "c", 37, 69, "direct"),
    article_id="a",
    content_id="c",
    kind="direct",
    text="We ran, and hid.",
    quote_start=37,
    quote_end=69,
    parts=(Part(start=37, end=44), Part(start=61, end=69)),
    speaker=Speaker(**place("Ann Lee")),
)
ENTITY = Entity(
    entity_id="e",
    article_id="a",
    content_id="c",
    name="2024-12-02",
    type="DATE",
    mention_count=1,
    first_start=28,
    salience=0.1,
    mentions=(Mention(label="DATE", **place("Monday")),),
    time=Timex(timex="2024-12-02", precision="day"),
)


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (EVENT, ["sentence", "trigger", "actors[0]", "date_text", "casualties[0]"]),
        (QUOTE, ["parts[0]", "parts[1]", "speaker"]),
        (ENTITY, ["mentions[0]"]),
    ],
)
def test_claims_are_all_passages_of_a_row_and_stand_in_its_text(row: Event, columns: list[str]) -> None:
    found = list(claims(row))
    assert [claim.column for claim in found] == columns
    assert all(claim.stands_in(TEXT) for claim in found)
    assert list(contradictions(row)) == []
    other = TEXT.replace("killed", "Killed").replace("ran", "run").replace("Monday", "Sunday")
    assert not all(claim.stands_in(other) for claim in found)


def test_claim_outside_of_the_text_does_not_stand() -> None:
    (claim,) = claims(ENTITY)
    assert not claim._replace(start=-42, end=-36).stands_in(TEXT)
    assert not claim._replace(end=claim.start, text="").stands_in(TEXT)
    assert not claim.stands_in(TEXT[:30])


def test_claim_fault_is_safe_to_print() -> None:
    (claim,) = claims(ENTITY)
    said = claim._replace(text="\x1b[31m\u202e").fault(TEXT)
    assert said == r"mentions[0]: got 'Monday' at 28 to 34, wanted '\x1b[31m\u202e'"


@pytest.mark.parametrize(
    "row",
    [
        replace(EVENT, event_type="DEATH"),
        replace(QUOTE, quote_end=68),
        replace(QUOTE, text="We ran, and hid"),
        replace(QUOTE, parts=()),
        replace(ENTITY, first_start=0),
        replace(ENTITY, mentions=()),
    ],
)
def test_contradictions_of_columns_are_found(row: Event | Quote | Entity) -> None:
    assert list(contradictions(row))
