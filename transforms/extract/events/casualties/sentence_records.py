"""The casualties that one sentence reports: one record for each kind and group of victims."""

from collections.abc import Iterable
from dataclasses import replace

from schemas.rows.event import Casualties, Included
from transforms.extract.counts import count_of
from transforms.extract.document import Document, Sentence, Token
from transforms.extract.events.casualties.group_size import REFLEXIVES, GroupSize, group_size
from transforms.extract.events.casualties.mentions import casualty_mentions, casualty_words
from transforms.extract.events.casualties.records import CasualtyMention, CasualtyRecord, Certainty
from transforms.extract.events.casualties.running_totals import running_totals
from transforms.extract.grammar.enactment import is_enacted
from transforms.extract.languages.load import load_toml

_MULTIPLES: dict[str, int] = load_toml("casualties/people.toml")["multiples"]
"""How many people 'a triple shooting' hit."""


def sentence_records(document: Document, sentence: Sentence) -> list[CasualtyRecord]:
    """The records of one sentence, in text order.

    Args:
        document: The article.
        sentence: One of its sentences.
    """
    words = casualty_words(document, sentence)
    if not words:
        return []
    found: list[CasualtyRecord] = []
    for mention in casualty_mentions(words):
        if is_enacted(mention.anchor):
            continue
        if mention.certainty == Certainty.INDIRECT and mention.kind == "killed":
            found.append(_at_least_one(document, mention))
            continue
        size = _multiple(document, mention) or group_size(
            document, mention.victim, before=mention.anchor, alone=mention.alone
        )
        if size is not None and not (size.high == 0 and size.additional):  # 'no one else was hurt' reports nothing
            found.append(_record(document, mention, size))
    found += running_totals(document, words)
    records = _distinct(_with_attacker(document, _added_up(document, found)))
    return _with_additional(document, records)


# --- one record -----------------------------------------------------------------------------


def _record(document: Document, mention: CasualtyMention, size: GroupSize) -> CasualtyRecord:
    return CasualtyRecord(
        casualties=Casualties(
            kind=mention.kind,
            low=size.low,
            high=size.high,
            text=document.text[size.start : size.end],
            start=size.start,
            end=size.end,
            victims=size.victims,
            includes=_included(document, mention),
        ),
        anchor=mention.anchor.i,
        sentence=mention.anchor.sentence.index,
        heads=tuple(head.i for head in size.heads),
        additional=size.additional,
        certainty=mention.certainty,
        negated=mention.negated,
        counts_all=_counts_all(mention),
    )


def _at_least_one(document: Document, mention: CasualtyMention) -> CasualtyRecord:
    """'A deadly shooting' killed someone."""
    noun = mention.anchor
    start = min(child.start for child in (*noun.children, noun) if child.dep in ("amod", "compound") or child is noun)
    return CasualtyRecord(
        casualties=Casualties(kind="killed", low=1, text=document.text[start : noun.end], start=start, end=noun.end),
        anchor=noun.i,
        sentence=noun.sentence.index,
        heads=(noun.i,),
        certainty=Certainty.INDIRECT,
    )


def _multiple(document: Document, mention: CasualtyMention) -> GroupSize | None:
    """'A quadruple shooting' hit four."""
    noun = mention.anchor
    if mention.victim is not noun:
        return None
    for child in noun.children:
        if (number := _MULTIPLES.get(child.lower)) is not None:
            return GroupSize(number, number, min(child.start, noun.start), noun.end, None, (noun,))
    return None


def _counts_all(mention: CasualtyMention) -> bool:
    noun = mention.victim
    if noun is mention.anchor:
        return any(child.lower in _MULTIPLES for child in noun.children)
    return noun.lower == "total" or (noun.dep == "pobj" and noun.head.head.lower == "total")


