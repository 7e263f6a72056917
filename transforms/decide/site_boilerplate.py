"""Site boilerplate: a paragraph that appears in many articles of one site belongs to the site, not to the articles.

A paragraph is boilerplate of its site if it appears in at least three articles that differ in address, title and text
(stories), in as many as `required_stories` asks of a site of that size, and is recognisably the article's own in no
more than half of them. All articles that the run prepared and that earlier runs committed are counted; an article in
both, or in several revisions, counts once, so that reading the same articles again finds the same boilerplate.

Every condition compares counts of distinct values, so no key ever holds a list of a site's articles:

    facts      one for each distinct value: (site, paragraph hash, kind, value)
    counts     by (site, paragraph hash), and by site: how many distinct values of each kind
    decision   from the counts of a paragraph and the stories of its site (side input: one number for each site)
    marking    each article looks up its site's boilerplate (side input)

The boilerplate of a site is small however large the site: each of its paragraphs appears in at least 2% of the stories,
so there are at most 50 times as many as a story has paragraphs. Most paragraphs appear in one article only; a sketch
of all hashes, of fixed size, excludes them before anything is shuffled.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.coders import Coder, TupleCoder, VarIntCoder
from apache_beam.pvalue import AsMultiMap, AsSingleton
from apache_beam.typehints import with_input_types, with_output_types

from schemas.flow.staging import ParagraphKey, SiteArticle, StagedKey
from transforms.bundles import finish_bundle_values
from transforms.combiners import MaxInteger
from transforms.decide.paragraph_sketch import LIMIT, ParagraphSketch, SketchParagraphs
from transforms.step import Step

MIN_STORIES = LIMIT
"""In two articles a paragraph may well be the background of one story and its sequel."""

MIN_SHARE = 0.02
"""Share of a large site's stories: stock phrases such as 'No arrests have been made.' appear in about one in fifty."""

WHOLE_SITE = 1 << 62
"""Takes the place of a paragraph's hash in facts about the whole site. No hash of 63 bits has this value."""

MAX_BUNDLE_FACTS = 200_000
"""Facts that a bundle collects before it emits them."""

type Fact = tuple[str, int, int, bytes]
"""Site, paragraph hash or `WHOLE_SITE`, kind, value."""

type Group = tuple[str, int]
"""Site, paragraph hash or `WHOLE_SITE`."""


class Kind(IntEnum):
    """Which property of an article a fact's value is."""

    ARTICLE = 0
    TITLE = 1
    FIRST_PARAGRAPH = 2
    LOWEST_PARAGRAPH = 3


class Counts(NamedTuple):
    """How many distinct values the articles of a group have, those of a site or those with a paragraph.

    Attributes:
        articles: Article ids.
        own: Article ids where the paragraph is recognisably the article's own.
        titles: Titles.
        first_paragraphs: First own paragraphs.
        lowest_paragraphs: Own paragraphs of lowest hash.
    """

    articles: int = 0
    own: int = 0
    titles: int = 0
    first_paragraphs: int = 0
    lowest_paragraphs: int = 0

    @property
    def stories(self) -> int:
        """How many articles differ in address, title and text.

        Copies and revisions of one story share its title, or its first own paragraph and the own paragraph of
        lowest hash. Both must be shared, because boilerplate that passes for own would be the first on every page.
        """
        return min(self.articles, self.titles, max(self.first_paragraphs, self.lowest_paragraphs))


CountsTuple = tuple[int, int, int, int, int]


def required_stories(stories: int) -> int:
    """How many of a site's stories boilerplate must appear in.

    Their square root, so that few are enough on a small site and a campaign of some weeks on a large one; on a very
    large site a fixed share.
    """
    return max(MIN_STORIES, math.ceil(math.sqrt(stories)), math.ceil(MIN_SHARE * stories))


def may_be_boilerplate(counts: Counts) -> bool:
    """Whether a paragraph with these counts would be boilerplate of a small site: a necessary condition on any."""
    return counts.stories >= MIN_STORIES and 2 * counts.own <= counts.articles


def facts_of(article: SiteArticle, hashes: Iterable[int]) -> Iterator[tuple[Fact, int]]:
    """The facts that an article contributes to its site and to some of its paragraphs.

    Args:
        article: The article.
        hashes: Hashes of the paragraphs to count.

    Yields:
        Each fact, and 1 if the paragraph is recognisably the article's own, else 0.
    """
    first, lowest = _identifying_paragraphs(article.paragraphs)
    own = {paragraph.hash for paragraph in article.paragraphs if paragraph.is_own}
    values = (
        (Kind.TITLE.value, _packed(article.title_hash)),
        (Kind.FIRST_PARAGRAPH.value, _packed(first)),
        (Kind.LOWEST_PARAGRAPH.value, _packed(lowest)),
    )
    address = article.article_id.encode("utf-8", "surrogatepass")
    for hash_ in (WHOLE_SITE, *dict.fromkeys(hashes)):
        yield (article.site, hash_, Kind.ARTICLE.value, address), int(hash_ in own)
        for kind, value in values:
            yield (article.site, hash_, kind, value), 0


