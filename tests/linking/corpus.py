"""Further articles made from coded ones: other people, streets, towns and days, so that each happening is a new one.

Articles on one happening are changed alike, by the story of the gold data that they belong to: a name has the same
substitute in all of them, drawn from the names of the given articles, so that made happenings share first and last
names, towns and days as real ones do. Words of the topic are changed with the names that they are from. What an article
says beside that (its words, counts, ages, how its events hang together) stays as it is.
"""

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from schemas.flow.linking import LinkArticle, LinkLocation
from schemas.ids import content_hash

_WORD = re.compile(r"[^\W\d_]+")
_SETTLEMENT = "PPL"
_NAMING = frozenset(("text", "name", "title", "topic_words", "victims"))
"""Fields that may hold names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePools:
    """What substitutes are drawn from.

    Attributes:
        words: Words of the names of people, streets and buildings.
        towns: Settlements.
        days: From the first article to the last, both counted.
    """

    words: Sequence[str]
    towns: Sequence[LinkLocation]
    days: int


def name_pools(articles: Iterable[LinkArticle]) -> NamePools:
    """The names and towns of some articles, each as often as articles have it."""
    known = list(articles)
    words = [
        word
        for article in known
        for entity in article.entities
        if entity.type in ("PERSON", "FAC")
        for word in _WORD.findall(entity.name)
    ]
    towns = [
        event.location
        for article in known
        for event in article.events
        if event.location and (event.location.feature or "").startswith(_SETTLEMENT)
    ]
    dates = sorted(article.day for article in known if article.day)
    return NamePools(words=words, towns=towns, days=(dates[-1] - dates[0]).days + 1)


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
    chance = random.Random(content_hash("changed", happening, version))
    change = _Change(pools, chance, _own_words(articles), _own_towns(articles))
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


def _own_words(articles: Iterable[LinkArticle]) -> set[str]:
    """The words of the names that are changed."""
    names = (one.name for article in articles for one in article.entities if one.type in ("PERSON", "FAC"))
    return {word.casefold() for name in names for word in _WORD.findall(name) if len(word) > 1}


def _own_towns(articles: Iterable[LinkArticle]) -> dict[str, LinkLocation]:
    locations = (event.location for article in articles for event in article.events if event.location)
    return {place.name: place for place in locations if place.name and (place.feature or "").startswith(_SETTLEMENT)}


class _Change:
    """Substitutes of the names of a happening."""

    def __init__(
        self, pools: NamePools, chance: random.Random, words: set[str], towns: Mapping[str, LinkLocation]
    ) -> None:
        self._towns = {name: chance.choice(pools.towns) for name in sorted(towns)}
        self._regions = {towns[name].admin1: town for name, town in self._towns.items()}
        self._words = {word: chance.choice(pools.words) for word in sorted(words)}
        for name, town in self._towns.items():
            new = _WORD.findall(town.name or "") or [name]
            for place, word in enumerate(_WORD.findall(name)):
                self._words[word.casefold()] = new[min(place, len(new) - 1)]
        self._later = timedelta(days=chance.randrange(pools.days))

    def value(self, value: Any, field: str = "") -> Any:
        """The value of a field, with all that it holds, changed."""
        if isinstance(value, date):  # or a datetime
            return value + self._later
        if isinstance(value, str):
            return self._text(value) if field in _NAMING else value
        if isinstance(value, list | tuple):
            return [self.value(one, field) for one in value]
        if not isinstance(value, dict):
            return value
        changed = {name: self.value(one, name) for name, one in value.items()}
        if value.get("entity_id") and changed.get("name") != value.get("name"):
            changed["entity_id"] = content_hash("changed", changed["name"])
        town = self._towns.get(value.get("name", "")) if "geonames_id" in value else None
        region = self._regions.get(value.get("admin1"))
        if town is not None:
            changed |= {**msgspec.to_builtins(town), "text": changed["text"]}
        elif region is not None:
            changed |= {"admin1": region.admin1, "country_code": region.country_code}
        return changed

    def _text(self, text: str) -> str:
        return _WORD.sub(self._substitute, text)

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
    pools = name_pools(article for own in clusters.values() for article in own)
    made = version = 0
    while made < count:
        version += 1
        for happening, own in sorted(clusters.items()):
            if made < count:
                for article in changed_articles(own, pools, happening, version=version):
                    yield f"{happening}/{version}", article
                made += len(own)
