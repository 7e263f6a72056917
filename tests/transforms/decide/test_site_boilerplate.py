"""What stands on many pages of one site is the site's; what recurs in one story, or shows to be its own, is not."""

from collections.abc import Sequence
from itertools import pairwise

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from hypothesis import given
from hypothesis import strategies as st

from schemas.flow.staging import Outline, StagedKey
from transforms.decide.repeated_records import text_of
from transforms.decide.site_boilerplate import LEAST, CutBanners, SitesOf, banners, cut, needed, stories
from transforms.prepare.clean.paragraph_hashes import number, outline_of, paragraph_hashes

SITE = "herald.example"
APPEAL = "Quality journalism depends on readers. Please consider a monthly contribution to keep our newsroom going."
FOREIGN = "Find weekend recipes, crosswords and horoscopes in the lifestyle section, updated every morning."
TALES = (
    ("Rebels take Gao", "Rebels seized Gao before dawn.", "Soldiers left Gao without fighting the rebels."),
    ("Flood in Cali", "Flood water covered Cali after the rain.", "In Cali the rain closed schools."),
    ("Vote in Basra", "Voters in Basra elected a council.", "The council of Basra meets in spring, voters heard."),
    ("Fire in Odesa", "A fire destroyed a warehouse in Odesa.", "The warehouse held grain; the fire spread in Odesa."),
    ("Strike in Lagos", "Drivers began a strike in Lagos.", "The strike left Lagos without buses, drivers warned."),
    ("Talks in Manila", "Envoys opened talks in Manila.", "The talks in Manila will last a week for the envoys."),
)


def page(number_: int, paragraphs: Sequence[str], title: str | None = None, site: str = SITE) -> Outline:
    hashes = paragraph_hashes(paragraphs, title=title, publishers=("The Herald",), site=site)
    found = outline_of(site=site, article_id=f"{site}/{number_}", title=title, paragraph_hashes=hashes)
    assert found is not None
    return found


def tale(number_: int, *more: str, at: int = 0) -> Outline:
    title, *own = TALES[number_]
    own[at:at] = more
    return page(number_, own, title)


def found(outlines: Sequence[Outline]) -> set[int]:
    return set(banners(outlines))


def of(*texts: str) -> set[int]:
    return {number(text) >> 1 for text in texts}


@pytest.mark.parametrize("count", range(len(TALES) + 1))
def test_an_appeal_is_the_sites_from_three_articles_on_wherever_it_stands(count: int) -> None:
    outlines = [tale(i, APPEAL, at=i % 3) if i < count else tale(i) for i in range(len(TALES))]
    assert found(outlines) == (of(APPEAL) if count >= LEAST else set())


@given(st.permutations(range(len(TALES))), st.lists(st.integers(0, len(TALES) - 1), max_size=6))
def test_neither_order_nor_reading_again_matters(order: list[int], again: list[int]) -> None:
    outlines = [tale(i, APPEAL, FOREIGN, at=i % 3) if i % 2 else tale(i, APPEAL) for i in range(len(TALES))]
    assert found([outlines[i] for i in (*order, *again)]) == of(APPEAL, FOREIGN)


def test_a_page_read_again_and_again_is_one() -> None:
    assert found([tale(0, APPEAL)] * 9) == set()
    assert found([page(0, [APPEAL, text], f"Version {text}") for text in "abcdef"]) == set()  # one address


def test_copies_of_one_story_are_one_whatever_their_addresses() -> None:
    title, *own = TALES[0]
    wire = [page(i, [*own, "The cause was unclear."], title) for i in range(6)]
    edited = [page(i, [*own, f"Desk number {i} edited this."], f"{title}, again {i}") for i in range(6)]
    assert stories(wire) == stories(edited) == 1
    assert found(wire) == found(edited) == set()


def test_an_appeal_that_passes_for_the_articles_own_does_not_make_all_pages_one_story() -> None:
    top = "Gao, Cali, Basra, Odesa, Lagos and Manila: readers everywhere trust us, please support this paper."
    outlines = [tale(i, APPEAL, top, at=0) for i in range(len(TALES))]
    assert of(APPEAL) <= found(outlines)


