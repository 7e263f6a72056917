"""Noun phrases: head, conjuncts, and where a phrase begins and ends."""

import re
from collections.abc import Iterable, Sequence

from transforms.extract.document import Document, Token
from transforms.extract.grammar.labels import SUBJECTS, VERBAL
from transforms.extract.languages.load import word_set
from transforms.extract.numbers import YEAR

_LONGEST_APPOSITION = 20
"""Tokens; a longer apposition is left out of the phrase."""
_NAMED = frozenset(("NORP", "GPE", "ORG", "PERSON"))
_TIME_NOUNS = word_set("grammar.toml", "noun_phrases", "time_nouns")
_CIRCUMSTANCES = word_set("grammar.toml", "noun_phrases", "circumstances")
_CLOCK = re.compile(r"\d{1,2}(?:[.:]\d\d)?[ap]\.?m\.?")
_NARROWING = word_set("grammar.toml", "noun_phrases", "narrowing")
_PREMODIFIERS = frozenset(("det", "amod", "compound", "poss", "nummod", "nmod", "advmod", "quantmod", "predet", "case"))
_MARKS = frozenset(("-", "–", '"', "“", "”", "''", "‘", "’"))
"""Marks before a noun that belong to its name."""
_CLAUSAL = frozenset(("relcl", "acl", "advcl", "appos", "punct", "parataxis", "ccomp", "npadvmod"))
"""Labels of dependents at which a phrase ends."""
_EXCLUDED = _CLAUSAL | frozenset(("conj", "cc", "preconj"))
"""Labels of the head's own dependents that are left out."""


def head_of(tokens: Sequence[Token]) -> Token:
    """The first of adjoining tokens whose own head is not among them.

    Args:
        tokens: At least one.
    """
    if len(tokens) == 1:
        return tokens[0]
    indices = {token.i for token in tokens}
    return next((token for token in tokens if token.head is token or token.head.i not in indices), tokens[0])


def head_at(document: Document, start: int, end: int) -> Token | None:
    """The head of a passage; None where no token starts in it."""
    tokens = document.tokens_in(start, end)
    return head_of(tokens) if tokens else None


def is_time(noun: Token) -> bool:
    """Whether a noun is a time or a share rather than a participant."""
    if noun.label in ("DATE", "TIME", "PERCENT") or noun.lemma in _TIME_NOUNS:
        return True
    return noun.lower[0].isdigit() and _CLOCK.fullmatch(noun.lower) is not None


def with_conjuncts(heads: Iterable[Token]) -> list[Token]:
    """The heads, each followed by what is coordinated with it, without the states of towns ('Gary, IN')."""
    found: list[Token] = []
    for head in heads:
        coordinated = [head]
        for token in coordinated:  # which grows meanwhile
            if token not in found and not _is_division(token):
                found.append(token)
            coordinated += [
                child
                for child in token.children
                if (_is_conjunct(child) or is_list_item(token, child)) and not _is_beyond_verb(token, child)
            ]
    return found


def _is_conjunct(child: Token) -> bool:
    return child.dep == "conj" and child.pos not in VERBAL and child.tag != "JJ"


def _is_beyond_verb(subject: Token, other: Token) -> bool:
    """Whether a noun listed with a subject stands behind its verb: 'Bo' of 'Lee is accused of hurting Ana; Bo; Cy'."""
    return subject.dep in SUBJECTS and subject.i < subject.head.i < other.i


def _is_division(token: Token) -> bool:
    """Whether a word is the abbreviation of a state behind its town: 'IN' in 'a man from Gary, IN'."""
    if len(token.text) != 2 or not token.text.isupper():
        return False
    before = token.sentence.tokens[: token.i - token.sentence.tokens[0].i]
    return len(before) > 1 and before[-1].text == "," and before[-2].pos == "PROPN"


def without_conjuncts(heads: Sequence[Token]) -> list[Token]:
    """The heads that are not coordinated with an earlier one of them."""
    indices = {token.i for token in heads}
    return [token for token in heads if token.dep not in ("conj", "appos") or token.head.i not in indices]


def first_conjunct(token: Token) -> Token:
    """The first of what is coordinated: 'killing' for 'injuring' of 'killing two and injuring six'."""
    while token.dep == "conj" and token.head is not token:
        token = token.head
    return token


def is_list_item(name: Token, other: Token) -> bool:
    """Whether a name in apposition is the next of a list: 'Ana Ruiz, Bo Li and Cy Po' are three people."""
    if other.dep != "appos" or not (name.label == other.label == "PERSON") or not (name.pos == other.pos == "PROPN"):
        return False
    return any(child.dep in ("conj", "appos") for child in other.children)


def noun_phrase_span(head: Token, verb_preposition: str = "") -> tuple[int, int]:
    """Start and end of a noun phrase without its clauses and conjuncts.

    An apposition is included only where it names a person or is an abbreviation.

    Args:
        head: The head of the phrase.
        verb_preposition: A preposition that belongs to the verb, as 'of' in 'accused the army of negligence'.

    Returns:
        Offsets of the first code point and behind the last.
    """
    included = [head]
    if head.dep in ("compound", "amod", "nmod"):
        included += _named_neighbours(head)
    elif not head.children:
        return head.start, head.end
    for child in head.children:
        if child.dep == "appos" and child.i > head.i and (apposition := _naming_apposition(head, child)):
            included += apposition
        elif not _is_excluded(child, head, verb_preposition):
            included += child.subtree() if child.i < head.i else _up_to_clause(child)
    start = min(token.start for token in included)
    if head.dep == "poss":
        included = [token for token in included if token.dep != "case" or token.start == start]
    return start, max(token.end for token in included)


