"""The figures a pronoun may mean: an article's mentions in order, with gender, grammar and quotation."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.rows.entity import Entity
from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.extract import resolve_entities
from transforms.extract.entities.names.forms import words_of
from transforms.extract.entities.words import GIVEN_NAMES, PERSON_NOUNS
from transforms.extract.fold import fold

REACH = 6
"""Sentences that a pronoun looks back."""
SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_OPENING = frozenset(("“", "``"))
_MARKS = _OPENING | frozenset(("”", "''", '"'))
_OF_HIM = frozenset(("mr", "mr.", "sir", "lord", "king", "prince", "father", "sheikh", "imam", "brother", "pope"))
_OF_HER = frozenset(("mrs", "mrs.", "ms", "ms.", "miss", "dame", "lady", "queen", "princess", "sister", "madam"))


@dataclass(slots=True)
class Figure:
    """A mention: the token that heads it, whether it is a subject, whether it stands within quotation marks."""

    token: Token
    entity: Entity
    subject: bool
    quoted: bool


@dataclass(slots=True)
class Figures:
    """An article's mentions in text order.

    Attributes:
        all: The mentions of people, bodies, places and peoples.
        starts: Index of each figure's token.
        gender: m, f or '' of each person's entity id.
        quoted: For each token whether it stands within quotation marks.
    """

    all: list[Figure]
    starts: list[int]
    gender: dict[str, str]
    quoted: bytearray


@per_document
def figures_of(document: Document) -> Figures:
    """The article's figures."""
    quoted = _quotations(document)
    figures: list[Figure] = []
    gender: dict[str, str] = {}
    for entity in resolve_entities(document).entities:
        if entity.type not in ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"):
            continue
        for mention in entity.mentions:
            token = _head_at(document, mention.start, mention.end)
            if token is not None:
                figures.append(Figure(token, entity, is_subject(token), bool(quoted[token.i])))
        if entity.type == "PERSON":
            gender[entity.entity_id] = _gender(document, entity)
    figures.sort(key=_entrance)
    return Figures(figures, [figure.token.i for figure in figures], gender, quoted)


def _entrance(figure: Figure) -> int:
    return figure.token.i


def _head_at(document: Document, start: int, end: int) -> Token | None:
    tokens = document.tokens_in(start, end)
    if not tokens:
        return None
    first, last = tokens[0].i, tokens[-1].i
    for token in tokens:
        if token.head is token or not first <= token.head.i <= last:
            return token
    return tokens[-1]


def is_subject(token: Token) -> bool:
    """Whether it is a subject, or joined to one."""
    return token.dep in SUBJECTS or (
        token.dep in ("conj", "appos") and token.head is not token and token.head.dep in SUBJECTS
    )


def _quotations(document: Document) -> bytearray:
    """For each token whether it stands within quotation marks of its paragraph."""
    inside = bytearray(len(document.tokens))
    marked = {token.sentence.index for token in document.tokens if token.text in _MARKS}
    open_, paragraph = False, -1
    for sentence in document.sentences:
        if sentence.paragraph != paragraph:
            open_, paragraph = False, sentence.paragraph
        if not open_ and sentence.index not in marked:
            continue
        for token in sentence.tokens:
            if token.text in _MARKS:
                open_ = not open_ if token.text == '"' else token.text in _OPENING
            inside[token.i] = open_
    return inside


def _gender(document: Document, entity: Entity) -> str:
    """By honorific, by the noun that calls the person, by given name."""
    votes = {"m": 0, "f": 0}
    nouns = PERSON_NOUNS
    for mention in entity.mentions:
        token = document.token_at(mention.start)
        if token is None or token.i == 0:
            continue
        before = document.tokens[token.i - 1]
        if before.lower in _OF_HIM or nouns.get(before.lower) == "male":
            votes["m"] += 2
        elif before.lower in _OF_HER or nouns.get(before.lower) == "female":
            votes["f"] += 2
    for word in (entity.role or "").lower().split():
        if nouns.get(word) in ("male", "female"):
            votes["m" if nouns[word] == "male" else "f"] += 2
    parts = words_of(entity.name)
    if len(parts) > 1:
        given = GIVEN_NAMES.get(fold(parts[0]), "u")
        if given != "u":
            votes[given] += 1
    if votes["m"] == votes["f"]:
        return ""
    return "m" if votes["m"] > votes["f"] else "f"


def before(document: Document, token: Token, reach: int = REACH) -> Iterator[Figure]:
    """Figures before the token, the nearest first, as many sentences back as `reach`."""
    figures = figures_of(document)
    lowest = token.sentence.index - reach
    for i in range(bisect_left(figures.starts, token.i) - 1, -1, -1):
        figure = figures.all[i]
        if figure.token.sentence.index < lowest:
            return
        yield figure


def gender_of(document: Document, entity: Entity) -> str:
    """What the article and the given name tell: m, f or '' for unknown."""
    return figures_of(document).gender.get(entity.entity_id, "")
