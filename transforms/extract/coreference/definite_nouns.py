"""What a bare definite noun refers to: 'the group', 'the city', 'the president'."""

from schemas.rows.entity import Entity
from transforms.extract.coreference.antecedents import antecedents_before, antecedents_of
from transforms.extract.coreference.binding import are_coarguments
from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.names.forms import words_of
from transforms.extract.entities.words import FIRM_SUFFIXES, NAME_NOUNS, PERSON_NOUNS, TYPE_NOUNS
from transforms.extract.fold import fold
from transforms.extract.languages.load import word_set, word_sets

_SYNONYMS = tuple(word_sets("coreference.toml", "synonyms").values())
"""Nouns for one kind of organization, and words in the names of such organizations."""
_UNSPECIFIC = word_set("coreference.toml", "nouns", "unspecific")
"""Nouns for organizations whose names need not tell the kind ('Acme')."""
_FIRMS = word_set("coreference.toml", "nouns", "firms")
_COUNTRIES = word_set("coreference.toml", "nouns", "countries")
_TOWNS = word_set("coreference.toml", "nouns", "towns")
_DIVISIONS = word_set("coreference.toml", "nouns", "divisions")

_RESTRICTING = frozenset(("prep", "relcl", "acl", "compound", "poss", "nummod", "appos"))
"""Labels of dependents that make a noun introduce something new."""
_PERSON_SENTENCES = 40
_ORGANIZATION_SENTENCES = 12
_PLACE_SENTENCES = 8
_NEAR = 2
"""Sentences within which an organization of unknown kind may be meant."""


def resolve_definite_noun(document: Document, noun: Token) -> Entity | None:
    """The entity that a definite noun without modifiers refers to; None where it refers to no named one.

    Args:
        document: The article.
        noun: Any noun; one that is not definite or has modifiers refers to nothing named before.
    """
    is_definite = any(child.dep == "det" and child.lower in ("the", "this", "that") for child in noun.children)
    if not is_definite or any(child.dep in _RESTRICTING and child.text != "," for child in noun.children):
        return None
    lemma = noun.lemma.lower()
    if lemma in PERSON_NOUNS:
        return _person_with_role(document, noun, lemma)
    if TYPE_NOUNS.get(lemma) == "ORG":
        return _organization(document, noun, lemma)
    if lemma in _COUNTRIES:
        return _place(document, noun, "PCL")
    if lemma in _TOWNS:
        return _place(document, noun, "PPLC" if lemma == "capital" else "PPL")
    return _place(document, noun, "ADM") if lemma in _DIVISIONS else None


def _person_with_role(document: Document, noun: Token, lemma: str) -> Entity | None:
    """The last person whose role contains the noun."""
    for candidate in antecedents_before(document, noun, sentences=_PERSON_SENTENCES):
        role = candidate.entity.role
        if candidate.entity.type == "PERSON" and role and lemma in role.lower().replace("-", " ").split():
            return candidate.entity
    return None


def _organization(document: Document, noun: Token, lemma: str) -> Entity | None:
    """The last organization of that kind by its name or description, else the only one near of unknown kind."""
    near: dict[str, Entity] = {}
    synonyms = next((words for words in _SYNONYMS if lemma in words), frozenset((lemma,)))
    for candidate in antecedents_before(document, noun, sentences=_ORGANIZATION_SENTENCES):
        entity = candidate.entity
        if entity.type != "ORG" or are_coarguments(candidate.token, noun):
            continue
        words = words_of(entity.name)
        if not synonyms.isdisjoint(words) or lemma in _descriptions(document).get(entity.entity_id, ()):
            return entity
        if lemma in _FIRMS and any(word in FIRM_SUFFIXES for word in fold(entity.name).split()):
            return entity
        is_unspecific = not any(NAME_NOUNS.get(word) == "ORG" for word in words)
        if is_unspecific and noun.sentence.index - candidate.token.sentence.index <= _NEAR:
            near.setdefault(entity.entity_id, entity)
    return next(iter(near.values())) if len(near) == 1 and lemma in _UNSPECIFIC else None


@per_document
def _descriptions(document: Document) -> dict[str, frozenset[str]]:
    """Lemmas of the common nouns in apposition to each organization, by entity id: 'the group X', 'X, a charity'."""
    found: dict[str, set[str]] = {}
    for candidate in antecedents_of(document).all:
        if candidate.entity.type != "ORG":
            continue
        token = candidate.token
        nouns = found.setdefault(candidate.entity.entity_id, set())
        if token.dep == "appos" and token.head.pos == "NOUN":
            nouns.add(token.head.lemma.lower())
        nouns.update(child.lemma.lower() for child in token.children if child.dep == "appos" and child.pos == "NOUN")
        nouns.update(child.lemma.lower() for child in token.lefts if child.dep == "compound" and child.tag == "NN")
    return {key: frozenset(nouns) for key, nouns in found.items()}


def _place(document: Document, noun: Token, feature: str) -> Entity | None:
    """The last place whose GeoNames feature code begins with these letters."""
    for candidate in antecedents_before(document, noun, sentences=_PLACE_SENTENCES):
        geo = candidate.entity.geo
        if candidate.entity.type in ("GPE", "LOC") and geo and geo.feature and geo.feature.startswith(feature):
            return candidate.entity
    return None