def _is_excluded(child: Token, head: Token, verb_preposition: str) -> bool:
    """Whether a dependent of the head is no part of the noun phrase."""
    behind = child.i > head.i
    if behind and (child.dep in ("advmod", "neg") or child.lower == "aged"):
        return True
    if child.dep == "nummod":
        return _is_year_of_clause(child)
    if child.dep == "prep":
        return _is_circumstance(child, verb_preposition)
    return child.dep in _EXCLUDED and (behind or child.text != "-")


def _is_circumstance(preposition: Token, verb_preposition: str) -> bool:
    """Whether a prepositional phrase modifies the clause: a time, a gerund ('accused by the union of hiding it')."""
    objects = preposition.children
    return (
        not objects
        or preposition.lower in _CIRCUMSTANCES
        or preposition.lower == verb_preposition
        or any((noun.dep == "pcomp" and noun.tag == "VBG") or is_time(noun) for noun in objects)
    )


def _is_year_of_clause(number: Token) -> bool:
    """Whether a number is a year that a preposition stands before: 'In 2018 more than 220 people died'."""
    tokens = number.sentence.tokens
    before = number.i - tokens[0].i - 1
    return bool(YEAR.fullmatch(number.text)) and before >= 0 and tokens[before].pos == "ADP"


def _named_neighbours(modifier: Token) -> list[Token]:
    """Names to the left that qualify the same noun: 'US' in 'US military raids'."""
    siblings = {child.i: child for child in (*modifier.head.children, *modifier.children)}
    found, i = [], modifier.i - 1
    while i in siblings and siblings[i].label in _NAMED:
        found.append(siblings[i])
        i -= 1
    return found


def _naming_apposition(head: Token, other: Token) -> list[Token]:
    """A name or office in apposition to a person ('the minister, Ana Ruiz'), or an abbreviation in brackets."""
    inner = _up_to_clause(other)
    if len(inner) > _LONGEST_APPOSITION:
        return []
    if "PERSON" in (head.label, other.label):
        return inner if not is_list_item(head, other) else []
    if len(inner) == 1 and other.text.isupper():
        return [*inner, *(child for child in head.children if child.text in "()" and abs(child.i - other.i) == 1)]
    return []


def _up_to_clause(token: Token) -> list[Token]:
    """The subtree of a dependent behind the head up to its first clause, in text order."""
    found, pending = [], [token]
    while pending:
        current = pending.pop()
        found.append(current)
        pending += [child for child in current.children if child.dep not in _CLAUSAL]
    found.sort(key=lambda current: current.i)
    while found and found[-1].dep in ("cc", "punct", "prep"):
        found.pop()
    return found


def name_tokens(head: Token) -> list[Token]:
    """The tokens of a source's name: the noun with what precedes it and a prepositional phrase that narrows it down.

    'Witnesses in the old town'; 'Mara Lund' of 'Mara Lund, a coordinator, who'.
    """
    included = [head]
    for child in head.lefts:
        if child.dep in _PREMODIFIERS or child.text in _MARKS:
            included += child.subtree()
    last = head.i
    for child in head.rights:
        following = _name_continuation(child, last)
        if not following:
            break
        included += following
        last = following[-1].i
    return _contiguous(included, head)


def name_span(head: Token) -> tuple[int, int]:
    """Start and end of `name_tokens`."""
    tokens = name_tokens(head)
    return tokens[0].start, tokens[-1].end


def _name_continuation(child: Token, last: int) -> list[Token]:
    """The tokens by which a dependent continues a name that so far ends with token `last`; none where it ends there."""
    if child.dep == "appos" and child.pos == "PROPN":
        apposition = name_tokens(child)
        if apposition[0].i == last + 1:  # 'shopkeeper Ali Hassan'
            return apposition
    if child.i != last + 1 or child.text in {",", ";"}:
        return []
    if child.dep in {"compound", "flat", "nummod", "case"} or (
        child.dep == "prep"
        and child.lower in _NARROWING
        and not any(noun.label in ("DATE", "TIME") or noun.dep == "pcomp" for noun in child.children)
    ):
        return _up_to_comma(child)
    return []


def _up_to_comma(dependent: Token) -> list[Token]:
    """The subtree of a dependent up to the first comma or clause."""
    included = []
    for token in dependent.subtree():
        if token.text in {",", ";", "(", "–", "—", "-"} or token.dep in {"relcl", "acl"}:
            break
        included.append(token)
    return included or [dependent]


def _contiguous(tokens: list[Token], head: Token) -> list[Token]:
    """The tokens that adjoin the head without a gap, without punctuation at the start."""
    tokens.sort(key=lambda token: token.i)
    first = end = tokens.index(head)
    while first > 0 and tokens[first - 1].i == tokens[first].i - 1:
        first -= 1
    while end + 1 < len(tokens) and tokens[end + 1].i == tokens[end].i + 1:
        end += 1
    while first < end and tokens[first].pos == "PUNCT":
        first += 1
    return tokens[first : end + 1]
