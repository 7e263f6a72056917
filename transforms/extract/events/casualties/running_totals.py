"""Running totals: what the counts of an event have risen to, as 'the death toll rose from four to six' reports."""

from collections.abc import Iterator
from dataclasses import replace

from schemas.rows.event import Casualties
from transforms.extract.counts import Count, counts
from transforms.extract.document import Document, Token
from transforms.extract.events.casualties.group_size import can_be_people
from transforms.extract.events.casualties.lexicon import patterns_of
from transforms.extract.events.casualties.records import CasualtyRecord
from transforms.extract.grammar.word_classes import classes
from transforms.extract.languages.load import word_set, word_sets
from transforms.extract.numbers import amount_at

_TOTALS = word_sets("casualties/running_totals.toml", "totals")
_KILLED = word_set("casualties/running_totals.toml", "counted", "killed")
_INJURED = word_set("casualties/running_totals.toml", "counted", "injured") | classes()["injuring"].words
TOTAL_NOUNS = _TOTALS["nouns"]
_REACH = 14
"""Words between a total and its number, at most."""
_PLACE_LABELS = frozenset(("GPE", "LOC", "FAC", "EVENT", "NORP"))


def running_totals(document: Document, words: list[Token]) -> Iterator[CasualtyRecord]:
    """The running totals of a sentence, without those that are only feared or expected.

    'The death toll rose to 40', 'a death toll of 40', 'bringing the number of wounded to 12', 'put the dead at 40'. A
    total that a verb says to have come to its number updates what the article reported before, unless it counts more
    than one event.

    Args:
        document: The article.
        words: The words of the sentence that may report casualties.
    """
    for token in words:
        kind = _kind(token)
        found = _amount(document, token) if kind else None
        if kind is None or found is None:
            continue
        amount, verb = found
        if verb is not None and _is_expected(verb):
            continue
        start, end = document.tokens[amount.first].start, document.tokens[amount.last].end
        yield CasualtyRecord(
            casualties=Casualties(
                kind=kind, low=amount.low, high=amount.high, text=document.text[start:end], start=start, end=end
            ),
            anchor=token.i,
            sentence=token.sentence.index,
            heads=(token.i,),
            is_update=verb is not None and not _has_wider_scope(document, token, verb),
        )


def _kind(noun: Token) -> str | None:
    """What a total counts; None of other nouns, and where it does not say."""
    if noun.lemma == "toll":
        beside = {child.lower for child in noun.children if child.dep in ("compound", "amod", "nmod")}
        moved = any(word.lemma in _TOTALS["move"] for word in (noun.head, *noun.rights))
        if "death" in beside or (moved and not beside & _TOTALS["other_tolls"]):
            return "killed"
    elif noun.lemma in TOTAL_NOUNS:
        counted = noun.subtree() if any(child.lower == "of" for child in noun.rights) else ()
        return next((kind for word in counted if (kind := _kind_counted(word)) is not None), None)
    elif noun.dep == "dobj" and noun.head.lemma in _TOTALS["put"]:
        return _kind_counted(noun) if any(child.lower == "at" for child in noun.head.rights) else None
    return None


def _kind_counted(word: Token) -> str | None:
    if word.lemma in _KILLED:
        return "killed"
    if word.lemma in _INJURED:
        return "injured"
    return next((pattern.kind for pattern in patterns_of(word.lemma, word.lower, "ADJ")), None)


def _amount(document: Document, total: Token) -> tuple[Count, Token | None] | None:
    """What a total is said to be, and the verb that says that it came to this."""
    if (risen := _from_to(total)) is not None:
        return risen
    for count in counts(document, total.sentence):
        if count.first == total.sentence.tokens[0].i:
            continue
        before, counted = document.tokens[count.first - 1], document.tokens[count.noun]
        verb = before if before.pos == "VERB" else before.head
        if count.first < total.i:
            if before.lower != "to" or document.tokens[count.last + 1].lower != "the":
                continue
            verb = document.tokens[count.first - 2]  # 'bringing to six the number of dead'
        elif count.first > total.i + _REACH:
            break
        if count.noun not in (count.last, total.i) and (counted.tag != "NNS" or not can_be_people(counted)):
            continue
        moved = verb if verb.lemma in _TOTALS["move"] else None
        if before.lemma.lower() in _TOTALS["beyond"]:
            return replace(count, low=count.low + 1, high=None), moved
        if before.lower in _TOTALS["before"] or before.lemma.lower() in _TOTALS["reach"]:
            return count, moved
    return None


def _from_to(total: Token) -> tuple[Count, Token] | None:
    """Six of 'rose from four to six', however the model tags the numbers."""
    tokens, first = total.sentence.tokens, total.sentence.tokens[0].i
    forms = [token.lower for token in tokens]
    for i in range(total.i - first + 1, min(total.i - first + _REACH, len(tokens) - 1)):
        if forms[i] == "from" and tokens[i].head.lemma in _TOTALS["move"]:
            amount = amount_at(forms, i + 1)
            if amount is not None and amount.high is not None and amount.low < amount.high:
                at = first + amount.first, first + amount.last - 1
                return Count(amount.high, amount.high, *at, at[1]), tokens[i].head
    return None


def _is_expected(verb: Token) -> bool:
    """Whether a total has not come to its number: 'could rise to 20', 'is expected to rise to 20'."""
    auxiliaries = {child.lower for child in verb.children if child.dep in ("aux", "neg")}
    return bool(
        auxiliaries & _TOTALS["expected"] or {"not", "n't"} & auxiliaries or (verb.tag == "VB" and "to" in auxiliaries)
    )


def _has_wider_scope(document: Document, total: Token, verb: Token) -> bool:
    """Whether a total is of other or more events than those reported before.

    'The toll of the war', 'Peru's death toll', 'the overall toll'; and 'the toll from an earthquake in Peru' where the
    article has not named Peru before.
    """
    wider, text_before = _TOTALS["wider"], document.text[: total.sentence.start]
    if any(child.lower in wider or child.label in _PLACE_LABELS for child in total.lefts):
        return True
    for child in (*total.children, *verb.children):
        if child.dep in ("prep", "mark", "advmod") and child.lower == "since":
            return True
        if child.dep == "prep" and child.lower in _TOTALS["scope"]:
            for word in child.subtree():
                if word.lemma.lower() in wider or (word.label in _PLACE_LABELS and word.text not in text_before):
                    return True
    return False
