"""How many were killed, injured, missing, displaced, arrested, abducted: one claim a passage that says so.

Whom a word befell comes from the parse (`victims`), how many they are from their phrase (`people`). What one passage
leaves open the article decides: who was 'shot' counts as injured unless the article tells that they died.
"""

from collections.abc import Iterator
from dataclasses import replace

from schemas.rows.event import Casualties, Included
from transforms.extract.document import Document, Sentence, Token, per_document
from transforms.extract.events.casualties.group_size import REFLEXIVES, Quantity, quantity
from transforms.extract.events.casualties.mentions import sightings, telling_words
from transforms.extract.events.casualties.nouns import FOLD
from transforms.extract.events.casualties.reconcile import Left, Tally, is_recalled, tally
from transforms.extract.events.casualties.records import FIRM, WEAK, CasualtyClaim, Sighting
from transforms.extract.events.casualties.running_totals import tolls
from transforms.extract.numbers import count_of


@per_document
def casualties(document: Document) -> tuple[CasualtyClaim, ...]:
    """All claims of an article, in text order."""
    claims = [claim for sentence in document.sentences for claim in _claims(document, sentence)]
    return tuple(_settled(document, claims))


def _settled(document: Document, claims: list[CasualtyClaim]) -> Iterator[CasualtyClaim]:
    """Claims as the whole article lets them be read.

    Who was shot and is said to have died is killed; of five shot, two of whom died, three are injured; who was only
    taken to hospital counts where nothing else tells of the injured.
    """
    total = tally(document, claims)
    for claim in claims:
        record = claim.casualties
        if record.kind == "injured" and claim.anchor in total.died:
            if claim.firmness == FIRM:
                continue
            record = replace(record, kind="killed")
        elif record.kind == "injured" and claim.anchor in total.shot:
            record = _without_the_dead(document, record, total.shot[claim.anchor])
        if claim.firmness == WEAK and claim.casualties.kind == "killed":
            if not total.unnamed_dead:
                continue
            yield replace(claim, central=claim.anchor not in total.background)
            continue
        count = {"killed": total.killed, "injured": total.injured}.get(record.kind)
        central = record.low == count and count > 0 and claim.anchor not in total.background
        if claim.firmness == WEAK and record.kind == "injured" and not (central and total.by_hospital):
            continue
        yield replace(
            claim,
            casualties=record,
            central=central,
            background=_is_recalled(document, claim, total),
            updates=total.updates.get(claim.anchor, ()),
        )


def _without_the_dead(document: Document, record: Casualties, left: Left) -> Casualties:
    """Those hit less those who died, read from the passage that tells both; all of them dead where none is left."""
    if left.low == 0:
        return replace(record, kind="killed")
    if left.low == record.low or left.dead is None:
        return record
    start, end = min(record.start, left.dead.casualties.start), max(record.end, left.dead.casualties.end)
    return replace(
        record,
        low=left.low,
        high=left.low if record.high is not None else None,
        text=document.text[start:end],
        start=start,
        end=end,
    )


def _is_recalled(document: Document, claim: CasualtyClaim, total: Tally) -> bool:
    """Whether a claim is of another happening: 'eight murders this year', 'a teenager killed weeks earlier'."""
    return claim.anchor in total.background and (claim.casualties.low > 1 or is_recalled(document, claim))


def _claims(document: Document, sentence: Sentence) -> list[CasualtyClaim]:
    """The claims of one sentence, one for each kind and group of victims."""
    telling = telling_words(sentence)
    if not telling:
        return []
    found: list[CasualtyClaim] = []
    for sighting in sightings(telling):
        if sighting.firmness == WEAK and sighting.kind == "killed":
            found.append(_at_least_one(document, sighting))
            continue
        amount = _fold(document, sighting) or quantity(
            document, sighting.victim, before=sighting.anchor, alone=sighting.alone
        )
        if amount is None or _vain(amount, sighting):
            continue
        found.append(_claim(document, sighting, amount))
    found += tolls(document, telling)
    return _with_others(document, _distinct(_with_themselves(document, _together(document, found))))


def _with_others(document: Document, claims: list[CasualtyClaim]) -> list[CasualtyClaim]:
    """'One is in critical condition, while three others were hurt' makes four."""
    found: list[CasualtyClaim] = []
    for claim in claims:
        first = next((one for one in found if one.casualties.kind == claim.casualties.kind), None)
        if claim.others and first is not None and not first.others and first.casualties.low > 0:
            found[found.index(first)] = _sum(document, first, claim)
        found.append(claim)
    return found


def _together(document: Document, claims: list[CasualtyClaim]) -> list[CasualtyClaim]:
    """Claims of one kind by one word added up: 'killed his wife and then himself'."""
    found: dict[tuple[int, str], CasualtyClaim] = {}
    for claim in claims:
        key = (claim.anchor, claim.casualties.kind)
        first = found.get(key)
        if first is None or first.heads == claim.heads:
            found[key] = claim
            continue
        found[key] = _sum(document, first, claim)
    return sorted(found.values(), key=lambda claim: claim.anchor)


