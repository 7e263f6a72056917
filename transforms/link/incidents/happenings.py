"""Which events of an article are one happening.

'Killed', 'the bombing', 'the attack' and the toll of a later paragraph are four events and one happening. The most
salient event founds the first one; each further one joins the happening that it agrees with most, or founds its own.
Type, mode, trigger, place, day, participants and counts speak for it or against it, each with its weight, so that none
of them, wrong or missing, merges or parts alone. Background, such as the battle of 2016, joins background alone.
"""

from collections.abc import Iterable

from schemas.codebook import HARM_TYPES
from transforms.link.incidents.mentions import Mention, are_other_courses, type_group

FACTUAL = frozenset(("asserted", "reported"))
"""Modalities of what happened, as the article or somebody it quotes says."""
BACKGROUND = "historical"
"""Modality of what happened before the article's own news."""
LEAST_CONFIDENCE = 0.5
"""An event is likelier than not from here on; one with casualties is taken to be."""

_PRIOR = {"harm": 0.25}  # most words of violence in an article are of one happening
_OTHER_PRIOR = -1.25
_UNSURE = 1.0  # an event that is hardly one is hardly a happening of its own
_OTHER_TYPE, _OTHER_TYPE_OF_DEATH = -1.0, -0.25
_SAME_MODE, _OTHER_MODE = 0.75, -0.75
_SAME_TRIGGER = 0.5
_SAME_DAY, _OTHER_DAY = 1.0, -2.25
_SAME_TOWN, _SAME_REGION, _OTHER_PLACE = 1.0, 0.25, -1.5
_INHERITED = 0.5  # what a place counts that the event has from the article
_SAME_NAME, _OTHER_NAMES = 2.25, -1.75
_SAME_COUNT, _OTHER_COUNT = 1.0, -0.25
_OTHER_COURSE = -1.75  # beside mode and count: 'shot dead two, a day after a bombing that killed 12'
_NEXT_DAY = 1  # a night and the morning after it are two days
_BY_ANY_MEANS = frozenset(("killing", "massacre", "assassination", "clash", "ground_attack"))


