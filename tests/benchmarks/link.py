"""Measure how the cost of LINK grows with the number of articles: `python -m tests.benchmarks link [SIZE...]`.

The articles are generated, of thirty days whatever their number: half of them on a matter of their own, a fifth on one
matter of one day, the others on matters of 1 to 200 articles. Articles on one matter share some of their telling words,
names and what they report. Printed is the processor time of an article, of the functions step by step and of the whole
transform on Beam's local runner, and what it is relative to the smallest number of articles; it may grow as the
logarithm does.
"""

import math
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise

import apache_beam as beam
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from pipeline.run.record_files import ReadRecordFiles, write_records
from schemas import coders
from schemas.flow.linking import (
    LinkArticle,
    LinkCasualties,
    LinkCopy,
    LinkEntity,
    LinkEvent,
    LinkLocation,
    LinkParticipant,
    LinkTrigger,
)
from schemas.ids import content_hash
from transforms.link.candidates import candidate_pairs
from transforms.link.compare import compare
from transforms.link.incidents.cluster import incidents_of, reported_incidents
from transforms.link.keys import article_keys
from transforms.link.link import Link, Linkable
from transforms.link.profile import make_profile
from transforms.link.stories.cluster import stories_of, story_article

SIZES = (1_000, 3_000, 10_000, 30_000)
REPEATS, MOST_REPEATED = 3, 3_000
"""So many articles are measured three times; the least time counts, as other programs can only slow this one down."""

START = datetime(2024, 11, 1, tzinfo=UTC)
DAYS = 30
MOST_ARTICLES = 200
"""Articles of the greatest matter but one."""

ONE_MATTER = 0.2
"""Share of the articles that are on one matter of one day."""

BACKGROUND = 0.5
"""Share of the articles on a matter of their own."""

TOPIC_WORDS = 30
POOL = 20
"""Words of a matter."""

MATTER_WORDS = 15
"""Topic words of an article that are of its matter; they come first."""

