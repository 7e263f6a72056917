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