class Happening:
    """Events that are one happening, and what they say together.

    Attributes:
        mentions: The events, the most salient first; those that did not happen at the end.
    """

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self._types: set[str] = set()
        self._modes: set[str] = set()
        self._means: set[str] = set()
        self._triggers: set[str] = set()
        self._towns: set[str] = set()
        self._regions: set[str] = set()
        self._days: tuple[int, int] | None = None
        self._names: set[str] = set()
        self._counts: dict[str, set[int]] = {}

    @property
    def happened(self) -> bool:
        """Whether an event of it happened, as the article says, and is likelier than not."""
        return any(
            (one.event.modality in FACTUAL or one.event.modality == BACKGROUND)
            and (one.event.confidence >= LEAST_CONFIDENCE or bool(one.counts))
            for one in self.mentions
        )

    def add(self, mention: Mention) -> None:
        """Take in another event."""
        event = mention.event
        self.mentions.append(mention)
        self._types.add(event.event_type)
        if event.event_mode:
            self._modes.add(event.event_mode)
            if event.event_mode not in _BY_ANY_MEANS:
                self._means.add(event.event_mode)
        self._triggers.add(event.trigger.lemma)
        if mention.town:
            self._towns.add(mention.town)
        if mention.region:
            self._regions.add(mention.region)
        if mention.is_dated and self._days is None:
            self._days = mention.days
        self._names |= mention.actors | mention.recipients
        for kind, (low, _) in mention.counts.items():
            self._counts.setdefault(kind, set()).add(low)

    def agreement(self, mention: Mention) -> float:
        """What speaks for an event being this happening, less what speaks against it; above zero it is."""
        group = type_group(mention.event.event_type)
        return (
            _PRIOR.get(group, _OTHER_PRIOR)
            + _UNSURE * (1 - mention.event.confidence)
            + self._kind(mention)
            + self._place(mention)
            + self._day(mention)
            + self._participants(mention, may_have_many=group in _PRIOR)
            + self._casualties(mention)
            + _OTHER_COURSE * self._took_another_course(mention)
        )

    def _kind(self, mention: Mention) -> float:
        event, evidence = mention.event, 0.0
        if event.event_type not in self._types:
            evidence += _OTHER_TYPE_OF_DEATH if self._is_of_death(event.event_type) else _OTHER_TYPE
        if event.event_mode in self._modes:
            evidence += _SAME_MODE
        elif event.event_mode and self._means and event.event_mode not in _BY_ANY_MEANS:
            evidence += _OTHER_MODE
        return evidence + _SAME_TRIGGER * (event.trigger.lemma in self._triggers)

    def _took_another_course(self, mention: Mention) -> bool:
        """Whether an event is of another course of events, and its casualties are counted differently."""
        kinds = [kind for kind in mention.counts if kind in self._counts]
        is_counted_alike = any(mention.counts[kind][0] in self._counts[kind] for kind in kinds)
        mode = mention.event.event_mode
        return bool(kinds) and not is_counted_alike and mode is not None and are_other_courses((mode,), self._modes)

    def _is_of_death(self, event_type: str) -> bool:
        """Whether a type is harm that deaths among the events may be of, or the death that harm may have led to."""
        if event_type == "DEATH":
            return not HARM_TYPES.isdisjoint(self._types)
        return event_type in HARM_TYPES and "DEATH" in self._types

    def _place(self, mention: Mention) -> float:
        share = 1.0 if mention.is_placed else _INHERITED
        if mention.town and self._towns:
            return share * (_SAME_TOWN if mention.town in self._towns else _OTHER_PLACE)
        if mention.region and self._regions:
            return share * (_SAME_REGION if mention.region in self._regions else _OTHER_PLACE)
        return 0.0

    def _day(self, mention: Mention) -> float:
        if mention.days is None or self._days is None or not mention.is_dated:
            return 0.0
        apart = max(mention.days[0] - self._days[1], self._days[0] - mention.days[1])
        return _SAME_DAY if apart <= 0 else 0.0 if apart <= _NEXT_DAY else _OTHER_DAY

    def _participants(self, mention: Mention, *, may_have_many: bool) -> float:
        names = mention.actors | mention.recipients
        if not names or not self._names:
            return 0.0
        if not names.isdisjoint(self._names):
            return _SAME_NAME
        return 0.0 if may_have_many else _OTHER_NAMES

    def _casualties(self, mention: Mention) -> float:
        evidence = 0.0
        for kind, (low, _) in mention.counts.items():
            if kind in self._counts:
                evidence += _SAME_COUNT if low in self._counts[kind] else _OTHER_COUNT
        return evidence


def happenings_of(mentions: Iterable[Mention]) -> list[Happening]:
    """The happenings that an article tells of.

    Events that are planned, hypothetical, denied or negated join the happening that they agree with; what nothing says
    to have happened is none.

    Args:
        mentions: The article's events, in any order.

    Returns:
        Those that happened, in no particular order. An event is in one of them at most.
    """
    alike: dict[tuple[str, bool], list[Happening]] = {}
    for mention in sorted(mentions, key=_by_salience):
        event = mention.event
        known = alike.setdefault((type_group(event.event_type), event.modality == BACKGROUND), [])
        best, agreement = None, 0.0
        for happening in known:
            found = happening.agreement(mention)
            if found > agreement:
                best, agreement = happening, found
        if best is None:
            best = Happening()
            known.append(best)
        best.add(mention)
    return [happening for known in alike.values() for happening in known if happening.happened]


def _by_salience(mention: Mention) -> tuple[bool, float, int]:
    event = mention.event
    return event.modality not in FACTUAL and event.modality != BACKGROUND, -event.salience, mention.position