def _identifying_paragraphs(paragraphs: Sequence[ParagraphKey]) -> tuple[int, int]:
    """Hash of the first own paragraph and the lowest hash of own ones; of all paragraphs if none is own."""
    hashes = [one.hash for one in paragraphs if one.is_own] or [one.hash for one in paragraphs] or [0]
    return hashes[0], min(hashes)


def _packed(hash_: int) -> bytes:
    return hash_.to_bytes(8, signed=True)


def counts_of(fact: Fact, is_own: int) -> CountsTuple:
    """What one distinct fact adds to the counts of its group."""
    kind = fact[2]
    return (
        int(kind == Kind.ARTICLE),
        is_own,
        int(kind == Kind.TITLE),
        int(kind == Kind.FIRST_PARAGRAPH),
        int(kind == Kind.LOWEST_PARAGRAPH),
    )


def add_counts(counts: Iterable[CountsTuple]) -> CountsTuple:
    """The sums of some counts."""
    articles = own = titles = first = lowest = 0
    for one in counts:
        articles += one[0]
        own += one[1]
        titles += one[2]
        first += one[3]
        lowest += one[4]
    return articles, own, titles, first, lowest


def mark_boilerplate(key: StagedKey, boilerplate: frozenset[int]) -> StagedKey:
    """A key that knows which paragraphs of its article are boilerplate.

    Args:
        key: Of a staged article.
        boilerplate: Hashes of its site's.
    """
    if key.site_article is None or not boilerplate:
        return key
    paragraphs = enumerate(key.site_article.paragraphs)
    return replace(key, boilerplate=tuple(i for i, paragraph in paragraphs if paragraph.hash in boilerplate))


class _GiveFacts(beam.DoFn):
    """The articles of a bundle to their facts, each once a bundle."""

    def start_bundle(self) -> None:
        self._sketch: ParagraphSketch | None = None
        self._facts: dict[Fact, int] = {}

    def process(self, article: SiteArticle, sketch: bytes) -> Iterator[tuple[Fact, int]]:
        if self._sketch is None:
            self._sketch = ParagraphSketch(sketch)
        for fact, is_own in facts_of(article, self._sketch.frequent_hashes(article)):
            self._facts[fact] = self._facts.get(fact, 0) | is_own
        if len(self._facts) >= MAX_BUNDLE_FACTS:
            yield from self._facts.items()
            self._facts = {}

    def finish_bundle(self) -> Iterator[Any]:
        yield from finish_bundle_values(self._facts.items())


class _CountFacts(beam.DoFn):
    """The distinct facts of a bundle to counts, one a group and bundle."""

    def start_bundle(self) -> None:
        self._counts: dict[Group, CountsTuple] = {}

    def process(self, counted: tuple[Fact, int]) -> Iterator[tuple[Group, CountsTuple]]:
        fact, is_own = counted
        group = fact[0], fact[1]
        added = counts_of(fact, is_own)
        held = self._counts.get(group)
        self._counts[group] = added if held is None else add_counts((held, added))
        if len(self._counts) >= MAX_BUNDLE_FACTS:
            yield from self._counts.items()
            self._counts = {}

    def finish_bundle(self) -> Iterator[Any]:
        yield from finish_bundle_values(self._counts.items())


@with_input_types(CountsTuple)
@with_output_types(CountsTuple)
class SumCounts(beam.CombineFn):
    """Counts added up."""

    def create_accumulator(self) -> CountsTuple:
        return 0, 0, 0, 0, 0

    def add_input(self, accumulator: CountsTuple, counts: CountsTuple) -> CountsTuple:
        return add_counts((accumulator, counts))

    def merge_accumulators(self, accumulators: Iterable[CountsTuple]) -> CountsTuple:
        return add_counts(accumulators)

    def extract_output(self, accumulator: CountsTuple) -> CountsTuple:
        return accumulator

    def get_accumulator_coder(self) -> Coder:
        return TupleCoder((VarIntCoder(),) * 5)


class _RequiredBySite(beam.DoFn):
    """Counts of a site to how many stories its boilerplate stands in, where that is more than `MIN_STORIES`."""

    def process(self, counted: tuple[Group, CountsTuple]) -> Iterator[tuple[str, int]]:
        (site, hash_), counts = counted
        if hash_ == WHOLE_SITE and (required := required_stories(Counts(*counts).stories)) > MIN_STORIES:
            yield site, required


