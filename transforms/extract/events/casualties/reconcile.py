"""What an article's casualty records add up to: who was shot and died is one killed; which count to believe."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from transforms.extract.counts import count_of
from transforms.extract.document import Document
from transforms.extract.events.casualties.other_times import is_of_other_time
from transforms.extract.events.casualties.records import CasualtyRecord, Certainty
from transforms.extract.events.casualties.single_victims import single_victims

_DECAY = 3.0
"""Sentences after which a record's weight has fallen to a third: the first sentences sum up what happened."""
_PLURAL_WEIGHT = 2.0
"""How much more a count of several weighs than one person, who may be one of them."""
_MAX_DISTANCE = 5
"""Sentences at most between people hit and those of them who died: further away is often about something else."""
_LEAD_SENTENCES = 6
"""Sentences within which 'a deadly shooting' is the article's own."""


@dataclass(frozen=True, slots=True)
class Survivors:
    """How many of those hit are left without those who died.

    Attributes:
        low: How many.
        dead: The record of those who died; None where nothing is subtracted.
    """

    low: int
    dead: CasualtyRecord | None


@dataclass(frozen=True, slots=True)
class ArticleTotals:
    """What an article's records of its own news add up to.

    Attributes:
        killed: How many its main event killed.
        injured: How many it injured and did not kill.
        died: Anchors of records of people injured who are known to have died.
        survivors: What is left of a record of several people hit without those who died, by its anchor.
        background: Anchors of records of another time than the article's own news.
        only_hospitalized: Whether the injured are known only from being taken to hospital.
        only_indirect_deaths: Whether only 'a deadly shooting' and the like report that anyone died.
        superseded: Anchors of the records that an update replaces, by its anchor.
    """

    killed: int
    injured: int
    died: frozenset[int]
    survivors: Mapping[int, Survivors]
    background: frozenset[int]
    only_hospitalized: bool
    only_indirect_deaths: bool
    superseded: Mapping[int, tuple[int, ...]]


def reconcile(document: Document, records: Sequence[CasualtyRecord]) -> ArticleTotals:
    """Weigh an article's records against each other: early ones and counts of several weigh most."""
    background = frozenset(record.anchor for record in records if is_of_other_time(document, record))
    own = [record for record in records if record.anchor not in background]
    victims = single_victims(document, own)
    deaths = [record for record in own if record.casualties.kind == "killed" and record.casualties.low > 0]
    explicit = [record for record in deaths if record.certainty != Certainty.INDIRECT]
    if not explicit:
        deaths = [record for record in deaths if record.sentence < _LEAD_SENTENCES]
    only_indirect_deaths = bool(deaths) and not explicit
    killed, superseded = _believed([(record, record.casualties.low) for record in explicit or deaths])
    if only_indirect_deaths and victims and all(victim.dead or not victim.explicitly_injured for victim in victims):
        victims[0].dead = True  # 'a fatal shooting', and one was shot
    died = {index for victim in victims if victim.dead for index in victim.records}
    hurt: list[tuple[CasualtyRecord, int]] = []
    hospitalized: list[tuple[CasualtyRecord, int]] = []
    survivors: dict[int, Survivors] = {}
    for index, record in enumerate(own):
        if record.casualties.kind != "injured" or index in died:
            continue
        left = _survivors(document, record, explicit, deaths, killed)
        if left is not None:
            survivors[record.anchor] = left
        low = record.casualties.low if left is None else left.low
        if low > 0:
            (hospitalized if record.certainty == Certainty.INDIRECT else hurt).append((record, low))
    injured, superseded_injured = _believed(hurt)
    only_hospitalized = not injured and not killed
    if only_hospitalized:
        injured = _weightiest(hospitalized)
    return ArticleTotals(
        killed=killed,
        injured=injured,
        died=frozenset(own[index].anchor for index in died if own[index].casualties.kind == "injured"),
        survivors=survivors,
        background=background,
        only_hospitalized=only_hospitalized,
        only_indirect_deaths=only_indirect_deaths,
        superseded={**superseded, **superseded_injured},
    )


def _survivors(
    document: Document,
    record: CasualtyRecord,
    explicit: Sequence[CasualtyRecord],
    deaths: Sequence[CasualtyRecord],
    killed: int,
) -> Survivors | None:
    """What is left of several people hit without those who died; None where none of them is reported dead.

    Args:
        document: The article.
        record: Of people injured.
        explicit: Records that say in so many words that people were killed.
        deaths: Those and records like 'a deadly shooting'.
        killed: How many were killed in all.
    """
    low = record.casualties.low
    if low < 2:
        return None
    if record.certainty == Certainty.EXPLICIT:
        part = _dead_among(document, record, explicit)
        return Survivors(low - part.casualties.low, part) if part is not None else None
    if record.additional:
        return None
    before = any(other.sentence == record.sentence and other.anchor < record.anchor for other in deaths)
    if before and not record.counts_all:  # 'one was killed and four were shot'
        return Survivors(low, None)
    counted = [other for other in deaths if other.casualties.low == killed]
    dead = min(counted, key=lambda other: abs(other.anchor - record.anchor), default=None)
    if killed < low and (dead is None or abs(dead.sentence - record.sentence) > _MAX_DISTANCE):
        return Survivors(low, None)
    return Survivors(max(0, low - killed), dead)


def _dead_among(document: Document, record: CasualtyRecord, dead: Sequence[CasualtyRecord]) -> CasualtyRecord | None:
    """The record that says that some of those injured have died: 'one of the five people hurt has died'."""
    low = record.casualties.low
    parts = [(_size_of_whole(document, other), other) for other in dead]
    if any(other.sentence == record.sentence for number, other in parts if number is None):
        return None
    for number, other in parts:
        if number == low or (number == 0 and other.sentence > record.sentence):
            return other if other.casualties.low < low else None
    return None


def _size_of_whole(document: Document, record: CasualtyRecord) -> int | None:
    """5 of 'one of the five people', 0 of 'one of the victims', None of 'one'."""
    for prep in document.tokens[record.heads[0]].children:
        if prep.lower == "of" and prep.dep == "prep":
            for noun in prep.children:
                if noun.dep == "pobj" and any(child.lower in ("the", "those", "these") for child in noun.children):
                    count = count_of(document, noun)
                    if count is not None:
                        return count.low
                    return 0 if noun.lower in ("victims", "injured", "wounded") else None
    return None


def _believed(counted: Sequence[tuple[CasualtyRecord, int]]) -> tuple[int, dict[int, tuple[int, ...]]]:
    """The number to believe; where a count rose later, also the anchors of those it replaces, by its own.

    'Four were killed', and further down 'the toll rose to six': six, in place of the four.
    """
    first = _weightiest((record, low) for record, low in counted if not record.is_update)
    later = [(low, record) for record, low in counted if record.is_update]
    risen, latest = max(later, key=lambda one: one[0], default=(0, None))
    if latest is None or not 0 < first < risen:
        return _weightiest(counted), {}
    replaced = (record for record, low in counted if low == first or (record.is_update and low < risen))
    return risen, {latest.anchor: tuple(record.anchor for record in replaced)}


def _weightiest(counted: Iterable[tuple[CasualtyRecord, int]]) -> int:
    """The number with the greatest weight; 0 without any."""
    weights: dict[int, float] = {}
    for record, low in counted:
        weight = math.exp(-record.sentence / _DECAY) * (_PLURAL_WEIGHT if low > 1 else 1.0)
        weights[low] = weights.get(low, 0.0) + weight
    return max(weights, key=lambda low: (weights[low], low)) if weights else 0