def _included(document: Document, mention: CasualtyMention) -> tuple[Included, ...]:
    """'including eight children' and 'among them eight children' after the victims."""
    found: list[Included] = []
    for governor in dict.fromkeys((mention.victim, mention.anchor)):
        for prep in governor.children:
            if prep.lower not in ("including", "among") or prep.i < mention.victim.i:
                continue
            for noun in (child for child in prep.children if child.dep in ("pobj", "dobj", "conj")):
                token: Token | None = noun
                while token is not None:
                    found += _included_group(document, token)
                    token = next((child for child in token.children if child.dep == "conj"), None)
    return tuple(found)


def _included_group(document: Document, noun: Token) -> list[Included]:
    size = group_size(document, noun)
    if size is None or not size.victims:
        return []
    if not any(child.dep == "conj" for child in noun.children):
        return [Included(victims=size.victims, low=size.low, high=size.high)]
    count = count_of(document, noun)  # each part of an enumeration is a group of its own
    return [Included(victims=noun.text, low=count.low, high=count.high)] if count is not None else []


# --- records of a sentence together ---------------------------------------------------------


def _added_up(document: Document, records: Iterable[CasualtyRecord]) -> list[CasualtyRecord]:
    """Records of one kind by one word added up: 'killed his wife and then himself'."""
    found: dict[tuple[int, str], CasualtyRecord] = {}
    for record in records:
        key = (record.anchor, record.casualties.kind)
        first = found.get(key)
        found[key] = record if first is None or first.heads == record.heads else _sum(document, first, record)
    return sorted(found.values(), key=lambda record: record.anchor)


def _with_attacker(document: Document, records: list[CasualtyRecord]) -> list[CasualtyRecord]:
    """'Killed one person, wounded three others and then killed himself' killed two."""
    dead = [record for record in records if record.casualties.kind == "killed"]
    attacker = next(
        (record for record in dead if all(document.tokens[i].lower in REFLEXIVES for i in record.heads)), None
    )
    if attacker is None:
        return records
    others = next((record for record in dead if record.anchor < attacker.anchor), None)
    return [_sum(document, record, attacker) if record is others else record for record in records]


def _distinct(records: Iterable[CasualtyRecord]) -> list[CasualtyRecord]:
    """One record for each kind and victims; a death that the sentence reports replaces the shot that caused it."""
    records = list(records)
    dead = {
        head
        for record in records
        if record.casualties.kind == "killed" and record.certainty == Certainty.EXPLICIT
        for head in record.heads
    }
    found: dict[tuple[str, tuple[int, ...]], CasualtyRecord] = {}
    for record in records:
        if record.certainty != Certainty.EXPLICIT and dead.intersection(record.heads):
            continue
        key = (record.casualties.kind, record.heads)
        if key not in found or found[key].certainty < record.certainty:
            found[key] = record
    return sorted(found.values(), key=lambda record: record.anchor)


def _with_additional(document: Document, records: Iterable[CasualtyRecord]) -> list[CasualtyRecord]:
    """'One is in critical condition, while three others were hurt' makes four."""
    found: list[CasualtyRecord] = []
    for record in records:
        first = next((one for one in found if one.casualties.kind == record.casualties.kind), None)
        if record.additional and first is not None and not first.additional and first.casualties.low > 0:
            found[found.index(first)] = _sum(document, first, record)
        found.append(record)
    return found


def _sum(document: Document, first: CasualtyRecord, second: CasualtyRecord) -> CasualtyRecord:
    """Two records of one kind as one, at the anchor of the first."""
    one, other = first.casualties, second.casualties
    start, end = min(one.start, other.start), max(one.end, other.end)
    casualties = replace(
        one,
        low=one.low + other.low,
        high=None if one.high is None or other.high is None else one.high + other.high,
        text=document.text[start:end],
        start=start,
        end=end,
        victims=document.text[start:end],
        includes=one.includes + other.includes,
    )
    return replace(first, casualties=casualties, heads=first.heads + second.heads)
