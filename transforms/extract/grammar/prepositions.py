"""Objects of prepositions."""

from collections.abc import Iterable, Iterator

from transforms.extract.document import Token
from transforms.extract.grammar.clauses import relative_antecedent
from transforms.extract.grammar.labels import PREPOSITIONS
from transforms.extract.grammar.noun_phrases import is_time, with_conjuncts


def objects_of(preposition: Token) -> Iterator[Token]:
    """Heads of a preposition's objects, those behind a second preposition ('out of') included."""
    for child in preposition.children:
        if child.dep == "pobj":
            yield relative_antecedent(child)
        elif child.dep == "prep":
            yield from objects_of(child)


def prepositional_objects(tokens: Iterable[Token], preposition: str) -> list[Token]:
    """Heads of the nouns behind a preposition below one of the tokens, conjuncts included; not times.

    Args:
        tokens: Verbs or nouns.
        preposition: In lower case.
    """
    found: list[Token] = []
    for token in tokens:
        for child in token.children:
            if child.dep in PREPOSITIONS and child.lower == preposition:
                found += [noun for noun in objects_of(child) if not is_time(noun)]
            elif child.dep in ("prep", "prt", "advmod"):
                for inner in child.children:
                    if inner.dep == "prep" and inner.lower == preposition:
                        found += [noun for noun in objects_of(inner) if not is_time(noun)]
    return with_conjuncts(found) if found else []
