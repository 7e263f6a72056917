import pytest

from tests.documents import make_article
from tests.transforms.extract.entities.places.toponym_documents import tagged
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.places.toponyms import (
    is_doubtful,
    is_in_site,
    is_listed,
    is_part,
    look_up,
    look_up_all,
    regions_behind,
    scan,
    site_country,
)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Ore.", "Oregon"),
        ("northern Oregon", "Oregon"),
        ("downtown Seattle", "Seattle"),
        ("Seattle’s", "Seattle"),
        ("Seattle-Tacoma", "Seattle"),
        ("US", "United States"),
    ],
)
def test_forms_as_written(form: str, name: str) -> None:
    assert look_up(form, load_gazetteer())[0].name == name


def test_short_capitals_are_countries_or_nothing() -> None:
    assert look_up("EIB", load_gazetteer()) == ()
    assert all(place.is_country for place in look_up("UK", load_gazetteer()))


def test_abbreviated_countries_are_no_pronouns_or_hamlets() -> None:
    assert [place.name for place in look_up("U.S.", load_gazetteer())] == ["United States"]
    assert not is_doubtful("US", ("name",))
    assert is_doubtful("us", ("name",))


def test_a_part_of_the_world_is_no_town() -> None:
    assert [place.country_code for place in look_up("Middle East", load_gazetteer())] == [None]


def test_the_forms_of_a_name_narrow_each_other() -> None:
    form, places = look_up_all(("Washington", "Washington D.C."), load_gazetteer())
    assert form == "Washington"
    assert {place.country_code for place in places} == {"US"}
    assert {place.feature for place in places} == {"PPLC"}


def test_a_part_of_a_country_is_not_the_country() -> None:
    syria = look_up("Syria", load_gazetteer())[0]
    assert is_part("northern Syria", syria)
    assert not is_part("Syria", syria)
    assert not is_part("South Korea", look_up("South Korea", load_gazetteer())[0])


@pytest.mark.parametrize(
    ("behind", "name"),
    [
        (", Ore., on Monday", "Oregon"),
        (", OR", "Oregon"),
        (", Oregon.", "Oregon"),
        (" (Oregon)", "Oregon"),
        (", Oxfordshire, said", "Oxfordshire"),
        (", New South Wales", "New South Wales"),
        (", Syria's second city", "Syria"),
        (", John Smith said", None),
        (" and Oregon", None),
        (" Oregon", None),
        ("", None),
    ],
)
def test_the_region_behind(behind: str, name: str | None) -> None:
    found = regions_behind(f"Xville{behind}", 6, load_gazetteer())
    assert [place.name for place in found][:1] == ([name] if name else [])


def test_a_list_of_states_is_no_region_behind() -> None:
    text = "Delaware, Ohio and Indiana"
    own = look_up("Delaware", load_gazetteer())
    assert is_listed(text, 8, own, load_gazetteer())
    assert not is_listed("Delaware, Ohio, where", 8, own, load_gazetteer())


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://news.example.co.uk/a", "GB"),
        ("https://example.ca/", "CA"),
        ("https://example.com/x", None),
        ("https://example.tv/", None),
        (None, None),
    ],
)
def test_the_country_of_a_site(url: str | None, code: str | None) -> None:
    assert site_country(make_article("Text.", url=url), load_gazetteer()) == code


def test_papers_that_bear_a_town() -> None:
    article = make_article("Text.", url="https://www.springfield-herald.example/a/b")
    assert is_in_site("Springfield", article)
    assert not is_in_site("Salem", article)
    assert not is_in_site("Rome", make_article("Text."))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He lives in Portland now.", ("Portland", "preposition")),
        ("He saw Portland, Maine, again.", ("Portland", "region")),
        ("Police of the town of Salem came.", ("Salem", "designation")),
        ("They left Multnomah County early.", ("Multnomah County", "designation")),
        ("A call reached Portland police.", ("Portland", "body")),
        ("She likes Portland more.", ("Portland", "name")),
        ("He came from Frankfurt am Main.", ("Frankfurt", "preposition")),
    ],
)
def test_what_says_that_a_place_is_meant(text: str, found: tuple[str, str]) -> None:
    assert found in [(mention.text, mention.basis) for mention in scan(tagged(text))]


def test_the_longest_name_is_taken() -> None:
    assert [mention.text for mention in scan(tagged("She went to New York City by car."))] == ["New York City"]


def test_datelines_at_the_start_and_behind_a_headline() -> None:
    first = scan(tagged("SALEM, Ore. (AP) — A mill closed."))
    assert (first[0].text, first[0].start, first[0].basis) == ("SALEM", 0, "dateline")
    within = scan(tagged("Mill closes. SALEM — The mill closed."))
    assert ("SALEM", "dateline") in [(mention.text, mention.basis) for mention in within]


@pytest.mark.parametrize(
    "text", ["They moved North again.", "Then the Hope sank.", "The Titan left.", "The Supreme Court ruled."]
)
def test_common_words_are_no_places(text: str) -> None:
    assert scan(tagged(text)) == ()


def test_common_words_with_their_state_are() -> None:
    assert [mention.text for mention in scan(tagged("He was born in Hope, Arkansas, then."))][:1] == ["Hope"]


def test_mentions_read_back_their_text() -> None:
    text = "PARIS (Reuters) — He flew from Lyon, France, to Salem, Ore., and New York."
    for mention in scan(tagged(text)):
        assert text[mention.start : mention.end] == mention.text
