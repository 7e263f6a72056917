"""The words that name somebody: what stands in a row as the speaker."""

from transforms.extract.document import Token

_PREPOSITIONS = frozenset(("of", "in", "from", "for", "at", "with", "near", "inside", "outside", "across", "behind"))
_LEFTS = frozenset(("det", "amod", "compound", "poss", "nummod", "nmod", "advmod", "quantmod", "predet", "case"))
_MARKS = frozenset(("-", "–", '"', "“", "”", "''", "‘", "’"))
_TIMES = frozenset(("DATE", "TIME"))


def name_tokens(head: Token) -> list[Token]:
    """The words that name who speaks: the noun with what stands before it and a phrase that narrows it down.

    'Witnesses in the old town'; 'Mara Lund' of 'Mara Lund, a coordinator, who'.
    """
    kept = [head]
    for child in head.lefts:
        if child.dep in _LEFTS or child.text in _MARKS:
            kept += child.subtree()
    last = head.i
    for child in head.rights:
        if child.dep == "appos" and child.pos == "PROPN" and name_tokens(child)[0].i == last + 1:
            subtree = name_tokens(child)  # 'shopkeeper Ali Hassan'
            kept += subtree
            last = subtree[-1].i
            continue
        if child.i != last + 1 or child.text in {",", ";"}:
            break
        if child.dep in {"compound", "flat", "nummod", "case"} or (
            child.dep == "prep"
            and child.lower in _PREPOSITIONS
            and not any(noun.label in _TIMES or noun.dep == "pcomp" for noun in child.children)
        ):
            subtree = _narrowing(child)
            kept += subtree
            last = subtree[-1].i
        else:
            break
    kept.sort(key=lambda token: token.i)
    first = kept.index(head)
    while first > 0 and kept[first - 1].i == kept[first].i - 1:
        first -= 1
    kept = kept[first:]
    until = 1
    while until < len(kept) and kept[until].i == kept[until - 1].i + 1:
        until += 1
    kept = kept[:until]
    while len(kept) > 1 and kept[0].pos == "PUNCT":
        kept = kept[1:]
    return kept


def _narrowing(preposition: Token) -> list[Token]:
    """The phrase up to the first comma or clause."""
    kept = []
    for token in preposition.subtree():
        if token.text in {",", ";", "(", "–", "—", "-"} or token.dep in {"relcl", "acl"}:
            break
        kept.append(token)
    return kept or [preposition]


def name_span(head: Token) -> tuple[int, int]:
    """Start and end of `name_tokens`."""
    tokens = name_tokens(head)
    return tokens[0].start, tokens[-1].end