def _sum(document: Document, first: CasualtyClaim, second: CasualtyClaim) -> CasualtyClaim:
    """Two claims of one kind as one, hung on the first."""
    one, other = first.casualties, second.casualties
    start, end = min(one.start, other.start), max(one.end, other.end)
    record = replace(
        one,
        low=one.low + other.low,
        high=None if one.high is None or other.high is None else one.high + other.high,
        text=document.text[start:end],
        start=start,
        end=end,
        victims=document.text[start:end],
        includes=one.includes + other.includes,
    )
    return replace(first, casualties=record, heads=first.heads + second.heads)


def _with_themselves(document: Document, claims: list[CasualtyClaim]) -> list[CasualtyClaim]:
    """'Killed one person, wounded three others and then killed himself' killed two."""
    dead = [claim for claim in claims if claim.casualties.kind == "killed"]
    own = next((claim for claim in dead if all(document.tokens[i].lower in REFLEXIVES for i in claim.heads)), None)
    others = next((claim for claim in dead if claim is not own and claim.anchor < own.anchor), None) if own else None
    if own is None or others is None:
        return claims
    both = _sum(document, others, own)
    return [both if claim is others else claim for claim in claims]


def _vain(amount: Quantity, sighting: Sighting) -> bool:
    """'No one else was hurt' says nothing of those told before."""
    return amount.high == 0 and amount.others


def _claim(document: Document, sighting: Sighting, amount: Quantity) -> CasualtyClaim:
    return CasualtyClaim(
        casualties=Casualties(
            kind=sighting.kind,
            low=amount.low,
            high=amount.high,
            text=document.text[amount.start : amount.end],
            start=amount.start,
            end=amount.end,
            victims=amount.victims,
            includes=_included(document, sighting),
        ),
        anchor=sighting.anchor.i,
        sentence=sighting.anchor.sentence.index,
        heads=tuple(head.i for head in amount.heads),
        others=amount.others,
        firmness=sighting.firmness,
        negated=sighting.negated,
        whole=_is_whole(document, sighting),
    )


def _is_whole(document: Document, sighting: Sighting) -> bool:
    noun = sighting.victim
    if noun is sighting.anchor:
        return any(child.lower in FOLD for child in noun.children)
    return noun.lower == "total" or (noun.dep == "pobj" and noun.head.head.lower == "total")


def _fold(document: Document, sighting: Sighting) -> Quantity | None:
    """'A quadruple shooting' struck four."""
    noun = sighting.anchor
    if sighting.victim is not noun:
        return None
    for child in noun.children:
        if (number := FOLD.get(child.lower)) is not None:
            start = min(child.start, noun.start)
            return Quantity(number, number, start, noun.end, None, (noun,), False, True)
    return None


def _at_least_one(document: Document, sighting: Sighting) -> CasualtyClaim:
    """'A deadly shooting' killed someone."""
    noun = sighting.anchor
    start = min(child.start for child in (*noun.children, noun) if child.dep in ("amod", "compound") or child is noun)
    record = Casualties(kind="killed", low=1, text=document.text[start : noun.end], start=start, end=noun.end)
    return CasualtyClaim(casualties=record, anchor=noun.i, sentence=noun.sentence.index, heads=(noun.i,), firmness=WEAK)


def _included(document: Document, sighting: Sighting) -> tuple[Included, ...]:
    """'including eight children' and 'among them eight children' behind the victims."""
    found = []
    for governor in dict.fromkeys((sighting.victim, sighting.anchor)):
        for prep in governor.children:
            if prep.lower not in ("including", "among") or prep.i < sighting.victim.i:
                continue
            for noun in (child for child in prep.children if child.dep in ("pobj", "dobj", "conj")):
                token: Token | None = noun
                while token is not None:
                    found += _group(document, token)
                    token = next((child for child in token.children if child.dep == "conj"), None)
    return tuple(found)


def _group(document: Document, noun: Token) -> list[Included]:
    bare = [child for child in noun.children if child.dep == "conj"]
    amount = quantity(document, noun)
    if amount is None or not amount.victims:
        return []
    if bare:  # each part of an enumeration is a group of its own
        own = count_of(document, noun)
        if own is None:
            return []
        return [Included(victims=noun.text, low=own.low, high=own.high)]
    return [Included(victims=amount.victims, low=amount.low, high=amount.high)]


def _distinct(claims: list[CasualtyClaim]) -> list[CasualtyClaim]:
    """One claim for each kind and victims; a death told in the sentence outweighs the shot that caused it."""
    dead = {
        head for claim in claims if claim.casualties.kind == "killed" and claim.firmness == FIRM for head in claim.heads
    }
    found: dict[tuple[str, tuple[int, ...]], CasualtyClaim] = {}
    for claim in claims:
        if claim.firmness < 2 and dead.intersection(claim.heads):
            continue
        key = (claim.casualties.kind, claim.heads)
        if key not in found or found[key].firmness < claim.firmness:
            found[key] = claim
    return sorted(found.values(), key=lambda claim: claim.anchor)


__all__ = ["CasualtyClaim", "casualties"]
