"""Tolls: what the counts of a happening have come to, as 'the death toll rose from four to six' tells."""

from collections.abc import Iterator
from dataclasses import replace

from schemas.rows.event import Casualties
from transforms.extract.document import Document, Token
from transforms.extract.events.casualties.group_size import can_be_people
from transforms.extract.events.casualties.nouns import state_words
from transforms.extract.events.casualties.records import CasualtyClaim
from transforms.extract.events.casualties.word_lists import words
from transforms.extract.numbers import Count, amount_at, counts

TOLLS = frozenset(("toll", "number", "tally"))
"""Lemmas of the nouns that may be a toll; the last two where their 'of' names who is counted."""
REACH = 14
"""Words between a toll and its number, at most."""
BEFORE = frozenset(("to", "at", "of", "is", "was", "now"))
AHEAD = frozenset(("could", "may", "might", "would", "will", "can", "'ll", "’ll", "wo", "should"))
PLACES = frozenset(("GPE", "LOC", "FAC", "EVENT", "NORP"))


def tolls(document: Document, telling: list[Token]) -> Iterator[CasualtyClaim]:
    """The tolls among the telling words of a sentence; none that is only feared or expected.

    'The death toll rose to 40', 'a death toll of 40', 'bringing the number of wounded to 12'. One that a verb says to
    have come to its number is an update of what the article told before, unless it counts more than one happening.
    """
    for token in telling:
        kind = _kind(token)
        found = _amount(document, token) if kind else None
        if kind is None or found is None:
            continue
        amount, verb = found
        if verb is not None and _is_ahead(verb):
            continue
        start, end = document.tokens[amount.first].start, document.tokens[amount.last].end
        yield CasualtyClaim(
            casualties=Casualties(
                kind=kind, low=amount.low, high=amount.high, text=document.text[start:end], start=start, end=end
            ),
            anchor=token.i,
            sentence=token.sentence.index,
            heads=(token.i,),
            update=verb is not None and not _counts_more(document, token, verb),
        )


def _kind(noun: Token) -> str | None:
    """What a toll counts; None of other nouns, and where it does not say."""
    beside = {child.lower for child in noun.children if child.dep in ("compound", "amod", "nmod")}
    if noun.lemma == "toll":
        moved = [word for word in (noun.head, *noun.rights) if word.lemma in words("words")["move"]]
        if "death" in beside or (moved and not beside & {"injury", "casualty"}):
            return "killed"
    elif noun.lemma in TOLLS:
        counted = noun.subtree() if any(child.lower == "of" for child in noun.rights) else ()
        return next((kind for word in counted if (kind := _counted(word)) is not None), None)
    return None


def _counted(word: Token) -> str | None:
    if word.lemma in ("kill", "death", "fatality"):
        return "killed"
    if word.lemma == "injury" or word.lemma in words("injured")["object"]:
        return "injured"
    return state_words().get(word.lower)


def _amount(document: Document, toll: Token) -> tuple[Count, Token | None] | None:
    """What a toll is said to be, and the verb that says that it came to this."""
    if (risen := _from_to(toll)) is not None:
        return risen
    move, reach, beyond = (words("words")[name] for name in ("move", "reach", "beyond"))
    for count in counts(document, toll.sentence):
        if count.first == toll.sentence.tokens[0].i:
            continue
        before, counted = document.tokens[count.first - 1], document.tokens[count.noun]
        verb = before if before.pos == "VERB" else before.head
        if count.first < toll.i:
            if before.lower != "to" or document.tokens[count.last + 1].lower != "the":
                continue
            verb = document.tokens[count.first - 2]  # 'bringing to six the number of dead'
        elif count.first > toll.i + REACH:
            break
        if count.noun not in (count.last, toll.i) and (counted.tag != "NNS" or not can_be_people(counted)):
            continue
        moved = verb if verb.lemma in move else None
        if before.lemma.lower() in beyond:
            return replace(count, low=count.low + 1, high=None), moved
        if before.lower in BEFORE or before.lemma.lower() in reach:
            return count, moved
    return None


def _from_to(toll: Token) -> tuple[Count, Token] | None:
    """Six of 'rose from four to six', whatever the model takes the numbers for."""
    tokens, first = toll.sentence.tokens, toll.sentence.tokens[0].i
    forms = [token.lower for token in tokens]
    for i in range(toll.i - first + 1, min(toll.i - first + REACH, len(tokens) - 1)):
        if forms[i] == "from" and tokens[i].head.lemma in words("words")["move"]:
            amount = amount_at(forms, i + 1)
            if amount is not None and amount.high is not None and amount.low < amount.high:
                at = first + amount.first, first + amount.last - 1
                return Count(amount.high, amount.high, *at, at[1]), tokens[i].head
    return None


def _is_ahead(verb: Token) -> bool:
    """Whether a toll has not come to its number: 'could rise to 20', 'is expected to rise to 20'."""
    auxiliaries = {child.lower for child in verb.children if child.dep in ("aux", "neg")}
    return bool(auxiliaries & AHEAD or {"not", "n't"} & auxiliaries or (verb.tag == "VB" and "to" in auxiliaries))


def _counts_more(document: Document, toll: Token, verb: Token) -> bool:
    """Whether a toll is of other or more happenings than those told before.

    'The toll of the war', 'Peru's death toll', 'the overall toll'; and 'the toll from an earthquake in Peru' where
    nothing was said of Peru.
    """
    more, told = words("words")["more"], document.text[: toll.sentence.start]
    if any(child.lower in more or child.label in PLACES for child in toll.lefts):
        return True
    for child in (*toll.children, *verb.children):
        if child.dep in ("prep", "mark", "advmod") and child.lower == "since":
            return True
        if child.dep == "prep" and child.lower in ("in", "from", "of", "for", "across"):
            for word in child.subtree():
                if word.lemma.lower() in more or (word.label in PLACES and word.text not in told):
                    return True
    return False
