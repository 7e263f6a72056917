"""What stands in many articles of one site is boilerplate; what recurs in one story, or shows to be own, is not."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.flow.staging import ParagraphKey, SiteArticle, StagedKey
from tests.transforms.decide import site_oracle
from tests.transforms.decide.site_oracle import stories
from transforms.decide.counting_sketch import merge_sketches
from transforms.decide.paragraph_sketch import LIMIT, ParagraphSketch
from transforms.decide.repeated_records import article_and_text
from transforms.decide.site_boilerplate import (
    MIN_STORIES,
    WHOLE_SITE,
    Counts,
    FindBoilerplate,
    ListSites,
    MarkBoilerplate,
    add_counts,
    counts_of,
    facts_of,
    mark_boilerplate,
    may_be_boilerplate,
    required_stories,
)
from transforms.prepare.clean.paragraph_hashes import make_site_article, pack, paragraph_hash, paragraph_keys

SITE = "herald.example"
APPEAL = "Quality journalism depends on readers. Please consider a monthly contribution to keep our newsroom going."
FOREIGN = "Find weekend recipes, crosswords and horoscopes in the lifestyle section, updated every morning."
STORIES = (
    ("Rebels take Gao", "Rebels seized Gao before dawn.", "Soldiers left Gao without fighting the rebels."),
    ("Flood in Cali", "Flood water covered Cali after the rain.", "In Cali the rain closed schools."),
    ("Vote in Basra", "Voters in Basra elected a council.", "The council of Basra meets in spring, voters heard."),
    ("Fire in Odesa", "A fire destroyed a warehouse in Odesa.", "The warehouse held grain; the fire spread in Odesa."),
    ("Strike in Lagos", "Drivers began a strike in Lagos.", "The strike left Lagos without buses, drivers warned."),
    ("Talks in Manila", "Envoys opened talks in Manila.", "The talks in Manila will last a week for the envoys."),
)


def page(number: int, paragraphs: Sequence[str], title: str | None = None, site: str = SITE) -> SiteArticle:
    keys = paragraph_keys(paragraphs, title=title, publishers=("The Herald",), site=site)
    article = make_site_article(site=site, article_id=f"{site}/{number}", title=title, paragraph_hashes=pack(keys))
    assert article is not None
    return article


def story(number: int, *more: str, at: int = 0) -> SiteArticle:
    title, *paragraphs = STORIES[number]
    paragraphs[at:at] = more
    return page(number, paragraphs, title)


def found(articles: Sequence[SiteArticle]) -> set[int]:
    """Boilerplate of one site by the counts of the transform, without Beam; the same as by definition."""
    sketch = ParagraphSketch()
    for article in articles:
        sketch.add(article)
    facts: dict[Any, int] = {}
    for article in articles:
        for fact, is_own in facts_of(article, sketch.frequent_hashes(article)):
            facts[fact] = max(is_own, facts.get(fact, 0))
    groups: dict[int, list[tuple[int, int, int, int, int]]] = {}
    for fact, is_own in facts.items():
        groups.setdefault(fact[1], []).append(counts_of(fact, is_own))
    counts = {hash_: Counts(*add_counts(parts)) for hash_, parts in groups.items()}
    required = required_stories(counts.pop(WHOLE_SITE, Counts()).stories)
    boilerplate = {hash_ for hash_, one in counts.items() if may_be_boilerplate(one) and one.stories >= required}
    assert boilerplate == site_oracle.boilerplate(articles)
    return boilerplate


def of(*texts: str) -> set[int]:
    return set(map(paragraph_hash, texts))


@pytest.mark.parametrize("count", range(len(STORIES) + 1))
def test_boilerplate_appeal_in_three_articles_is_found_wherever_it_stands(count: int) -> None:
    articles = [story(i, APPEAL, at=i % 3) if i < count else story(i) for i in range(len(STORIES))]
    assert found(articles) == (of(APPEAL) if count >= MIN_STORIES else set())


@given(st.permutations(range(len(STORIES))), st.lists(st.integers(0, len(STORIES) - 1), max_size=6))
def test_boilerplate_order_and_repeats_do_not_matter(order: list[int], again: list[int]) -> None:
    articles = [story(i, APPEAL, FOREIGN, at=i % 3) if i % 2 else story(i, APPEAL) for i in range(len(STORIES))]
    assert found([articles[i] for i in (*order, *again)]) == of(APPEAL, FOREIGN)


def test_boilerplate_one_page_read_many_times_gives_none() -> None:
    assert found([story(0, APPEAL)] * 9) == set()
    assert found([page(0, [APPEAL, text], f"Version {text}") for text in "abcdef"]) == set()  # one address


def test_boilerplate_copies_of_one_story_give_none() -> None:
    title, *own = STORIES[0]
    wire = [page(i, [*own, "The cause was unclear."], title) for i in range(6)]
    edited = [page(i, [*own, f"Desk number {i} edited this."], f"{title}, again {i}") for i in range(6)]
    assert stories(wire) == stories(edited) == 1
    assert found(wire) == found(edited) == set()


def test_boilerplate_appeal_taken_for_own_does_not_hide_the_other() -> None:
    top = "Gao, Cali, Basra, Odesa, Lagos and Manila: readers everywhere trust us, please support this paper."
    articles = [story(i, APPEAL, top, at=0) for i in range(len(STORIES))]
    assert of(APPEAL) <= found(articles)


@pytest.mark.parametrize(
    "own",
    [
        '"We will rebuild what was lost here," the minister promised.',
        "Nobody was hurt, the mayor said on Monday.",
        "GENEVA (Reuters) -",
        "Rebels, soldiers, rain, voters, fires, drivers and envoys: it was a week of Cali, Gao, Basra and Odesa.",
    ],
)
def test_boilerplate_statements_datelines_and_own_paragraphs_stay(own: str) -> None:
    paragraphs = ["Rebels and soldiers fought near Cali and Basra.", "Voters, drivers and envoys left Odesa and Gao."]
    articles = [
        page(i, [own, f"{one[1]} It happened in place {i:03d}.", *paragraphs], one[0]) for i, one in enumerate(STORIES)
    ]
    assert not found(articles) & of(own)


def test_boilerplate_stock_phrase_on_a_large_site_stays() -> None:
    def crime(i: int, *more: str) -> SiteArticle:
        return page(
            i, [f"Shot number {i:04d} was fired.", f"The shot, number {i:04d}, hit nobody.", *more], f"Shot {i}"
        )

    stock = "No arrests have been made."
    articles = [crime(i, stock, APPEAL) if i < 6 else crime(i, APPEAL) if i < 20 else crime(i) for i in range(100)]
    assert found(articles) == of(APPEAL)


def test_required_stories_never_falls() -> None:
    wanted = [required_stories(count) for count in range(20_000)]
    assert wanted[:10] == [3] * 10
    assert (wanted[100], wanted[2_500], wanted[10_000]) == (10, 50, 200)
    assert all(before <= after for before, after in pairwise(wanted))


def key(article: SiteArticle | None, row: int) -> StagedKey:
    address = article.article_id if article else "none"
    return StagedKey(article_id=address, content_id="c", rank="1", site_article=article, file="f", group=0, row=row)


@pytest.mark.parametrize("earlier", range(4))
def test_mark_boilerplate_earlier_runs_count_and_other_sites_do_not(earlier: int) -> None:
    articles = [story(i, APPEAL, at=i % 3) for i in range(4)]
    others = [
        page(9, ["Rain fell.", APPEAL], "Rain", site="other.example"),
        page(8, [APPEAL], "A", site="third.example"),
    ]
    keys = [key(one, i) for i, one in enumerate([*articles[earlier:], others[0], None])]
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        read = pipeline | "Keys" >> beam.Create(keys)
        known = pipeline | "Earlier" >> beam.Create([*articles[:earlier], others[1]])
        wanted = [*(mark_boilerplate(one, frozenset(of(APPEAL))) for one in keys[: 4 - earlier]), *keys[4 - earlier :]]
        assert [one.boilerplate for one in wanted] == [*[(0,), (1,), (2,), (0,)][earlier:], (), ()]
        assert_that((read, known) | MarkBoilerplate(), equal_to(wanted), label="marked")
        assert_that(read | ListSites(), equal_to([SITE, "other.example"]), label="sites")


def test_article_and_text_records_that_differ_by_boilerplate_alone_are_equal() -> None:
    with_, without = (story(0, *more) for more in ((APPEAL,), ()))
    boilerplate = frozenset(of(APPEAL))
    marked = [mark_boilerplate(key(article, 0), boilerplate) for article in (with_, without)]
    assert article_and_text(marked[0]) == article_and_text(marked[1])
    assert article_and_text(key(with_, 0)) != article_and_text(key(without, 1))
    assert article_and_text(key(None, 2)) == ("none", "c")


@given(st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=5), min_size=1, max_size=8))
def test_boilerplate_another_article_adds_its_own_paragraphs_alone(pages: list[list[int]]) -> None:
    articles = [
        SiteArticle(
            site=SITE, article_id=str(i), title_hash=i, paragraphs=tuple(ParagraphKey(hash_, False) for hash_ in hashes)
        )
        for i, hashes in enumerate(pages)
    ]
    assert found(articles) - found(articles[:-1]) <= set(pages[-1])


def site_articles(sites: int) -> st.SearchStrategy[SiteArticle]:
    """Articles of few addresses, titles and paragraphs, so that copies and revisions are frequent."""
    paragraph = st.builds(ParagraphKey, st.integers(-4, 4), st.booleans())
    return st.builds(
        SiteArticle,
        site=st.integers(1, sites).map("site{}.example".format),
        article_id=st.integers(0, 7).map(str),
        title_hash=st.integers(0, 7),
        paragraphs=st.lists(paragraph, max_size=5).map(tuple),
    )


@settings(max_examples=200)
@given(st.lists(site_articles(1), max_size=25))
def test_counts_any_articles_equal_the_definition(articles: list[SiteArticle]) -> None:
    found(articles)


@settings(max_examples=4)
@given(st.lists(site_articles(3), max_size=60), st.lists(site_articles(3), max_size=20))
def test_find_boilerplate_any_sites_and_bundles_equal_the_definition(
    prepared: list[SiteArticle], earlier: list[SiteArticle]
) -> None:
    by_site: dict[str, list[SiteArticle]] = {}
    for article in (*prepared, *earlier):
        by_site.setdefault(article.site, []).append(article)
    wanted = [(site, hash_) for site, articles in by_site.items() for hash_ in site_oracle.boilerplate(articles)]
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        sides = [
            pipeline | name >> beam.Create(articles).with_output_types(SiteArticle)
            for name, articles in (("Prepared", prepared), ("Earlier", earlier))
        ]
        assert_that(sides | beam.Flatten() | FindBoilerplate(), equal_to(wanted))


@settings(max_examples=20)
@given(st.lists(st.lists(site_articles(2), max_size=6), max_size=4))
def test_sketch_merged_admits_paragraphs_of_three_articles(bundles: list[list[SiteArticle]]) -> None:
    sketches = []
    for bundle in bundles:
        sketch = ParagraphSketch()
        for article in bundle:
            sketch.add(article)
        sketches.append(sketch.to_bytes())
    merged = ParagraphSketch(merge_sketches(sketches, LIMIT))
    articles = [article for bundle in bundles for article in bundle]
    standing = [(one.site, hash_) for one in articles for hash_ in {paragraph.hash for paragraph in one.paragraphs}]
    for article in articles:
        hashes = {paragraph.hash for paragraph in article.paragraphs}
        frequent = {hash_ for hash_ in hashes if standing.count((article.site, hash_)) >= MIN_STORIES}
        assert frequent <= set(merged.frequent_hashes(article))
