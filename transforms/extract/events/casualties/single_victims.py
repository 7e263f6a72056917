"""The single victims of an article: which of its records of one person may be of the same person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.extract.document import Document
from transforms.extract.events.casualties.group_size import REFLEXIVES
from transforms.extract.events.casualties.records import CasualtyRecord, Certainty
from transforms.extract.events.casualties.victim_profile import VictimProfile, victim_profile
from transforms.extract.languages.load import load_toml

_SURVIVES = re.compile(rf"\b(?:{'|'.join(load_toml('casualties/phrases.toml')['survives'])})\b", re.IGNORECASE)


@dataclass(slots=True)
class SingleVictim:
    """One person and the records of them.

    Attributes:
        profile: What is known of them.
        records: Indices of the records.
        dead: Whether a record says that they died.
        explicitly_injured: Whether a record says in so many words that they were injured.
        survived: Whether a record tells them from the dead: it names both in one sentence, or says that they live.
        last: Index of the last record.
    """

    profile: VictimProfile
    records: list[int] = field(default_factory=list)
    dead: bool = False
    explicitly_injured: bool = False
    survived: bool = False
    last: int = 0


def single_victims(document: Document, records: Sequence[CasualtyRecord]) -> list[SingleVictim]:
    """The single victims of an article, each record of one person given to the known victim that fits best.

    Args:
        document: The article.
        records: Its records of its own news, in text order.
    """
    known: list[SingleVictim] = []
    for index, record in enumerate(records):
        if not _is_of_one_person(record):
            continue
        profile = victim_profile(document, document.tokens[record.heads[0]])
        fitting = [
            victim
            for victim in known
            if victim.profile.may_be(profile) and not _excludes(document, victim, record, profile, records)
        ]
        if fitting:
            by_name = [victim for victim in fitting if profile.name and victim.profile.name == profile.name]
            victim = by_name[0] if by_name else max(fitting, key=lambda victim: victim.last)
        else:
            victim = SingleVictim(VictimProfile())
            known.append(victim)
        _add(document, victim, index, profile, records)
    return known


def _is_of_one_person(record: CasualtyRecord) -> bool:
    casualties = record.casualties
    if casualties.kind not in ("killed", "injured") or casualties.low != 1 or len(record.heads) != 1:
        return False
    return not (record.certainty == Certainty.INDIRECT and casualties.kind == "killed")


def _excludes(
    document: Document,
    victim: SingleVictim,
    record: CasualtyRecord,
    profile: VictimProfile,
    records: Sequence[CasualtyRecord],
) -> bool:
    """Whether a record cannot be of a victim that its profile fits."""
    same_name = bool(profile.name) and victim.profile.name == profile.name
    if record.additional and not same_name:
        return True
    if record.casualties.kind == "killed" and victim.survived and not victim.profile.is_surely(profile):
        return True
    return not same_name and any(
        records[other].sentence == record.sentence
        and records[other].heads != record.heads
        and not _refers_back(document, record, records[other])
        for other in victim.records
    )


def _add(
    document: Document, victim: SingleVictim, index: int, profile: VictimProfile, records: Sequence[CasualtyRecord]
) -> None:
    record = records[index]
    victim.profile.merge(profile)
    victim.records.append(index)
    victim.last = index
    if record.casualties.kind == "killed":
        victim.dead = True
        return
    victim.explicitly_injured = victim.explicitly_injured or record.certainty == Certainty.EXPLICIT
    victim.survived = (
        victim.survived or _is_told_from_the_dead(document, record, records) or _survives(document, record)
    )


def _survives(document: Document, record: CasualtyRecord) -> bool:
    return bool(_SURVIVES.search(document.sentences[record.sentence].text))


def _refers_back(document: Document, record: CasualtyRecord, earlier: CasualtyRecord) -> bool:
    """Whether a record may be of the same person as an earlier one of its sentence: 'shot a boy, killing the child'."""
    head, anchor = document.tokens[record.heads[0]], document.tokens[record.anchor]
    if head.pos == "PRON":
        return True
    is_definite = any(child.lower == "the" for child in head.children)
    return is_definite and anchor.tag == "VBG" and anchor.dep == "advcl" and anchor.head.i == earlier.anchor


def _is_told_from_the_dead(document: Document, record: CasualtyRecord, records: Sequence[CasualtyRecord]) -> bool:
    """Whether a sentence reports someone else dead and this one injured."""
    return any(
        other.sentence == record.sentence
        and other.casualties.kind == "killed"
        and other.casualties.low > 0
        and other.certainty != Certainty.INDIRECT
        and not set(other.heads) & set(record.heads)
        and (document.tokens[other.heads[0]].lower in REFLEXIVES or not _refers_back(document, other, record))
        for other in records
    )
