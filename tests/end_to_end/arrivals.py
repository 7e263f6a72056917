"""Generated articles as they come in, with their reprints and records that cannot be read; and rows to compare.

Several sites report each happening, each in words of its own. Some articles are reprinted elsewhere, as they are or
with a line more. Which of such a group stands depends on which comes first, so that the rows of a group are compared
under its name: an exact reprint has the date, title and text of the original, and gives the same rows but for its
address.
"""

import json
import random
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import chain, count, islice
from pathlib import Path
from typing import Any

import duckdb

from tests.end_to_end.corpus import BOILERPLATE, DAYS, comparable
from transforms.extract import languages

WORDS = tomllib.loads((Path(__file__).parents[1] / "data" / "arrivals.toml").read_text())
FREQUENCIES = Path(languages.__file__).parent / "en" / "word_frequencies.tsv"
MOST_FREQUENT, LEAST_LETTERS = 4.0, 6
FIRST_DAY, DAY_COUNT = date(2000, 1, 3), 1_000
"""Some words are then in more articles of a block of days than LINK compares others with, and links join up to some
fifty articles."""

ADDED = "There will be more of this here as soon as there is more of it to tell."
"""The last line of near reprints: it has no event, name or telling word, so that LINK finds the same in both texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An article that comes in.

    Attributes:
        number: Tells it from the others.
        site: Its site.
        title, paragraphs: What it says.
        published: Its day.
        group: Number of the article that it reprints, or its own if others reprint it.
        is_near: Whether one of the group has a line more than the others.
    """

    number: int
    site: str
    title: str
    paragraphs: tuple[str, ...]
    published: date
    group: int | None = None
    is_near: bool = False

    @property
    def url(self) -> str:
        return f"https://{self.site}/{self.published:%Y/%m/%d}/report-{self.number}"

    def record(self) -> bytes:
        """The article as a line of JSON Lines."""
        fields = {
            "url": self.url,
            "title": self.title,
            "text": "\n\n".join(self.paragraphs),
            "published_at": f"{self.published}T08:30:00Z",
        }
        return json.dumps(fields).encode()


def arrivals(chance: random.Random, size: int, days: int = DAY_COUNT) -> list[Arrival]:
    """Articles of 50 to 90 words, a fifth of them with an exact or near reprint, or one themselves.

    Args:
        chance: Of the random choices.
        size: How many.
        days: Of how many days.
    """
    numbers = count()
    return list(islice(chain.from_iterable(_happening(chance, numbers, days) for _ in count()), size))


def _happening(chance: random.Random, numbers: Iterator[int], days: int) -> Iterator[Arrival]:
    """A happening as some sites report it, and perhaps reprints of one of the reports.

    No report with the banner is reprinted: on another site it would be no banner.
    """
    reports = list(_reports(chance, numbers, days))
    plain = [report for report in reports if BOILERPLATE not in report.paragraphs]
    reprinted = chance.choice(plain) if plain and chance.random() < 0.3 else None
    for report in reports:
        yield from [report] if report is not reprinted else _with_reprints(chance, report, numbers)


def _reports(chance: random.Random, numbers: Iterator[int], days: int) -> Iterator[Arrival]:
    """A happening as one to three sites report it, no two in the same words: they are no copies of each other."""

    def one_of(words: str) -> Any:
        return chance.choice(WORDS[words])

    def person() -> str:
        return f"{one_of('first_names')} {one_of('last_names')}"

    def all_of(words: list[str]) -> list[str]:
        return chance.sample(words, len(words))

    sentences = zip(*map(all_of, (one_of("happenings"), WORDS["comments"], WORDS["context"])), strict=True)
    day = FIRST_DAY + timedelta(days=chance.randrange(days))
    name, one = chance.sample(rare_words(), 2)
    details: dict[str, Any] = {
        "name": name.title(),
        "one": one,
        "place": one_of("places"),
        "target": one_of("targets"),
        "victims": one_of("victims"),
        "n": chance.randint(11, 99),
        "day": DAYS[day.weekday()],
        "person": person(),
        "role": one_of("roles"),
        "other": person(),
    }
    sites = chance.sample(WORDS["sites"], chance.choice((1, 1, 2, 3)))
    for site, (happening, comment, context) in zip(sites, sentences, strict=False):
        number = next(numbers)
        own = {
            **details,
            "years": chance.randint(2, 40),
            "far": one_of("places"),
            "north": one_of("places"),
            **dict(zip(("two", "three", "four"), chance.sample(rare_words(), 3), strict=True)),
        }
        paragraphs = [f"{happening} {comment}".format(**own), f"{context} {WORDS['colour']}".format(**own)]
        if chance.random() < 0.3:
            paragraphs.insert(chance.randrange(3), BOILERPLATE)
        yield Arrival(
            number=number,
            site=site,
            title=f"{details['target'].title()} in {details['place']}, {own['two']} and {own['three']}",
            paragraphs=tuple(paragraphs),
            published=day + timedelta(days=chance.choice((0, 0, 1))),
        )


@cache
def rare_words() -> list[str]:
    """English words, none of them frequent or short."""
    lines = (line.split("\t") for line in FREQUENCIES.read_text().splitlines() if not line.startswith("#"))
    listed = [word for frequency, words in lines if float(frequency) < MOST_FREQUENT for word in words.split()]
    return sorted({word for word in listed if len(word) >= LEAST_LETTERS and word.isalpha()})


