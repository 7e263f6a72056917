"""Modifiers of nouns, and nouns that only measure or carry another noun."""

from transforms.extract.document import Token
from transforms.extract.grammar.prepositions import prepositional_objects
from transforms.extract.grammar.word_classes import classes, meets
from transforms.extract.languages.load import word_set

_NAMED = frozenset(("NORP", "GPE", "ORG", "PERSON"))
_QUANTIFIERS = word_set("grammar.toml", "modifiers", "quantifiers")


def modifiers(noun: Token) -> list[Token]:
    """Words before a noun that qualify it."""
    return [child for child in noun.children if child.dep in ("amod", "compound", "nmod", "nummod", "poss", "npadvmod")]


def named_modifiers(noun: Token) -> list[Token]:
    """Modifiers that name or describe a party: 'Israeli air raids', 'a rebel raid'.

    Of adjacent ones ('US army raids') only the last is returned.
    """
    people, forces = classes()["person"].words, classes()["force"].words
    near = modifiers(noun)
    near += [inner for child in near if child.dep == "compound" for inner in child.children if inner.dep == "compound"]
    found = [
        child
        for child in near
        if child.dep != "poss"
        and (child.label in _NAMED or child.lemma.lower() in people or child.lemma.lower() in forces)
        and child.pos not in ("NUM", "DET")
        and child.lower not in _QUANTIFIERS
        and not any(inner.pos == "NUM" for inner in child.children)  # 'a two-vehicle crash'
    ]
    indices = {child.i for child in found}
    return [child for child in found if child.i + 1 not in indices]


def measured_nouns(noun: Token) -> list[Token]:
    """What a noun measures: 'attacks' for 'wave' of 'a wave of attacks'; the noun itself where it measures nothing."""
    return (prepositional_objects([noun], "of") if meets(noun, classes()["measure"]) else []) or [noun]


def inner_nouns(noun: Token) -> list[Token]:
    """The noun, what it measures ('part of the aid') and what it carries as a modifier ('aid effort')."""
    found = [noun]
    if meets(noun, classes()["measure"]) or noun.pos == "NUM" or noun.text == "%":
        found += prepositional_objects([noun], "of")
    found += [
        child
        for one in tuple(found)
        if meets(one, classes()["bearer"])
        for child in one.children
        if child.dep in ("compound", "nmod", "amod")
    ]
    return found
