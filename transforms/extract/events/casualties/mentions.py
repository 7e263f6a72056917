"""Whom a word of killing, injuring, missing, displacing, arresting or abducting befell, from the parse."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from transforms.extract.document import Sentence, Token
from transforms.extract.events.casualties.nouns import state_words, telling_nouns, told_by_noun, told_by_state
from transforms.extract.events.casualties.patients import PARTICIPLES
from transforms.extract.events.casualties.records import Sighting
from transforms.extract.events.casualties.running_totals import TOLLS
from transforms.extract.events.casualties.verbs import telling_verbs, told_by_verb
from transforms.extract.events.casualties.word_lists import words


def telling_words(sentence: Sentence) -> list[Token]:
    """The words of a sentence that may tell of casualties, by their letters alone: most sentences have none."""
    found = [token for token in sentence.tokens if _may_tell(token.lemma, token.lower)]
    if found and (verbs := {token.head.head for token in found if token.lower == "death"}.difference(found)):
        found = sorted([*found, *verbs], key=lambda token: token.i)  # 'beaten to death'
    return found


@lru_cache(maxsize=1 << 15)
def _may_tell(lemma: str, lower: str) -> bool:
    lemma = lemma.lower()
    if lower in state_words() or lower in words("words")["fatal"] or lower == "gunned":
        return True
    return lemma in TOLLS or lemma in telling_verbs() or lemma in telling_nouns()


def sightings(telling: list[Token]) -> Iterator[Sighting]:
    """Every word of casualties with its victims, in text order.

    Args:
        telling: The words of a sentence that may be such, as `telling_words` gives them.
    """
    for sighting in _by_syntax(telling):
        beside = _beside(sighting.anchor)
        if beside is not None and beside is not sighting.victim and beside not in sighting.victim.subtree():
            yield replace(sighting, victim=beside)
        else:
            yield sighting


def _beside(anchor: Token) -> Token | None:
    """The number that stands right before a participle or adjective: 'and five wounded', 'another injured'.

    The parser is least sure of such fragments; the order of words is plain.
    """
    if anchor.tag not in ("VBN", "VBD", "JJ"):
        return None
    tokens, first = anchor.sentence.tokens, anchor.sentence.tokens[0].i
    i = anchor.i - first - 1
    while i >= 0 and (
        tokens[i].tag in ("RB", "RBR") or tokens[i].lower in ("were", "was", "are", "is", "been", "have", "has")
    ):
        i -= 1
    if i < 0 or not (tokens[i].pos == "NUM" or tokens[i].lower in ("another", "others", "several", "dozens")):
        return None
    if tokens[i].label in ("DATE", "TIME") or (i and tokens[i - 1].text in (",", "(") and tokens[i].text.isdigit()):
        return None  # an age
    return tokens[i]


def _by_syntax(telling: list[Token]) -> Iterator[Sighting]:
    for token in telling:
        if token.pos in ("VERB", "AUX") or (token.tag in PARTICIPLES and token.pos == "ADJ"):
            yield from told_by_verb(token)
        if token.lower in state_words() and (
            token.pos in ("ADJ", "ADV", "NOUN", "VERB") or token.tag.startswith(("JJ", "RB", "VBN"))
        ):
            yield from told_by_state(token)
        if token.pos in ("NOUN", "PROPN"):
            yield from told_by_noun(token)
        if token.lower in words("words")["fatal"]:
            yield from _fatally(token)


def _fatally(adverb: Token) -> Iterator[Sighting]:
    """'Three were shot, one fatally', 'two of them fatally'."""
    tokens, i = adverb.sentence.tokens, adverb.i - adverb.sentence.tokens[0].i
    if i + 1 < len(tokens) and tokens[i + 1].pos in ("VERB", "ADJ"):
        return
    if i and tokens[i - 1].lower == "them" and i > 2:
        i -= 2
    if i and (tokens[i - 1].pos == "NUM" or tokens[i - 1].lower in ("another", "several")):
        yield Sighting("killed", adverb, tokens[i - 1])
