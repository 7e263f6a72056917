"""The entities of an article: names, times and places brought together into rows with ids that hold across articles."""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import apache_beam as beam

from schemas import ids
from schemas.flow.annotation import Annotation
from schemas.rows.entity import Entity, Geo, Mention, Timex
from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.gazetteer.load import country_code_of
from transforms.extract.entities.names.forms import AMOUNTS, words_of
from transforms.extract.entities.names.identity import identify, is_generic
from transforms.extract.entities.names.names import Name, names
from transforms.extract.entities.places.places import locate
from transforms.extract.entities.times import times
from transforms.extract.extract_rows import extract_rows
from transforms.extract.headline import headline

REJECTED = "rejected"
"""Tag of the output that carries articles whose entities could not be read."""

_NEVER_PLACES = ("PERSON", "PRODUCT", "EVENT", "WORK_OF_ART")
"""Types of which a name that lies somewhere is a place after all."""
_UNNAMED = ("DATE", "TIME", *AMOUNTS)
_MODIFIERS = ("compound", "amod", "nmod", "poss", "appos", "flat")
_GRAMMAR = {"nsubj": 1.0, "nsubjpass": 0.8, "agent": 0.8, "dobj": 0.7, "dative": 0.6, "poss": 0.5, "pobj": 0.4}
"""Weight of what a mention's head does in its sentence; all else is 0.3."""


class Resolution:
    """An article's entities and where each is mentioned.

    Args:
        entities: Rows in order of first mention.
        document: What they were read from.
    """

    def __init__(self, entities: tuple[Entity, ...], document: Document) -> None:
        self.entities = entities
        self._document = document
        spots = sorted(
            (mention.start, mention.end, index) for index, entity in enumerate(entities) for mention in entity.mentions
        )
        self._spots = spots
        self._starts = [start for start, _, _ in spots]
        self._longest = max((end - start for start, end, _ in spots), default=0)

    def at(self, start: int, end: int) -> Entity | None:
        """The entity that a passage names.

        The one whose mention it is, else the one that holds the passage's head word, else one that modifies the
        head ('Syrian government forces'); never one that merely stands further inside ('witnesses in Aleppo').
        Times and amounts are given for their own spans only.
        """
        near = self._near(start, end)
        exact = next((index for a, b, index in near if a == start and b == end), None)
        if exact is not None:
            return self.entities[exact]
        named = [spot for spot in near if self.entities[spot[2]].type not in _UNNAMED]
        if not named:
            return None
        tokens = self._document.tokens_in(start, end)
        if not tokens:
            return self._holding(named, start)
        head = _head(tokens)
        found = self._holding(named, head.start)
        if found is not None:
            return found
        for child in reversed(head.children):
            if child.i < head.i and child.dep in _MODIFIERS:
                found = self._holding(named, child.start)
                if found is not None:
                    return found
        return None

    def on(self, token: Token) -> Entity | None:
        """The named entity that a token is part of."""
        return self._holding(
            [s for s in self._near(token.start, token.end) if self.entities[s[2]].type not in _UNNAMED], token.start
        )

    def _near(self, start: int, end: int) -> list[tuple[int, int, int]]:
        first = bisect_left(self._starts, start - self._longest)
        return [spot for spot in self._spots[first : bisect_left(self._starts, end)] if spot[1] > start]

    def _holding(self, spots: Iterable[tuple[int, int, int]], offset: int) -> Entity | None:
        return next((self.entities[index] for a, b, index in spots if a <= offset < b), None)


def _head(tokens: list[Token]) -> Token:
    first, last = tokens[0].i, tokens[-1].i
    outer = [token for token in tokens if token.head is token or not first <= token.head.i <= last]
    return outer[0] if outer else tokens[-1]


@dataclass(slots=True)
class _Row:
    """An entity before it is one."""

    type: str
    name: str
    aliases: tuple[str, ...]
    role: str | None
    mentions: tuple[Mention, ...]
    geo: Geo | None = None
    time: Timex | None = None


@per_document
def resolve(document: Document) -> Resolution:
    """All entities of an article.

    One row an entity id: names that turn out to be the same ('US', 'United States') are merged, and every
    expression of one day is a mention of it.
    """
    alike: dict[str, list[_Row]] = {}
    for entity_id, row in _rows(document):
        alike.setdefault(entity_id, []).append(row)
    merged = {entity_id: rows[0] if len(rows) == 1 else _merge(rows) for entity_id, rows in alike.items()}
    most = max((len(row.mentions) for row in merged.values() if row.type not in _UNNAMED), default=1)
    entities = [_entity(entity_id, row, document, most) for entity_id, row in merged.items()]
    entities.sort(key=lambda entity: (entity.first_start, entity.entity_id))
    return Resolution(tuple(entities), document)


def extract_entities(document: Document) -> tuple[Entity, ...]:
    """The article's entities by first mention, each id once."""
    return resolve(document).entities


def _rows(document: Document) -> Iterator[tuple[str, _Row]]:
    found = names(document)
    places = locate(document, found)
    for index, name in enumerate(found):
        geo = places.get(index)
        row = _Row(name.type, name.name, name.aliases, name.role, name.mentions, geo=geo)
        if geo is not None and name.type in _NEVER_PLACES:  # its mentions stand as a town's do, and it has a place
            row = replace(row, type="GPE", role=None)
        owner = None
        if name.type == "ORG" and is_generic(name.name):
            owner = _owner(document, name, found, places)
            row = _owned(document, row)
        yield identify(row.type, name.name, name.aliases, geo, owner), row
    for said in times(document):
        mention = Mention(text=said.text, start=said.start, end=said.end, label=said.label)
        key = said.time.timex if said.time else said.text.lower()
        yield ids.entity_id(said.label, key), _Row(said.label, said.text, (), None, (mention,), time=said.time)