class _DecideOnParagraph(beam.DoFn):
    """Counts of a paragraph to its site and hash, where it is boilerplate."""

    def process(self, counted: tuple[Group, CountsTuple], required: Any) -> Iterator[tuple[str, int]]:
        (site, hash_), counts = counted[0], Counts(*counted[1])
        if hash_ == WHOLE_SITE or not may_be_boilerplate(counts):
            return
        if counts.stories >= max(required[site], default=MIN_STORIES):
            yield site, hash_


@dataclass
class FindBoilerplate(beam.PTransform):
    """Articles to the boilerplate of their sites, as (site, paragraph hash).

    Input     (a1, site s, hashes 7 8 9)  (a2, s, 4 8)  (a3, s, 8 2)  (a3, s, 8 2)
    Facts     (s, 8, article, a1)  (s, 8, article, a2)  …    (s, whole site, article, a1)  …
    Counts    (s, 8): 3 articles, 3 titles, …                (s, whole site): 3 articles, …
    Output    (s, 8)
    """

    def expand(self, articles: beam.PCollection[SiteArticle]) -> beam.PCollection[tuple[str, int]]:
        sketch = articles | "Sketch" >> SketchParagraphs()
        fact, counts = tuple[tuple[str, int, int, bytes], int], tuple[tuple[str, int], CountsTuple]
        facts = articles | "Facts" >> beam.ParDo(_GiveFacts(), AsSingleton(sketch)).with_output_types(fact)
        distinct = facts | "Distinct" >> beam.CombinePerKey(MaxInteger()).with_output_types(fact)
        partial = distinct | "CountBundle" >> beam.ParDo(_CountFacts()).with_output_types(counts)
        counted = partial | "Count" >> beam.CombinePerKey(SumCounts()).with_output_types(counts)
        required = counted | "Required" >> beam.ParDo(_RequiredBySite()).with_output_types(tuple[str, int])
        deciding = beam.ParDo(_DecideOnParagraph(), AsMultiMap(required)).with_output_types(tuple[str, int])
        return counted | "DecideOnParagraph" >> deciding


class _SiteArticles(beam.DoFn):
    def process(self, key: StagedKey) -> Iterator[SiteArticle]:
        if key.site_article is not None:
            yield key.site_article


class _Sites(beam.DoFn):
    """The sites of a bundle, each once."""

    def start_bundle(self) -> None:
        self._sites: set[str] = set()

    def process(self, key: StagedKey) -> Iterator[tuple[str, int]]:
        if key.site_article is not None and key.site_article.site not in self._sites:
            self._sites.add(key.site_article.site)
            yield key.site_article.site, 1


@dataclass
class ListSites(beam.PTransform):
    """Keys of staged articles to their sites, each once."""

    def expand(self, keys: beam.PCollection[StagedKey]) -> beam.PCollection[str]:
        sites = keys | "Site" >> beam.ParDo(_Sites()).with_output_types(tuple[str, int])
        distinct = sites | "Distinct" >> beam.CombinePerKey(MaxInteger()).with_output_types(tuple[str, int])
        return distinct | "Name" >> beam.Keys()


class _Mark(Step):
    """Keys with the boilerplate of their articles; a site is looked up once a bundle."""

    def __init__(self) -> None:
        super().__init__("mark_boilerplate")

    def start_bundle(self) -> None:
        super().start_bundle()
        self._known: dict[str, frozenset[int]] = {}

    def apply(self, key: StagedKey, boilerplate: Any) -> Iterator[StagedKey]:
        if key.site_article is None:
            yield key
            return
        site = key.site_article.site
        if site not in self._known:
            self._known[site] = frozenset(boilerplate[site])
        yield mark_boilerplate(key, self._known[site])


@dataclass
class MarkBoilerplate(beam.PTransform):
    """Keys of all staged articles, and the articles that earlier runs committed, to keys that know their boilerplate.

    Input   keys: (a1, site s, hashes 7 8 9)  (a2, s, 4 8)  (a3, s, 8 2)  (a4, no site)    earlier: (a0, s, 5 8)
    Output  (a1, boilerplate 1)  (a2, boilerplate 1)  (a3, boilerplate 0)  (a4)
    """

    def expand(
        self, inputs: tuple[beam.PCollection[StagedKey], beam.PCollection[SiteArticle]]
    ) -> beam.PCollection[StagedKey]:
        keys, earlier = inputs
        prepared = keys | "SiteArticles" >> beam.ParDo(_SiteArticles()).with_output_types(SiteArticle)
        boilerplate = (prepared, earlier) | "All" >> beam.Flatten() | "Find" >> FindBoilerplate()
        marking = beam.ParDo(_Mark(), AsMultiMap(boilerplate)).with_output_types(StagedKey)
        return keys | "Mark" >> marking
