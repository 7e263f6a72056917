"""Amounts that count things in a sentence, and what they count.

Numbers that count nothing (an age, a house number, a day, a time, a caliber, a price) are left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transforms.extract.document import Document, Sentence, Token, per_document
from transforms.extract.languages.load import word_set
from transforms.extract.numbers import DASHES, YEAR, amount_at, may_start

_NOT_COUNTED = frozenset(("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"))


def _adjacent(kind: str) -> frozenset[str]:
    """A list of words next to which a number counts nothing."""
    return word_set("numbers.toml", "adjacent", kind)


def _counts_things(number: Token) -> bool:
    """Whether a number counts something: it is no age, day, time, price, house or road number."""
    tokens, i = number.sentence.tokens, number.i - number.sentence.tokens[0].i
    before = tokens[i - 1] if i else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    digits = number.text[:1].isdigit()
    if after is not None:
        if (
            after.text in DASHES
            and i + 2 < len(tokens)
            and (_is_measure(tokens[i + 2]) or tokens[i + 2].lower == "old")
        ):
            return False
        if _is_measure(after) or (after.lower in _adjacent("months") and after.text[:1].isupper() and digits):
            return False
        if digits and after.text in (":", "%", "/") and after.start == number.end:
            return False
        if (
            digits
            and after.pos == "PROPN"
            and any(token.lower in _adjacent("streets") for token in tokens[i + 1 : i + 5])
        ):
            return False
    if before is not None:
        if before.text in ("$", "£", "€", "#", ".", "/", ":") and before.end == number.start:
            return False
        if before.lower in _adjacent("labels"):
            return False
        if digits and before.lower in _adjacent("months") and before.text[:1].isupper():
            return False
        if digits and _is_page_number(tokens, i):
            return False
        if digits and before.text == "," and i > 1 and tokens[i - 2].pos == "PROPN" and _ends_apposition(after):
            return False  # 'Rolando Pizarro, 45,'
        if digits and before.pos == "PROPN" and (after is None or after.pos not in ("NOUN", "ADJ", "NUM")):
            return False  # 'Channel 5'
    if digits and YEAR.fullmatch(number.text):
        return after is not None and after.tag == "NNS" and number.label not in ("DATE", "TIME")
    if number.label in _NOT_COUNTED:
        return number.dep == "nummod" and number.head.tag in ("NNS", "NNPS") and number.head.label not in _NOT_COUNTED
    return True


def _is_page_number(tokens: Sequence[Token], i: int) -> bool:
    """Whether a number is an ordinal: 'Image 2 of 10', both numbers."""
    if tokens[i - 1].lower == "of" and i > 2 and tokens[i - 2].text.isdigit():
        i -= 2
    return tokens[i - 1].lower in _adjacent("ordinals")


def _is_measure(token: Token) -> bool:
    """Whether a word is a unit of measure."""
    return token.lower in _adjacent("measures") or token.lemma in _adjacent("measures")


def _ends_apposition(token: Token | None) -> bool:
    """Whether an age between commas may end before this token."""
    return token is None or token.text in (",", ".", ";", ")", "and", "of", "–", "—", "-")


@dataclass(frozen=True, slots=True)
class Count:
    """An amount in the text: a range, its words, and the word that it counts.

    Attributes:
        low: Lower bound.
        high: Upper bound; None if open.
        first: Document index of its first token.
        last: Document index of its last token.
        noun: Document index of the noun counted; the number itself where none is written ('five were injured').
    """

    low: int
    high: int | None
    first: int
    last: int
    noun: int


ARTICLES = frozenset(("a", "an", "no", "another"))


def counts(document: Document, sentence: Sentence) -> tuple[Count, ...]:
    """All amounts of a sentence that count things, in text order; not the bare articles 'a', 'an' and 'no'."""
    known = _counts_by_sentence(document)
    if sentence.index not in known:
        known[sentence.index] = tuple(_counts(sentence))
    return known[sentence.index]


def count_of(document: Document, noun: Token) -> Count | None:
    """The first amount that counts a noun."""
    return next((count for count in counts(document, noun.sentence) if count.noun == noun.i), None)


@per_document
def _counts_by_sentence(document: Document) -> dict[int, tuple[Count, ...]]:
    """Counts by the index of their sentence, of the sentences read so far."""
    return {}


def _counts(sentence: Sentence) -> Iterator[Count]:
    words = [token.lower for token in sentence.tokens]
    at = 0
    while at < len(words):
        amount = amount_at(words, at) if may_start(words[at]) else None
        if amount is None:
            at += 1
            continue
        core = sentence.tokens[amount.core]
        bare = amount.last - amount.core == 1 and words[amount.core] in ARTICLES and amount.core == amount.first
        if not bare and _counts_things(core) and _counts_things(sentence.tokens[amount.last - 1]):
            first, last = sentence.tokens[amount.first], sentence.tokens[amount.last - 1]
            yield Count(amount.low, amount.high, first.i, last.i, _counted(core, last).i)
        at = amount.last if not bare else at + 1


def _counted(core: Token, last: Token) -> Token:
    """The noun that a number counts: the head of the number's own words."""
    token = core
    while token.head is not token and (
        token.dep in ("nummod", "quantmod", "det", "npadvmod", "predet")
        or core.i <= token.head.i <= last.i
        or (token.dep in ("amod", "compound") and token.pos in ("NUM", "ADJ", "DET") and token.head.i > token.i)
    ):
        if token.head.pos == "VERB" and token.dep != "nummod":
            break
        token = token.head
    return token
