"""How many were killed, injured, missing, displaced, arrested, abducted: one claim a passage that says so.

Whom a word befell comes from the parse (`victims`), how many they are from their phrase (`people`). What one passage
leaves open the article decides: who was 'shot' counts as injured unless the article tells that they died.
"""

from dataclasses import dataclass, replace

from schemas.event import Casualties, Included
from transforms.extract.events.lexicons import words
from transforms.extract.events.numbers import counts
from transforms.extract.events.people import Quantity, quantity
from transforms.extract.events.victims import Sighting, sightings
from transforms.extract.syntax import Document, Sentence, Token, per_document


@dataclass(frozen=True, slots=True, kw_only=True)
class CasualtyClaim:
    """A claim and where in the sentence it hangs.

    Attributes:
        casualties: The record for the events table.
        anchor: Document index of the word that tells it ('killed', 'deaths').
        sentence: Index of its sentence.
        heads: Document indices of the victims' head nouns.
        others: Whether the victims come on top of those told before ('two others').
        soft: Injured, unless the article goes on to say that they died ('shot').
    """

    casualties: Casualties
    anchor: int
    sentence: int
    heads: tuple[int, ...]
    others: bool = False
    soft: bool = False


@per_document
def casualties(document: Document) -> tuple[CasualtyClaim, ...]:
    """All claims of an article, in text order."""
    return tuple(claim for sentence in document.sentences for claim in _claims(document, sentence))


def _claims(document: Document, sentence: Sentence) -> list[CasualtyClaim]:
    """The claims of one sentence, one for each kind and group of victims."""
    found: list[CasualtyClaim] = []
    for sighting in sightings(sentence):
        amount = quantity(document, sighting.victim)
        if amount is None or _vain(amount, sighting):
            continue
        found.append(_claim(document, sighting, amount))
    found += _tolls(document, sentence)
    found.sort(key=lambda claim: claim.anchor)
    return _distinct(found)


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
        soft=sighting.soft,
    )


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
        own = next((count for count in counts(document) if count.noun == noun.i), None)
        if own is None:
            return []
        return [Included(victims=noun.text, low=own.low, high=own.high)]
    return [Included(victims=amount.victims, low=amount.low, high=amount.high)]


def _tolls(document: Document, sentence: Sentence) -> list[CasualtyClaim]:
    """'The death toll rose to 40', 'brought the death toll to at least 12', 'a death toll of 40'."""
    found = []
    for token in sentence.tokens:
        if token.lemma != "toll" or not any(child.lower == "death" for child in token.children):
            continue
        behind = [count for count in counts(document) if token.i < count.first <= min(token.i + 14, sentence.tokens[-1].i)]
        for count in behind:
            before = document.tokens[count.first - 1]
            number = document.tokens[count.last]
            if before.lower == "from" or count.noun != count.last and document.tokens[count.noun].tag != "NNS":
                continue
            low, high = count.low, count.high
            verb = before.lemma.lower()
            if verb in words("words")["beyond"]:
                low, high = low + 1, None
            elif before.lower not in ("to", "at", "of", "is", "was", "now") and verb not in words("words")["reach"]:
                continue
            start = document.tokens[count.first].start
            record = Casualties(
                kind="killed", low=low, high=high, text=document.text[start : number.end], start=start, end=number.end
            )
            found.append(CasualtyClaim(casualties=record, anchor=token.i, sentence=sentence.index, heads=(token.i,)))
            break
    return found


def _distinct(claims: list[CasualtyClaim]) -> list[CasualtyClaim]:
    """One claim for each kind and victims; a death told in the sentence outweighs the shot that caused it."""
    dead = {head for claim in claims if claim.casualties.kind == "killed" for head in claim.heads}
    found: dict[tuple[str, tuple[int, ...]], CasualtyClaim] = {}
    for claim in claims:
        if claim.soft and dead.intersection(claim.heads):
            continue
        key = (claim.casualties.kind, claim.heads)
        if key not in found or (found[key].soft and not claim.soft):
            found[key] = claim
    return sorted(found.values(), key=lambda claim: claim.anchor)


__all__ = ["CasualtyClaim", "casualties", "replace"]