VOCABULARY = 30_000
KINDS = (("ASSAULT", "bombing"), ("ACCIDENT", None), ("CRIME", "robbery"), ("PROTEST", "demonstration"))
COUNTRIES = ("ML", "IQ", "UA", "FR", "US", "NG", "PK", "CO", "PH", "IN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What articles are about."""

    number: int
    day: int
    words: tuple[str, ...]
    names: tuple[str, ...]
    kind: tuple[str, str | None]
    place: int
    killed: int


class Generator:
    """Generates articles, the same for the same number.

    Args:
        count: Number of articles.
    """

    def __init__(self, count: int) -> None:
        self._chance = random.Random(count)
        self._count = count
        self._matters = 0

    def articles(self) -> list[LinkArticle]:
        """The articles, in any order."""
        matters = list(self._matters_of_articles())
        self._chance.shuffle(matters)
        return [self._article(number, matter) for number, matter in enumerate(matters)]

    def _matters_of_articles(self) -> Iterator[Matter]:
        """The matter of each article."""
        great = int(self._count * ONE_MATTER)
        yield from [self._matter(day=DAYS // 2)] * great
        background = int(self._count * BACKGROUND)
        yield from (self._matter() for _ in range(background))
        left = self._count - great - background
        while left:
            size = min(left, MOST_ARTICLES, int(self._chance.paretovariate(1)))
            yield from [self._matter()] * size
            left -= size

    def _matter(self, day: int | None = None) -> Matter:
        self._matters += 1
        return Matter(
            number=self._matters,
            day=self._chance.randrange(DAYS) if day is None else day,
            words=tuple(self._words(POOL)),
            names=tuple(f"name{self._chance.randrange(VOCABULARY)}" for _ in range(6)),
            kind=self._chance.choice(KINDS),
            place=self._chance.randrange(2_000),
            killed=self._chance.randint(1, 60),
        )

    def _words(self, count: int) -> list[str]:
        """Words as frequent as topic words are: the n-th most frequent one is in 1 / √n as many articles as the first.

        With this vocabulary the first is in about a tenth of all articles.
        """
        return [f"word{int(VOCABULARY * self._chance.random() ** 2)}" for _ in range(count)]

    def _article(self, number: int, matter: Matter) -> LinkArticle:
        chance = self._chance
        article_id = content_hash("article", str(self._count), str(number))
        own = chance.sample(matter.words, MATTER_WORDS) + self._words(TOPIC_WORDS - MATTER_WORDS)
        published = START + timedelta(days=matter.day, minutes=chance.randrange(24 * 60))
        names = chance.sample(matter.names, 4) + [f"name{chance.randrange(VOCABULARY)}" for _ in range(4)]
        events = [self._event(article_id, position, matter) for position in range(chance.randint(1, 4))]
        return LinkArticle(
            article_id=article_id,
            content_id=content_hash("text", article_id),
            site=f"site{chance.randrange(200)}.example",
            title=" ".join(own[:8]).capitalize(),
            published_at=published,
            published_date=published.date(),
            topic_words=tuple(dict.fromkeys(own)),
            main_event_id=events[0].event_id,
            events=tuple(events),
            entities=tuple(self._entity(name, rank) for rank, name in enumerate(dict.fromkeys(names))),
        )

    def _event(self, article_id: str, position: int, matter: Matter) -> LinkEvent:
        event_type, mode = matter.kind
        day = (START + timedelta(days=matter.day)).date()
        killed = LinkCasualties(kind="killed", low=matter.killed, high=matter.killed, text=str(matter.killed))
        victim = LinkParticipant(text=matter.names[0], entity_id=content_hash(matter.names[0]), name=matter.names[0])
        place = f"Town {matter.place}"
        return LinkEvent(
            event_id=content_hash("event", article_id, str(position)),
            event_type=event_type,
            event_mode=mode,
            trigger=LinkTrigger(lemma=matter.words[0]),
            sentence_start=position * 100,
            recipients=(victim,),
            location=LinkLocation(
                text=place,
                geonames_id=matter.place + 1,
                name=place,
                feature="PPL",
                country_code=COUNTRIES[matter.place % len(COUNTRIES)],
            ),
            location_basis="clause",
            date_start=day,
            date_end=day,
            date_precision="day",
            date_basis="relative",
            casualties=(killed,) if position == 0 else (),
            confidence=0.9,
            salience=1 / (1 + position),
        )

    def _entity(self, name: str, rank: int) -> LinkEntity:
        return LinkEntity(
            entity_id=content_hash(name), name=name, type="PERSON", mention_count=2, salience=1 / (2 + rank)
        )


def measure_functions(articles: Sequence[LinkArticle]) -> tuple[dict[str, float], str]:
    """Seconds of processor time of each step, and what came out."""
    laps = [time.process_time()]

    def lap() -> None:
        laps.append(time.process_time())

    profiles = {article.article_id: make_profile(article) for article in articles}
    lap()
    pairs = list(candidate_pairs(map(article_keys, articles)))
    lap()
    compared = [compare(profiles[one], profiles[other]) for one, other in pairs]
    lap()
    stories = list(stories_of(map(story_article, articles), (link for link, _ in compared)))
    lap()
    reports = chain.from_iterable(
        reported_incidents(article, profiles[article.article_id].reports) for article in articles
    )
    incidents = list(incidents_of(reports, chain.from_iterable(links for _, links in compared)))
    lap()
    steps = ("profiles", "candidates", "compare", "stories", "incidents")
    found = f"{len(pairs):,} pairs, {len(stories):,} stories, {len(incidents):,} incidents"
    return dict(zip(steps, (end - start for start, end in pairwise(laps)), strict=True)), found


def measure_transform(articles: Sequence[LinkArticle]) -> float:
    """Seconds of processor time of the transform, with all of the runner's, and with reading the articles."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/articles"
        write_records(path, articles)
        started = time.process_time()
        with beam.Pipeline(runner=FnApiRunner()) as pipeline:
            paths = pipeline | "File" >> beam.Create([path], reshuffle=False).with_output_types(str)
            given = paths | "Articles" >> ReadRecordFiles(LinkArticle)
            ids = given | "Ids" >> beam.Map(_id_of).with_output_types(str)
            copies = pipeline | "Copies" >> beam.Create([], reshuffle=False).with_output_types(LinkCopy)
            _ = Linkable(given, copies, ids) | "Link" >> Link()
        return time.process_time() - started


def _id_of(article: LinkArticle) -> str:
    return article.article_id


def main(sizes: Sequence[int]) -> None:
    """Measure and print.

    Args:
        sizes: Numbers of articles, the smallest first.
    """
    coders.register()
    least: dict[str, float] = {}
    for size in sizes:
        costs, found = measure(size)
        least = least or costs
        print(f"{size:,} articles, {found}: milliseconds an article (relative to {sizes[0]:,} articles; that / log n)")
        for name, cost in costs.items():
            ratio = cost / least[name]
            by_logarithm = ratio * math.log(sizes[0]) / math.log(size)
            print(f"  {name:<12}{cost:7.3f}  ({ratio:4.2f}; {by_logarithm:4.2f})", flush=True)


def measure(size: int) -> tuple[dict[str, float], str]:
    """Milliseconds of processor time an article, by step and of all; and what came out."""
    articles = Generator(size).articles()
    repeats = 1 if size > MOST_REPEATED else REPEATS
    measured = [measure_functions(articles) for _ in range(repeats)]
    seconds = {name: min(steps[name] for steps, _ in measured) for name in measured[0][0]}
    seconds["functions"] = sum(seconds.values())
    seconds["transform"] = min(measure_transform(articles) for _ in range(repeats))
    return {name: 1_000 * spent / size for name, spent in seconds.items()}, measured[0][1]
