"""Further articles made from coded ones: other people, streets, towns and days, so that each happening is a new one.

Articles on one happening are changed alike, by the story of the gold data that they belong to: a name has the same
substitute in all of them, drawn from the names of the given articles, so that made happenings share first and last
names, towns and days as real ones do. Words of the topic are changed with the names that they are from. What an article
says beside that (its words, counts, ages, organisations, how its events hang together) stays as it is.
"""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from schemas.flow.linking import LinkArticle, LinkLocation
from schemas.ids import content_hash

_WORD = re.compile(r"\d+(?:st|nd|rd|th)\b|[^\W\d_]+")
_SETTLEMENT = "PPL"
_PLACE_TYPES = frozenset(("FAC", "GPE", "LOC"))
_NAMING = frozenset(("text", "name", "title", "topic_words", "victims"))
"""Fields that may hold names."""
_LEAST_SHARE_OF_KINDS = 0.02
"""Share of the happenings from which a word of places is no name: 'street', 'hospital', 'north', 'states'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePools:
    """What substitutes are drawn from: names of all happenings, each as often as happenings have it.

    Attributes:
        first_names: First words of the names of people.
        last_names: Their other words.
        places: Words of the names of streets, buildings and other places.
        kinds: Words of such names that are no names, in lower case.
        towns: Settlements.
        days: From the first article to the last, both counted.
    """

    first_names: Sequence[str]
    last_names: Sequence[str]
    places: Sequence[str]
    kinds: frozenset[str]
    towns: Sequence[LinkLocation]
    days: int


def name_pools(clusters: Iterable[Sequence[LinkArticle]]) -> NamePools:
    """The names of some happenings.

    Args:
        clusters: The articles on each of them.
    """
    known = list(clusters)
    first_names: list[str] = []
    last_names: list[str] = []
    places: list[str] = []
    towns: list[LinkLocation] = []
    for articles in known:
        for name in sorted(_names(articles, frozenset(("PERSON",)))):
            first, *others = _WORD.findall(name) or [""]
            first_names += [first] * bool(others)
            last_names += others
        words = {word for name in _names(articles, _PLACE_TYPES) for word in _WORD.findall(name)}
        places += sorted(word for word in words if not word[0].islower())
        towns += _towns(articles).values()
    happenings = Counter(word.casefold() for word in places)
    kinds = frozenset(word for word, count in happenings.items() if count >= _LEAST_SHARE_OF_KINDS * len(known))
    dates = sorted(article.day for articles in known for article in articles if article.day)
    return NamePools(
        first_names=first_names,
        last_names=last_names,
        places=[word for word in places if word.casefold() not in kinds],
        kinds=kinds,
        towns=towns,
        days=(dates[-1] - dates[0]).days + 1,
    )


def changed_articles(
    articles: Sequence[LinkArticle], pools: NamePools, happening: str, *, version: int
) -> Iterator[LinkArticle]:
    """The articles on one happening as articles on another.

    Args:
        articles: All on the happening.
        pools: What names are drawn from.
        happening: Its name.
        version: Each version of a happening is another happening.
    """
    change = _Change(articles, pools, random.Random(content_hash("changed", happening, version)))
    for article in articles:
        fields = change.value(msgspec.to_builtins(article, builtin_types=(date, datetime)))
        made = msgspec.convert(fields, LinkArticle)
        ids = {event.event_id: content_hash("changed", event.event_id, version) for event in article.events}
        yield replace(
            made,
            article_id=content_hash("changed", article.article_id, version),
            events=tuple(replace(event, event_id=ids[event.event_id]) for event in made.events),
            main_event_id=ids.get(article.main_event_id or ""),
        )


def _names(articles: Iterable[LinkArticle], types: frozenset[str]) -> set[str]:
    return {entity.name for article in articles for entity in article.entities if entity.type in types}


def _towns(articles: Iterable[LinkArticle]) -> dict[str, LinkLocation]:
    locations = (event.location for article in articles for event in article.events if event.location)
    found = {place.name: place for place in locations if place.name and (place.feature or "").startswith(_SETTLEMENT)}
    return dict(sorted(found.items()))


class _Change:
    """Substitutes of the names of a happening."""

    def __init__(self, articles: Sequence[LinkArticle], pools: NamePools, chance: random.Random) -> None:
        towns = _towns(articles)
        self._towns = {name: chance.choice(pools.towns) for name in towns}
        self._regions = {towns[name].admin1: town for name, town in self._towns.items() if towns[name].admin1}
        self._later = timedelta(days=chance.randrange(pools.days))
        self._words: dict[str, str] = {}
        for name, town in self._towns.items():
            self._rename(name, town.name or name, pools.kinds)
        for region, town in self._regions.items():
            self._rename(region or "", town.admin1 or region or "", pools.kinds)
        for name in sorted(_names(articles, frozenset(("PERSON",)))):
            for place, word in enumerate(_WORD.findall(name)):
                self._words.setdefault(word.casefold(), chance.choice(pools.last_names if place else pools.first_names))
        for name in sorted(_names(articles, _PLACE_TYPES)):
            for word in _WORD.findall(name):
                if not word[0].islower() and word.casefold() not in pools.kinds:
                    self._words.setdefault(word.casefold(), chance.choice(pools.places))
        whole = sorted({*self._towns, *(region or "" for region in self._regions)}, key=lambda name: (-len(name), name))
        self._names = re.compile("|".join((*(rf"\b{re.escape(name)}\b" for name in whole), _WORD.pattern)))

    def _rename(self, name: str, new: str, kinds: frozenset[str]) -> None:
        """Substitute a name, and those of its words that stand alone, as the words of the topic do."""
        self._words.setdefault(name.casefold(), new)
        words = _WORD.findall(new) or [new]
        for place, word in enumerate(_WORD.findall(name)):
            if word.casefold() not in kinds:
                self._words.setdefault(word.casefold(), words[min(place, len(words) - 1)])

    def value(self, value: Any, field: str = "") -> Any:
        """The value of a field, with all that it holds, changed."""
        if isinstance(value, date):  # or a datetime
            return value + self._later
        if isinstance(value, str):
            return self._names.sub(self._substitute, value) if field in _NAMING else value
        if isinstance(value, list | tuple):
            changed = [self.value(one, field) for one in value]
            return list(dict.fromkeys(" ".join(changed).split())) if field == "topic_words" else changed
        if not isinstance(value, dict):
            return value
        fields = {name: self.value(one, name) for name, one in value.items()}
        if value.get("entity_id") and fields.get("name") != value.get("name"):
            fields["entity_id"] = content_hash("changed", fields["name"])
        town = self._towns.get(value.get("name", "")) if "geonames_id" in value else None
        region = self._regions.get(value.get("admin1"))
        if town is not None:
            fields |= {**msgspec.to_builtins(town), "text": fields["text"]}
        elif region is not None:
            fields |= {"admin1": region.admin1, "country_code": region.country_code}
        return fields

    def _substitute(self, match: re.Match[str]) -> str:
        word = match.group()
        new = self._words.get(word.casefold(), word)
        return new.casefold() if word.islower() else new


def changed_clusters(clusters: Mapping[str, Sequence[LinkArticle]], count: int) -> Iterator[tuple[str, LinkArticle]]:
    """Further articles, each with the name of its happening.

    Args:
        clusters: The articles on each happening.
        count: How many to make, at least; a happening's articles are all made.
    """
    pools = name_pools(own for _, own in sorted(clusters.items()))
    made = version = 0
    while made < count:
        version += 1
        for happening, own in sorted(clusters.items()):
            if made < count:
                for article in changed_articles(own, pools, happening, version=version):
                    yield f"{happening}/{version}", article
                made += len(own)
