"""How a passage hangs on a trigger: heads, clauses, steps up the tree."""

from collections.abc import Sequence

from transforms.extract.document import Document, Token

BORDERS = frozenset(("ccomp", "relcl", "advcl", "parataxis", "acl", "conj", "pcomp"))


def head_of(document: Document, start: int, end: int) -> Token | None:
    """The syntactic head of a passage: its token whose own head lies outside."""
    tokens = document.tokens_in(start, end)
    inside = {token.i for token in tokens}
    return next((token for token in tokens if token.head is token or token.head.i not in inside), None)


def clause_of(token: Token) -> Token:
    """The predicate of the token's clause."""
    while token.head is not token and token.pos not in ("VERB", "AUX"):
        token = token.head
    return token


def steps_to(token: Token, trigger_tokens: Sequence[Token]) -> int | None:
    """Steps from a mention up to the trigger, or to its clause's predicate; None where another clause lies between."""
    own = {trigger.i for trigger in trigger_tokens}
    predicates = {clause_of(trigger).i for trigger in trigger_tokens}
    steps = 0
    while True:
        if token.i in own:
            return steps
        if token.i in predicates:
            return steps + 3
        if token.head is token or (token.pos in ("VERB", "AUX") and token.dep in BORDERS):
            return None
        token = token.head
        steps += 1
