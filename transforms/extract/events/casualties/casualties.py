"""How many were killed, injured, missing, displaced, arrested, abducted: one record a passage that says so.

The lexicon says which words report casualties (`lexicon`), the parse where their victims are (`victims`), the victims'
phrase how many they are (`group_size`). What one passage leaves open the article decides (`reconcile`): who was 'shot'
counts as injured unless the article says that they died.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from schemas.rows.event import Casualties
from transforms.extract.document import Document, per_document
from transforms.extract.events.casualties.other_times import is_past
from transforms.extract.events.casualties.reconcile import ArticleTotals, Survivors, reconcile
from transforms.extract.events.casualties.records import CasualtyRecord, Certainty
from transforms.extract.events.casualties.sentence_records import sentence_records


@per_document
def casualty_records(document: Document) -> tuple[CasualtyRecord, ...]:
    """All casualties that an article reports, in text order."""
    records = [record for sentence in document.sentences for record in sentence_records(document, sentence)]
    return tuple(_reconciled(document, records))


def _reconciled(document: Document, records: Sequence[CasualtyRecord]) -> Iterator[CasualtyRecord]:
    """Records as the whole article decides them.

    Who was shot and is reported dead is killed; of five shot, two of whom died, three are injured; who was only taken
    to hospital counts where nothing else reports the injured.
    """
    totals = reconcile(document, records)
    for record in records:
        is_background = record.anchor in totals.background
        if record.certainty == Certainty.INDIRECT and record.casualties.kind == "killed":
            if totals.only_indirect_deaths:
                yield replace(record, central=not is_background)
            continue
        casualties = _casualties_in_article(document, record, totals)
        if casualties is None:
            continue
        count = {"killed": totals.killed, "injured": totals.injured}.get(casualties.kind)
        central = casualties.low == count and count > 0 and not is_background
        is_indirect = record.certainty == Certainty.INDIRECT and casualties.kind == "injured"
        if is_indirect and not (central and totals.only_hospitalized):
            continue
        yield replace(
            record,
            casualties=casualties,
            central=central,
            background=is_background and is_past(document, record),
            supersedes=totals.superseded.get(record.anchor, ()),
        )


def _casualties_in_article(document: Document, record: CasualtyRecord, totals: ArticleTotals) -> Casualties | None:
    """A record's casualties without those who died; None where it says that someone was injured who died."""
    casualties = record.casualties
    if casualties.kind != "injured":
        return casualties
    if record.anchor in totals.died:
        return None if record.certainty == Certainty.EXPLICIT else replace(casualties, kind="killed")
    if (survivors := totals.survivors.get(record.anchor)) is not None:
        return _without_the_dead(document, casualties, survivors)
    return casualties


def _without_the_dead(document: Document, casualties: Casualties, survivors: Survivors) -> Casualties:
    """Those hit without those who died, with the span that covers both; killed where none of them is left."""
    if survivors.low == 0:
        return replace(casualties, kind="killed")
    if survivors.low == casualties.low or survivors.dead is None:
        return casualties
    dead = survivors.dead.casualties
    start, end = min(casualties.start, dead.start), max(casualties.end, dead.end)
    return replace(
        casualties,
        low=survivors.low,
        high=survivors.low if casualties.high is not None else None,
        text=document.text[start:end],
        start=start,
        end=end,
    )