@pytest.mark.parametrize(
    "own",
    [
        '"We will rebuild what was lost here," the minister promised.',
        "Nobody was hurt, the mayor said on Monday.",
        "GENEVA (Reuters) -",
        "Rebels, soldiers, rain, voters, fires, drivers and envoys: it was a week of Cali, Gao, Basra and Odesa.",
    ],
)
def test_statements_datelines_and_what_is_tied_to_the_article_stay(own: str) -> None:
    paragraphs = ["Rebels and soldiers fought near Cali and Basra.", "Voters, drivers and envoys left Odesa and Gao."]
    outlines = [
        page(i, [own, f"{one[1]} It happened in place {i:03d}.", *paragraphs], one[0]) for i, one in enumerate(TALES)
    ]
    assert not found(outlines) & of(own)


def test_on_a_large_site_a_stock_phrase_is_not_enough() -> None:
    def crime(i: int, *more: str) -> Outline:
        return page(
            i, [f"Shot number {i:04d} was fired.", f"The shot, number {i:04d}, hit nobody.", *more], f"Shot {i}"
        )

    stock = "No arrests have been made."
    outlines = [crime(i, stock, APPEAL) if i < 6 else crime(i, APPEAL) if i < 20 else crime(i) for i in range(100)]
    assert found(outlines) == of(APPEAL)


def test_the_number_needed_never_falls() -> None:
    wanted = [needed(count) for count in range(20_000)]
    assert wanted[:10] == [3] * 10
    assert (wanted[100], wanted[2_500], wanted[10_000]) == (10, 50, 200)
    assert all(before <= after for before, after in pairwise(wanted))


def key(outline: Outline | None, row: int) -> StagedKey:
    address = outline.article_id if outline else "none"
    return StagedKey(article_id=address, content_id="c", rank="1", outline=outline, file="f", group=0, row=row)


@pytest.mark.parametrize("earlier", range(4))
def test_earlier_runs_count_and_other_sites_do_not(earlier: int) -> None:
    outlines = [tale(i, APPEAL, at=i % 3) for i in range(4)]
    others = [
        page(9, ["Rain fell.", APPEAL], "Rain", site="other.example"),
        page(8, [APPEAL], "A", site="third.example"),
    ]
    keys = [key(one, i) for i, one in enumerate([*outlines[earlier:], others[0], None])]
    with TestPipeline() as pipeline:
        read = pipeline | "Keys" >> beam.Create(keys)
        known = pipeline | "Earlier" >> beam.Create([*outlines[:earlier], others[1]])
        wanted = [*(cut(one, frozenset(of(APPEAL))) for one in keys[: 4 - earlier]), *keys[4 - earlier :]]
        assert [one.cut for one in wanted] == [*[(0,), (1,), (2,), (0,)][earlier:], (), ()]
        assert_that({"keys": read, "earlier": known} | CutBanners(), equal_to(wanted), label="cut")
        assert_that(read | SitesOf(), equal_to([SITE, "other.example"]), label="sites")


def test_records_that_differ_by_a_banner_alone_are_of_one_text() -> None:
    with_, without = (tale(0, *more) for more in ((APPEAL,), ()))
    banner = frozenset(of(APPEAL))
    assert text_of(cut(key(with_, 0), banner)) == text_of(cut(key(without, 1), banner))
    assert text_of(key(with_, 0)) != text_of(key(without, 1))
    assert text_of(key(None, 2)) == ("none", "c")


@given(st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=5), min_size=1, max_size=8))
def test_an_article_more_makes_banners_of_its_own_paragraphs_alone(pages: list[list[int]]) -> None:
    outlines = [
        Outline(site=SITE, article_id=str(i), title=i, paragraphs=tuple(2 * mark for mark in own))
        for i, own in enumerate(pages)
    ]
    assert found(outlines) - found(outlines[:-1]) <= set(pages[-1])