def _owner(document: Document, name: Name, found: tuple[Name, ...], places: dict[int, Geo]) -> str | None:
    """Code of the state that a body of a generic name belongs to.

    The one right before a mention ('Syria's Armed Forces'), else the one that most mentions of states are of.
    """
    for mention in name.mentions:
        before = _before(document, mention)
        if before is not None and (code := country_code_of(before.text)):
            return code
    counts: Counter[str] = Counter()
    for index, geo in places.items():
        if geo.country_code:
            counts[geo.country_code] += len(found[index].mentions)
    code, most = max(counts.items(), key=_by_count, default=("", 0))
    return code if 2 * most > counts.total() else None


def _before(document: Document, mention: Mention) -> Token | None:
    """The word right before a mention, the sign of a possessive left out."""
    tokens = document.tokens_in(max(mention.start - 40, 0), mention.start)
    while tokens and tokens[-1].tag == "POS":
        tokens.pop()
    return tokens[-1] if tokens else None


def _owned(document: Document, row: _Row) -> _Row:
    """A body of a generic name under the fullest the article gives it: 'Peru's Armed Forces', also 'Armed Forces'."""
    for mention in row.mentions:
        owner = _before(document, mention)
        if owner is None or owner.end >= mention.start - 1 or not country_code_of(owner.text):
            continue
        name = document.text[owner.start : mention.end]
        if " ".join(name.split()) == name:
            aliases = dict.fromkeys((row.name, *row.aliases))
            return replace(row, name=name, aliases=tuple(aliases))
    return row


def _by_count(pair: tuple[str, int]) -> tuple[int, str]:
    return pair[1], pair[0]


def _merge(rows: list[_Row]) -> _Row:
    """Rows of one entity as one: the first name of most words stands, of a place the gazetteer's where it is one."""
    first = rows[0]
    geo = next((row.geo for row in rows if row.geo), None)
    forms = dict.fromkeys(form for row in rows for form in (row.name, *row.aliases))
    name = first.name if first.time else max((row.name for row in rows), key=_word_count)
    if geo is not None and geo.name in forms:  # London, not South London
        name = geo.name
    mentions = {(mention.start, mention.end): mention for row in rows for mention in row.mentions}
    return _Row(
        type=first.type,
        name=name,
        aliases=tuple(form for form in forms if form != name),
        role=next((row.role for row in rows if row.role), None),
        mentions=tuple(mention for _, mention in sorted(mentions.items(), key=_place)),
        geo=geo,
        time=next((row.time for row in rows if row.time), None),
    )


def _word_count(name: str) -> int:
    return len(name.split())


def _place(pair: tuple[tuple[int, int], Mention]) -> tuple[int, int]:
    return pair[0]


def _entity(entity_id: str, row: _Row, document: Document, most: int) -> Entity:
    article = document.article
    return Entity(
        entity_id=entity_id,
        article_id=article.article_id,
        content_id=article.content_id,
        run_id=article.run_id,
        published_at=article.published_at,
        published_date=article.published_date,
        name=row.name,
        type=row.type,
        role=row.role,
        aliases=row.aliases,
        mention_count=len(row.mentions),
        first_start=row.mentions[0].start,
        salience=_salience(row, document, most),
        mentions=row.mentions,
        geo=row.geo,
        time=row.time,
    )


def _salience(row: _Row, document: Document, most: int) -> float:
    """How much an article is about an entity, 0 to 1: how often it is named, times how prominently.

    Prominent is what the headline names, what comes early and what is a subject. After the features of Dunietz and
    Gillick, 'A New Entity Salience Task with Millions of Training Examples' (EACL 2014), with weights set by hand.
    """
    sentence = document.sentence_at(row.mentions[0].start)
    early = 1 / (1 + (sentence.index if sentence else 0) / 4)
    often = math.log1p(min(len(row.mentions), most)) / math.log1p(most)
    roles = [_grammar(mention, document) for mention in row.mentions[:20]]
    marks = (0.4 * early, 0.3 * (sum(roles) / len(roles)))
    titled = document.article.title
    prominent = sum((*marks, 0.3 * _in_headline(row, document))) if titled else sum(marks) / 0.7
    value = often * prominent
    return round(value / 2 if row.type in _UNNAMED else value, 4)


def _in_headline(row: _Row, document: Document) -> bool:
    """Whether the headline has one of the entity's names."""
    said = headline(document)
    return any(f" {' '.join(words_of(form))} " in said for form in (row.name, *row.aliases))


def _grammar(mention: Mention, document: Document) -> float:
    token = document.token_at(mention.end - 1)
    while token is not None and token.dep in ("compound", "flat") and token.head.i != token.i:
        if not mention.start <= token.head.start < mention.end:
            break
        token = token.head
    return _GRAMMAR.get(token.dep, 0.3) if token is not None else 0.3


@dataclass
class ExtractEntities(beam.PTransform):
    """Annotations to Entity rows; articles that failed come as Rejected on the output tagged `rejected`."""

    def expand(self, annotations: beam.PCollection[Annotation]) -> beam.pvalue.DoOutputsTuple:
        return annotations | "Extract" >> extract_rows("entities", extract_entities, Entity)
