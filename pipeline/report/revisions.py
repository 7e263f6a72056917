"""What changed in an article's events from one revision of it to the next, in words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.report.phrases import count, days, event_name
from schemas.rows.event import Casualties, Event, Participant

STRENGTH = {
    "asserted": 3,
    "historical": 3,
    "reported": 2,
    "planned": 1,
    "hypothetical": 1,
    "denied": 0,
    "negated": 0,
}
"""How far each modality says that an event happened."""

_ALIKE = 0.6
"""Share of words that the sentences of one event have in common, of all that both have."""

_ALIKE_WITH_TRIGGER = 0.25
"""The same where both have one trigger."""

_WORD = re.compile(r"\w+")


class _Pair(NamedTuple):
    score: float
    before: int
    after: int


def event_changes(before: Sequence[Event], after: Sequence[Event]) -> tuple[str, ...]:
    """What changed from the events of one revision to those of the next: a line for each event that is not as it was.

    Events are the same if their types are and their sentences share most words, or fewer and the trigger; each is
    paired once, the most alike first.

    Args:
        before: Events of the older revision, in the order of its text.
        after: Those of the newer one.
    """
    pairs = {pair.after: pair.before for pair in _matches(before, after)}
    kept = set(pairs.values())
    changed = [
        f"{_called(event)}: {'; '.join(parts)}"
        for number, event in enumerate(after)
        if number in pairs and (parts := list(_differences(before[pairs[number]], event)))
    ]
    new = [f"{_called(event)}: new: {event.sentence}" for number, event in enumerate(after) if number not in pairs]
    gone = [f"{_called(event)}: gone: {event.sentence}" for number, event in enumerate(before) if number not in kept]
    return (*changed, *new, *gone)


def _called(event: Event) -> str:
    return f"{event_name(event)} '{event.trigger.text}'"


def _matches(before: Sequence[Event], after: Sequence[Event]) -> Iterator[_Pair]:
    words = [[frozenset(_WORD.findall(event.sentence.lower())) for event in events] for events in (before, after)]
    pairs = []
    for i, old in enumerate(before):
        for j, new in enumerate(after):
            if old.event_type != new.event_type:
                continue
            alike = len(words[0][i] & words[1][j]) / max(1, len(words[0][i] | words[1][j]))
            has_trigger = old.trigger.lemma == new.trigger.lemma
            if alike >= (_ALIKE_WITH_TRIGGER if has_trigger else _ALIKE):
                pairs.append(_Pair(alike + has_trigger + (old.event_mode == new.event_mode), i, j))
    olds, news = set[int](), set[int]()
    for pair in sorted(pairs, key=lambda pair: (-pair.score, pair.before, pair.after)):
        if pair.before not in olds and pair.after not in news:
            olds.add(pair.before)
            news.add(pair.after)
            yield pair


def _differences(old: Event, new: Event) -> Iterator[str]:
    yield from _tolls(old.casualties, new.casualties)
    yield from _participants("actor", old.actors, new.actors)
    yield from _participants("recipient", old.recipients, new.recipients)
    if old.modality != new.modality:
        step = STRENGTH.get(new.modality, 0) - STRENGTH.get(old.modality, 0)
        how = "changed" if not step else "weakened" if step < 0 else "strengthened"
        yield f"modality {how}: {new.modality}, was {old.modality}"
    yield from _value("mode", old.event_mode, new.event_mode)
    yield from _value("place", _place(old), _place(new))
    yield from _value("date", _date(old), _date(new))
    yield from _value("source", _source(old), _source(new))


def _tolls(old: Iterable[Casualties], new: Iterable[Casualties]) -> Iterator[str]:
    before, after = _greatest(old), _greatest(new)
    for kind in sorted({*before, *after}):
        was, now = before.get(kind), after.get(kind)
        if was is None and now is not None:
            yield f"toll new: {count(now)} {kind}"
        elif now is None and was is not None:
            yield f"toll gone: was {count(was)} {kind}"
        elif was is not None and now is not None and (was.low, was.high) != (now.low, now.high):
            step = now.low - was.low
            how = "raised" if step > 0 else "lowered" if step < 0 else "changed"
            yield f"toll {how}: {count(now)} {kind}, was {count(was)}"


def _greatest(casualties: Iterable[Casualties]) -> dict[str, Casualties]:
    """Of each kind the count of greatest lower bound, the first of equals."""
    found: dict[str, Casualties] = {}
    for counted in casualties:
        if counted.kind not in found or counted.low > found[counted.kind].low:
            found[counted.kind] = counted
    return found


def _participants(role: str, old: Iterable[Participant], new: Iterable[Participant]) -> Iterator[str]:
    before, after = ({_name(one).lower(): _name(one) for one in participants} for participants in (old, new))
    yield from (f"{role} gone: {name}" for key, name in before.items() if key not in after)
    yield from (f"{role} new: {name}" for key, name in after.items() if key not in before)


def _name(participant: Participant) -> str:
    return participant.name or participant.text


def _value(column: str, old: str | None, new: str | None) -> Iterator[str]:
    if old != new:
        yield f"{column} gone: was {old}" if new is None else f"{column}: {new}" + (f", was {old}" if old else "")


def _place(event: Event) -> str | None:
    return (event.location.name or event.location.text) if event.location else None


def _date(event: Event) -> str | None:
    return days(event.date_start, event.date_end) if event.date_start else None


def _source(event: Event) -> str | None:
    return (event.attribution.name or event.attribution.text) if event.attribution else None