def _with_reprints(chance: random.Random, report: Arrival, numbers: Iterator[int]) -> Iterator[Arrival]:
    """A report, and what one or two other sites make of it; their country, which tells places apart, is the same."""
    original = replace(report, group=report.number, is_near=chance.random() < 0.3)
    yield original
    paragraphs = (*original.paragraphs, ADDED) if original.is_near else original.paragraphs
    for _ in range(1 if original.is_near else chance.choice((1, 1, 2))):
        number = next(numbers)
        site = original.site.split(".", 1)[1].replace("example", f"reprints-{number}")
        yield replace(original, number=number, site=site, paragraphs=paragraphs)


def records_before(articles: Sequence[Arrival]) -> bytes:
    """The articles of a run before, as JSON Lines: from them the banner of each site is known from the start."""
    return b"".join(replace(article, paragraphs=_with_banner(article)).record() + b"\n" for article in articles)


def _with_banner(article: Arrival) -> tuple[str, ...]:
    is_without = article.group is not None or BOILERPLATE in article.paragraphs
    return article.paragraphs if is_without else (*article.paragraphs, BOILERPLATE)


def unreadable_records(size: int) -> list[bytes]:
    """Records that fail, each in another place or way."""
    kinds = (
        b'{"id": "x%d", "text": "never clo',
        b'{"id": "x%d", "text": "\xff\xfe\xfd of Gao."}',
        b'{"id": "x%d", "title": "A title and no text"}',
        b"[%d, 2, 3]",
    )
    return [kinds[number % len(kinds)] % number for number in range(size)]


def in_random_order[T](chance: random.Random, values: Sequence[T]) -> list[T]:
    """A shuffled copy."""
    return chance.sample(values, len(values))


# --- comparing ------------------------------------------------------------------------------

OF_ADDRESS = ("url", "canonical_url", "site", "record", "authors")
"""Columns in which exact reprints differ."""

OF_STANDING = ("article_id", "outcome", "duplicate_of", "duplicate_kind", "duplicate_similarity")
"""Columns in which near reprints do not differ, under the name of their group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How the tables of two outputs are compared.

    Attributes:
        exact: By URL, the name of the group of an article with exact reprints.
        near: By URL, the name of the group of an article with near reprints.
        record: What stands for the place of a record, given its URI, offset and length.
    """

    exact: Mapping[str, str]
    near: Mapping[str, str]
    record: Callable[[Mapping[str, Any]], Any]

    def tables(self, output: Path) -> dict[str, list[str]]:
        """The visible rows as sorted lines; incidents and stories as the sets of their articles.

        Left out are those of near reprints alone: a line more may make an event a little less likely, and no incident.
        """
        rows = {name: _rows(output, name) for name in ("articles", "entities", "quotes", "events", "failures")}
        names = {row["article_id"]: self._name(row) for row in rows["articles"] if self._name(row) is not None}
        near = {row["article_id"] for row in rows["articles"] if row["url"] in self.near}
        renamed = names | _positions(rows, names)
        lines = {
            name: [
                self._compared(row, renamed) for row in listed if name == "articles" or row["article_id"] not in near
            ]
            for name, listed in rows.items()
        }
        for name in ("incidents", "stories"):
            sets = [row["article_ids"] for row in _rows(output, name) if row["article_count"]]
            lines[name] = [sorted({names.get(one, one) for one in ids}) for ids in sets if not near.issuperset(ids)]
        return {name: sorted(json.dumps(line, default=str, sort_keys=True) for line in lines[name]) for name in lines}

    def _name(self, article: Mapping[str, Any]) -> str | None:
        return self.exact.get(article["url"]) or self.near.get(article["url"])

    def _compared(self, row: dict[str, Any], renamed: Mapping[str, str]) -> Any:
        if row.get("url") in self.near:
            row = {name: row[name] for name in OF_STANDING}
        elif row.get("url") in self.exact:
            row = {name: value for name, value in row.items() if name not in OF_ADDRESS}
        if "record" in row:
            row = {**row, "record": self.record(row["record"])}
        row.pop("failure_id", None)  # made of the record's place
        return _renamed(comparable(row, ""), renamed)


def comparison(articles: Sequence[Arrival], record: Callable[[Mapping[str, Any]], Any] = dict) -> Comparison:
    """How the tables of outputs that read some articles are compared.

    Args:
        articles: All of them.
        record: See `Comparison`.
    """
    grouped = [article for article in articles if article.group is not None]
    exact = {article.url: f"group {article.group}" for article in grouped if not article.is_near}
    near = {article.url: f"group {article.group}" for article in grouped if article.is_near}
    return Comparison(exact=exact, near=near, record=record)


def _rows(output: Path, table: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(output / "newsbeam.duckdb"), read_only=True) as database:
        database.execute("SET TimeZone = 'UTC'")
        return database.table(table).to_arrow_table().to_pylist()


def _positions(rows: Mapping[str, list[dict[str, Any]]], names: Mapping[str, str]) -> dict[str, str]:
    """Ids of quotes and events of some articles as their places in the text: the ids are made of the article's."""
    quotes = {row["quote_id"]: (row["article_id"], row["quote_start"]) for row in rows["quotes"]}
    events = {
        row["event_id"]: (row["article_id"], row["trigger"]["start"], row["event_type"]) for row in rows["events"]
    }
    return {
        key: "/".join(map(str, (names[article], *place)))
        for key, (article, *place) in (quotes | events).items()
        if article in names
    }


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value
