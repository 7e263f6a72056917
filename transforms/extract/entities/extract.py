"""The entities of an article: names, times and places joined into rows, with ids that are equal across articles."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import apache_beam as beam

from schemas import ids
from schemas.flow.annotation import Annotation
from schemas.rows.entity import Entity, Geo, Mention, Timex
from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.gazetteer.load import country_code_of
from transforms.extract.entities.names.forms import AMOUNTS
from transforms.extract.entities.names.identity import entity_id_of, is_generic
from transforms.extract.entities.names.names import Name, find_names
from transforms.extract.entities.places.places import locate
from transforms.extract.entities.salience import salience_of
from transforms.extract.entities.times import find_times
from transforms.extract.extract_rows import extract_rows

_UNPLACED_TYPES = ("PERSON", "PRODUCT", "EVENT", "WORK_OF_ART")
"""Types that have no location: a name of these with a location is a place."""
_UNNAMED_TYPES = ("DATE", "TIME", *AMOUNTS)
_MAX_OWNER_DISTANCE = 40
"""Code points before a mention in which the word before it is looked for."""


class Resolution:
    """An article's entities, and which of them a token is part of.

    Args:
        entities: Rows in order of first mention.
    """

    def __init__(self, entities: tuple[Entity, ...]) -> None:
        self.entities = entities
        self._spans = sorted(
            (mention.start, mention.end, index)
            for index, entity in enumerate(entities)
            if entity.type not in _UNNAMED_TYPES
            for mention in entity.mentions
        )
        self._starts = [start for start, _, _ in self._spans]
        self._longest = max((end - start for start, end, _ in self._spans), default=0)

    def entity_of(self, token: Token) -> Entity | None:
        """The named entity that a token is part of; never a time or an amount."""
        first = bisect_left(self._starts, token.start - self._longest)
        for start, end, index in self._spans[first : bisect_left(self._starts, token.end)]:
            if start <= token.start < end:
                return self.entities[index]
        return None


@dataclass(slots=True)
class _Row:
    """An entity before its id, count and salience are known."""

    type: str
    name: str
    aliases: tuple[str, ...]
    role: str | None
    mentions: tuple[Mention, ...]
    geo: Geo | None = None
    time: Timex | None = None


@per_document
def resolve_entities(document: Document) -> Resolution:
    """All entities of an article, one row an id.

    Names of one entity ('US', 'United States') are merged, and so are all expressions of one day.
    """
    rows_by_id: dict[str, list[_Row]] = {}
    for entity_id, row in _rows(document):
        rows_by_id.setdefault(entity_id, []).append(row)
    merged = {entity_id: rows[0] if len(rows) == 1 else _merge(rows) for entity_id, rows in rows_by_id.items()}
    named = (len(row.mentions) for row in merged.values() if row.type not in _UNNAMED_TYPES)
    max_mentions = max(named, default=1)
    entities = [_entity(entity_id, row, document, max_mentions) for entity_id, row in merged.items()]
    entities.sort(key=lambda entity: (entity.first_start, entity.entity_id))
    return Resolution(tuple(entities))


def extract_entities(document: Document) -> tuple[Entity, ...]:
    """The article's entities by first mention, each id once."""
    return resolve_entities(document).entities


def _rows(document: Document) -> Iterator[tuple[str, _Row]]:
    """Names with their places, then times, each with its entity id; ids may recur."""
    names = find_names(document)
    places = locate(document, names)
    for index, name in enumerate(names):
        geo = places.get(index)
        row = _Row(name.type, name.name, name.aliases, name.role, name.mentions, geo=geo)
        if geo is not None and name.type in _UNPLACED_TYPES:
            row = replace(row, type="GPE", role=None)
        owner = None
        if name.type == "ORG" and is_generic(name.name):
            owner = _owner_country(document, name, names, places)
            row = _with_owner(document, row)
        yield entity_id_of(row.type, name.name, name.aliases, geo, owner), row
    for found in find_times(document):
        mention = Mention(text=found.text, start=found.start, end=found.end, label=found.label)
        key = found.time.timex if found.time else found.text.lower()
        yield ids.entity_id(found.label, key), _Row(found.label, found.text, (), None, (mention,), time=found.time)


def _owner_country(document: Document, name: Name, names: tuple[Name, ...], places: dict[int, Geo]) -> str | None:
    """Code of the state that an institution with a generic name belongs to.

    The state named right before a mention ('Syria's Armed Forces'), else the one with most mentions in the article,
    if these are more than half of all mentions of states.
    """
    for mention in name.mentions:
        before = _word_before(document, mention)
        if before is not None and (code := country_code_of(before.text)):
            return code
    counts: Counter[str] = Counter()
    for index, geo in places.items():
        if geo.country_code:
            counts[geo.country_code] += len(names[index].mentions)
    code, count = max(counts.items(), key=_by_count, default=("", 0))
    return code if 2 * count > counts.total() else None


def _by_count(pair: tuple[str, int]) -> tuple[int, str]:
    return pair[1], pair[0]


def _word_before(document: Document, mention: Mention) -> Token | None:
    """The word right before a mention, not counting a possessive 's."""
    tokens = document.tokens_in(max(mention.start - _MAX_OWNER_DISTANCE, 0), mention.start)
    while tokens and tokens[-1].tag == "POS":
        tokens.pop()
    return tokens[-1] if tokens else None


def _with_owner(document: Document, row: _Row) -> _Row:
    """An institution with a generic name, named with its state where the article does: 'Peru's Armed Forces'."""
    for mention in row.mentions:
        owner = _word_before(document, mention)
        if owner is None or owner.end >= mention.start - 1 or not country_code_of(owner.text):
            continue
        name = document.text[owner.start : mention.end]
        if " ".join(name.split()) == name:
            aliases = dict.fromkeys((row.name, *row.aliases))
            return replace(row, name=name, aliases=tuple(aliases))
    return row


def _merge(rows: list[_Row]) -> _Row:
    """Rows of one entity as one: named by the form with most words, a place by its gazetteer name if it is a form."""
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
        mentions=tuple(mention for _, mention in sorted(mentions.items(), key=_by_span)),
        geo=geo,
        time=next((row.time for row in rows if row.time), None),
    )


def _word_count(name: str) -> int:
    return len(name.split())


def _by_span(pair: tuple[tuple[int, int], Mention]) -> tuple[int, int]:
    return pair[0]


def _entity(entity_id: str, row: _Row, document: Document, max_mentions: int) -> Entity:
    article = document.article
    salience = salience_of(row.mentions, (row.name, *row.aliases), document, max_mentions)
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
        salience=round(salience / 2 if row.type in _UNNAMED_TYPES else salience, 4),
        mentions=row.mentions,
        geo=row.geo,
        time=row.time,
    )


@dataclass
class ExtractEntities(beam.PTransform):
    """Annotations to entity rows; output `entities`, and `rejected` for articles that failed."""

    def expand(self, annotations: beam.PCollection[Annotation]) -> beam.pvalue.DoOutputsTuple:
        return annotations | "Extract" >> extract_rows("entities", extract_entities, Entity)
