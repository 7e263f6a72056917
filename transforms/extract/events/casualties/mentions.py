"""The words of a sentence that report casualties, and the phrases that name the victims, from the parse."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from transforms.extract.document import Document, Sentence, Token, by_sentence, per_document
from transforms.extract.events.casualties.lexicon import (
    NONE,
    CasualtyPattern,
    lexicon,
    patterns_of,
    words_behind_any_verb,
)
from transforms.extract.events.casualties.records import CasualtyMention
from transforms.extract.events.casualties.running_totals import TOTAL_NOUNS
from transforms.extract.events.casualties.victims import adjacent_quantifier, victims_of
from transforms.extract.events.patterns.match import matches
from transforms.extract.grammar.word_classes import classes, form_lemmas


def casualty_words(document: Document, sentence: Sentence) -> list[Token]:
    """The words of a sentence that may report casualties, by their form alone: most sentences have none."""
    found = _reporting_words(document).get(sentence.index, [])
    if found and (behind := [token for token in found if token.lower in words_behind_any_verb()]):
        verbs = {token.head.head for token in behind}.difference(found)  # 'beaten to death'
        found = sorted([*found, *verbs], key=lambda token: token.i)
    return found


@per_document
def _reporting_words(document: Document) -> dict[int, list[Token]]:
    """The words whose forms may report casualties, by the index of their sentence."""
    words, fatally = lexicon(), classes()["fatally"].words
    may_report = [
        right in words or lower in words or lower in fatally or lemma in TOTAL_NOUNS
        for (lemma, lower, _), right in zip(document.forms, form_lemmas(document), strict=True)
    ]
    return by_sentence(document.tokens_of_forms(may_report))


def casualty_mentions(words: list[Token]) -> Iterator[CasualtyMention]:
    """Every word that reports casualties with its victims, in text order.

    Args:
        words: The words of a sentence that may do so, as `casualty_words` gives them.
    """
    for mention in _by_syntax(words):
        quantifier = adjacent_quantifier(mention.anchor)
        if quantifier is None or quantifier is mention.victim or quantifier in mention.victim.subtree():
            yield mention
        else:
            yield replace(mention, victim=quantifier)


def _by_syntax(words: list[Token]) -> Iterator[CasualtyMention]:
    fatally = classes()["fatally"].words
    for token in words:
        for pos in _readings(token):
            if patterns := patterns_of(token.lemma, token.lower, pos):
                yield from _mentions_of(token, patterns)
        if token.lower in fatally:
            yield from _fatally(token)


def _readings(token: Token) -> Iterator[str]:
    """The parts of speech to look a word up as; a participle may be a verb and an adjective."""
    if token.pos in ("VERB", "AUX") or (token.pos == "ADJ" and token.tag in ("VBN", "VBD", "JJ")):
        yield "VERB"
    if token.pos in ("ADJ", "ADV", "NOUN", "VERB") or token.tag.startswith(("JJ", "RB", "VBN")):
        yield "ADJ"
    if token.pos in ("NOUN", "PROPN"):
        yield "NOUN"


def _mentions_of(token: Token, patterns: Iterable[CasualtyPattern]) -> Iterator[CasualtyMention]:
    """The casualties that a word reports by the first pattern that fits and has victims."""
    for pattern, words in matches(token, patterns):
        if pattern.kind == NONE:
            return
        victims = victims_of(token, words, pattern)
        if victims is not None:
            for victim in victims:
                yield CasualtyMention(
                    kind=pattern.kind,
                    anchor=token,
                    victim=victim,
                    certainty=pattern.certainty,
                    negated=bool(pattern.conditions.negated),
                    alone=token.dep == "amod" and pattern.pos == "ADJ" and victim is token.head,
                )
            return


def _fatally(adverb: Token) -> Iterator[CasualtyMention]:
    """'Three were shot, one fatally', 'two of them fatally'."""
    tokens, i = adverb.sentence.tokens, adverb.i - adverb.sentence.tokens[0].i
    if i + 1 < len(tokens) and tokens[i + 1].pos in ("VERB", "ADJ"):
        return
    if i > 2 and tokens[i - 1].lower == "them":
        i -= 2
    if i and (tokens[i - 1].pos == "NUM" or tokens[i - 1].lower in ("another", "several")):
        yield CasualtyMention(kind="killed", anchor=adverb, victim=tokens[i - 1])
