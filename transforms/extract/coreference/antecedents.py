"""Where antecedents are looked for: the mentions, subjects and nouns before a pronoun or definite noun."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from schemas.rows.entity import Entity
from transforms.extract.coreference.binding import are_coarguments
from transforms.extract.coreference.gender import gender_of_person
from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.extract import resolve_entities
from transforms.extract.entities.words import PERSON_NOUNS
from transforms.extract.grammar.noun_phrases import head_at

MAX_SENTENCES = 6
"""Sentences before a pronoun in which its antecedent is looked for."""
SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))

_TYPES = frozenset(("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"))
_NO_REFERENT = frozenset(("compound", "amod", "appos", "attr", "npadvmod"))
"""Labels of nouns that introduce nobody."""
_OPENING = frozenset(("“", "``"))
_MARKS = _OPENING | frozenset(("”", "''", '"'))


@dataclass(slots=True)
class Antecedent:
    """A mention that may be an antecedent.

    Attributes:
        token: Its head.
        entity: What it names.
        is_subject: Whether it is a subject.
        is_quoted: Whether it is in quotation marks.
    """

    token: Token
    entity: Entity
    is_subject: bool
    is_quoted: bool


@dataclass(slots=True)
class Antecedents:
    """An article's possible antecedents in text order.

    Attributes:
        all: The mentions of people, organizations, places and peoples.
        indices: Index of each candidate's token.
        genders: m, f or '' by the entity id of each person.
        is_quoted: For each token whether it is in quotation marks.
    """

    all: list[Antecedent]
    indices: list[int]
    genders: dict[str, str]
    is_quoted: bytearray


@per_document
def antecedents_of(document: Document) -> Antecedents:
    """The article's possible antecedents."""
    is_quoted = _quoted_tokens(document)
    candidates: list[Antecedent] = []
    genders: dict[str, str] = {}
    for entity in resolve_entities(document).entities:
        if entity.type not in _TYPES:
            continue
        for mention in entity.mentions:
            token = head_at(document, mention.start, mention.end)
            if token is not None:
                candidates.append(Antecedent(token, entity, is_subject(token), bool(is_quoted[token.i])))
        if entity.type == "PERSON":
            genders[entity.entity_id] = gender_of_person(document, entity)
    candidates.sort(key=attrgetter("token.i"))
    return Antecedents(candidates, [candidate.token.i for candidate in candidates], genders, is_quoted)


def antecedents_before(document: Document, token: Token, sentences: int = MAX_SENTENCES) -> Iterator[Antecedent]:
    """Antecedents before a token, the nearest first.

    Args:
        document: The article.
        token: The pronoun or noun to be resolved.
        sentences: How many sentences to go back.
    """
    candidates = antecedents_of(document)
    lowest = token.sentence.index - sentences
    for i in range(bisect_left(candidates.indices, token.i) - 1, -1, -1):
        candidate = candidates.all[i]
        if candidate.token.sentence.index < lowest:
            return
        yield candidate


def subjects_before(document: Document, token: Token) -> Iterator[list[Token]]:
    """Subjects before a token, a list for its sentence and one for the sentence before.

    Those of the main clause come first in each list, then the others in text order; subjects of the token's own verb
    are left out, as a pronoun never refers to them.
    """
    index = token.sentence.index
    for sentence in reversed(document.sentences[max(index - 1, 0) : index + 1]):
        subjects = [
            other
            for other in sentence.tokens
            if other.dep in SUBJECTS and other.i < token.i and (other.head is not token.head or token.dep == "poss")
        ]
        subjects.sort(key=_depth)
        yield subjects


def unnamed_people_before(document: Document, token: Token, gender: str) -> Iterator[Token]:
    """Nouns for one person without a name, in the token's sentence and the one before.

    Args:
        document: The article.
        token: The pronoun.
        gender: m or f.
    """
    resolution = resolve_entities(document)
    wanted = ("any", "male" if gender == "m" else "female")
    index = token.sentence.index
    for sentence in document.sentences[max(index - 1, 0) : index + 1]:
        for other in sentence.tokens:
            if other.i >= token.i:
                return
            if other.tag != "NN" or PERSON_NOUNS.get(other.lemma) not in wanted:
                continue
            if other.dep in _NO_REFERENT or are_coarguments(other, token):
                continue
            if any(child.dep == "appos" and resolution.entity_of(child) for child in other.children):
                continue
            yield other


def is_subject(token: Token) -> bool:
    """Whether a noun is a subject, or coordinated or in apposition with one."""
    return token.dep in SUBJECTS or (
        token.dep in ("conj", "appos") and token.head is not token and token.head.dep in SUBJECTS
    )


def _depth(token: Token) -> tuple[int, int]:
    return sum(1 for _ in token.ancestors()), token.i


def _quoted_tokens(document: Document) -> bytearray:
    """For each token whether it is within the quotation marks of its paragraph."""
    is_quoted = bytearray(len(document.tokens))
    marks = document.tokens_of_forms([lower in _MARKS for _, lower, _ in document.forms])
    marked = {token.sentence.index for token in marks}
    is_open, paragraph = False, -1
    for sentence in document.sentences:
        if sentence.paragraph != paragraph:
            is_open, paragraph = False, sentence.paragraph
        if not is_open and sentence.index not in marked:
            continue
        for token in sentence.tokens:
            if token.text in _MARKS:
                is_open = not is_open if token.text == '"' else token.text in _OPENING
            is_quoted[token.i] = is_open
    return is_quoted
