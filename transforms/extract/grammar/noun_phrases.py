"""Where the noun phrase of a participant begins and ends."""

from transforms.extract.document import Token
from transforms.extract.grammar.arguments import is_time, listed
from transforms.extract.numbers import YEAR

LONG = 20
APART = frozenset(
    ("during", "after", "before", "since", "until", "amid", "despite", "as", "following", "like", "because")
)
CUT = frozenset(("relcl", "acl", "advcl", "appos", "conj", "cc", "preconj", "punct", "parataxis", "npadvmod", "ccomp"))


def phrase(head: Token, without: str = "") -> tuple[int, int]:
    """Start and end of the noun phrase, without clauses and conjuncts; of appositions only those that name a person.

    Args:
        head: Its head.
        without: A preposition that belongs to the verb, as 'of' in 'accused the army of negligence'.
    """
    kept = [head]
    if head.dep in ("compound", "amod", "nmod"):
        kept += _named_before(head)
    elif not head.children:
        return head.start, head.end
    for child in head.children:
        if child.dep == "appos" and child.i > head.i and (inner := _apposition(head, child)):
            kept += inner
            continue
        if child.dep == "nummod" and _is_year_of_clause(child):
            continue
        if child.lower == "aged" and child.i > head.i:
            continue
        if child.dep in CUT and not (child.i < head.i and child.dep == "punct" and child.text == "-"):
            continue
        if child.dep == "prep" and (child.lower in APART or child.lower == without):
            continue
        if child.dep == "prep" and any(inner.dep == "pcomp" and inner.tag == "VBG" for inner in child.children):
            continue  # 'accused by the union of hiding it'
        if child.dep == "prep" and (not child.children or any(is_time(inner) for inner in child.children)):
            continue
        if child.dep in ("advmod", "neg") and child.i > head.i:
            continue
        kept += child.subtree() if child.i < head.i else _within(child)
    start = min(token.start for token in kept)
    if head.dep == "poss":
        kept = [token for token in kept if token.dep != "case" or token.start == start]
    return start, max(token.end for token in kept)


def _is_year_of_clause(number: Token) -> bool:
    """Whether a number is a year that a preposition stands before: 'In 2018 more than 220 people died'."""
    tokens = number.sentence.tokens
    before = number.i - tokens[0].i - 1
    return bool(YEAR.fullmatch(number.text)) and before >= 0 and tokens[before].pos == "ADP"


def _named_before(modifier: Token) -> list[Token]:
    """Neighbours on the left that qualify the same noun and name someone: 'US' in 'US military raids'."""
    beside = {child.i: child for child in (*modifier.head.children, *modifier.children)}
    found, i = [], modifier.i - 1
    while i in beside and beside[i].label in ("NORP", "GPE", "ORG", "PERSON"):
        found.append(beside[i])
        i -= 1
    return found


def _apposition(head: Token, other: Token) -> list[Token]:
    """A name or office set beside a person's ('the minister, Ana Ruiz'), or an abbreviation in brackets."""
    inner = _within(other)
    if len(inner) > LONG:
        return []
    if "PERSON" in (head.label, other.label):
        return inner if not listed(head, other) else []
    if len(inner) == 1 and other.text.isupper():
        return [*inner, *(one for one in head.children if one.text in "()" and abs(one.i - other.i) == 1)]
    return []


def _within(token: Token) -> list[Token]:
    """A subtree behind the head up to its first clause."""
    found, open_ = [], [token]
    while open_:
        one = open_.pop()
        found.append(one)
        open_ += [
            child
            for child in one.children
            if child.dep not in ("relcl", "acl", "advcl", "appos", "punct", "parataxis", "ccomp", "npadvmod")
        ]
    edge = sorted(found, key=lambda one: one.i)
    while edge and edge[-1].dep in ("cc", "punct", "prep"):
        edge.pop()
    return edge
