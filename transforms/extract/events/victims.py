"""Whom a word of killing, injuring, missing, displacing, arresting or abducting befell, from the parse."""

from collections.abc import Iterator
from dataclasses import replace

from transforms.extract.events.casualty_words import words
from transforms.extract.events.claim import Sighting
from transforms.extract.events.undergoers import PARTICIPLES
from transforms.extract.events.victim_nouns import told_by_noun, told_by_state
from transforms.extract.events.victim_verbs import told_by_verb
from transforms.extract.syntax import Sentence, Token


def sightings(sentence: Sentence) -> Iterator[Sighting]:
    """Every such word of a sentence with its victims, in text order."""
    for sighting in _by_syntax(sentence):
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


def _by_syntax(sentence: Sentence) -> Iterator[Sighting]:
    for token in sentence.tokens:
        if token.pos in ("VERB", "AUX") or (token.tag in PARTICIPLES and token.pos in ("ADJ", "VERB")):
            yield from told_by_verb(token)
        if token.pos in ("ADJ", "ADV", "NOUN", "VERB") or token.tag.startswith(("JJ", "RB", "VBN")):
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
