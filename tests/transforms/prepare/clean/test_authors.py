import pytest

from schemas.flow.parsed import Candidate
from transforms.prepare.clean.authors import choose_authors, names_in_byline


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ann Example", ("Ann Example",)),
        ("Ann Example, Bob Sample and Cy Specimen", ("Ann Example", "Bob Sample", "Cy Specimen")),
        ("By Ann Example and Bob Sample, Reuters", ("Ann Example", "Bob Sample")),
        ("By ANN EXAMPLE, Senior Political Correspondent", ("Ann Example",)),
        ("by ann example | ann@example.org", ("Ann Example",)),
        ("Ann Example for the Example Times", ("Ann Example",)),
        ("Written by Ann Example Updated November 29, 2024", ("Ann Example",)),
        ("View all posts by Ann Example", ("Ann Example",)),
        ("Dr. Ann Example, PhD", ("Ann Example",)),
        ("Bob Sample Jr.", ("Bob Sample Jr",)),
        ("Bob Sample, Jr.", ("Bob Sample Jr.",)),
        ("Lars van der Muster & Eva O'Modelo", ("Lars van der Muster", "Eva O'Modelo")),
        ("Photography by Bob Sample", ()),
        ("Associated Press", ()),
        ("AFP", ()),
        ("News Desk", ()),
        ("Staff Writer", ()),
        ("https://example.org/authors/ann", ()),
        ("admin", ()),
        ("", ()),
    ],
)
def test_names_in_byline(byline: str, names: tuple[str, ...]) -> None:
    assert names_in_byline(byline) == names


def test_choose_authors_takes_first_source_with_names() -> None:
    found = [
        Candidate(value="Example Times", source="json_ld"),
        Candidate(value="Ann Example", source="meta"),
        Candidate(value="Bob Sample", source="microdata"),
    ]
    assert choose_authors(found, publishers=("Example Times",)) == ("Ann Example",)


def test_choose_authors_prefers_byline_with_more_names() -> None:
    found = [
        Candidate(value="Ann Example", source="json_ld"),
        Candidate(value="By Ann Example and Bob Sample", source="byline"),
    ]
    assert choose_authors(found) == ("Ann Example", "Bob Sample")


def test_choose_authors_strips_publisher() -> None:
    assert choose_authors(
        [Candidate(value="Ann Example Daily Sample", source="byline")], publishers=("Daily Sample",)
    ) == ("Ann Example",)


def test_choose_authors_without_candidates_is_empty() -> None:
    assert choose_authors([]) == ()


@pytest.mark.parametrize(
    "desk",
    ["News Desk", "Web Desk", "Sampleton Web Desk", "Staff Reporter", "Our Correspondent", "Press Trust of India"],
)
def test_choose_authors_desk_or_agency_gives_way_to_the_byline(desk: str) -> None:
    found = [Candidate(value=desk, source="json_ld"), Candidate(value="By Ann Example", source="byline")]
    assert choose_authors(found) == ("Ann Example",)
    assert choose_authors(found[:1]) == ()


@pytest.mark.parametrize("paper", ["Sampleton Post", "The Sampleton Post", "Sampleton Star"])
def test_choose_authors_paper_is_not_an_author(paper: str) -> None:
    site = paper.removeprefix("The ").replace(" ", "").lower() + ".com"
    assert choose_authors([Candidate(value=paper, source="meta")], site=site) == ()
    assert choose_authors([Candidate(value="Ada Star", source="meta")], site=site) == ("Ada Star",)


@pytest.mark.parametrize(
    "names",
    [
        ("Ann Lee", "Joann Leeson"),
        ("Ann Lee", "Jo Ann Lee"),
        ("Tom Ng", "Tom Nguyen"),
        ("Ian Cole", "Brian Coleman", "Eva Cole"),
    ],
)
def test_choose_authors_of_a_list_keeps_names_that_others_contain(names: tuple[str, ...]) -> None:
    assert choose_authors([Candidate(value=name, source="json_ld") for name in names]) == names


def test_choose_authors_joins_forms_of_one_name() -> None:
    found = [Candidate(value=name, source="meta") for name in ("Ann Lee", "Ann Lee Jr", "Joann Leeson")]
    assert choose_authors(found) == ("Ann Lee Jr", "Joann Leeson")


@pytest.mark.parametrize(
    ("byline", "wanted"),
    [
        ("By Ann Example and Bob Sample", ("Ann Example", "Bob Sample")),
        ("Ann Example, Bob Sample", ("Ann Example",)),
        ("By Bob Sample", ("Ann Example",)),
    ],
)
def test_choose_authors_line_with_by_adds_names(byline: str, wanted: tuple[str, ...]) -> None:
    found = [Candidate(value="Ann Example", source="json_ld"), Candidate(value=byline, source="microdata")]
    assert choose_authors(found) == wanted


def test_choose_authors_takes_the_spelling_with_accents() -> None:
    found = [Candidate(value="Solene Beyle", source="json_ld"), Candidate(value="By Solène Beyle", source="byline")]
    assert choose_authors(found) == ("Solène Beyle",)


@pytest.mark.parametrize(
    "byline",
    [
        "Aug 27, 2018 by Juli Cooper",
        "Posted on Aug 27, 2018 by Juli Cooper",
        "27/08/2018 - 10:15 By Juli Cooper",
        "2018-08-27 | Juli Cooper",
        "Monday, 27 August 2018, 10.15 a.m. BST by Juli Cooper, Web Desk",
    ],
)
def test_names_in_byline_after_a_date(byline: str) -> None:
    assert names_in_byline(byline) == ("Juli Cooper",)
