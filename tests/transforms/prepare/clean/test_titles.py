import pytest

from schemas.flow.parsed import Candidate
from transforms.prepare.clean.titles import choose_title


def found(**values: str) -> list[Candidate]:
    order = ("record", "h1", "json_ld", "meta", "title")
    return [Candidate(value=values[source], source=source) for source in order if source in values]


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"title": "Flood hits Sampleton | Example Times"}, "Flood hits Sampleton"),
        ({"title": "Flood hits Sampleton - Example Times"}, "Flood hits Sampleton"),
        ({"title": "Example Times: Flood hits Sampleton town"}, "Flood hits Sampleton town"),
        ({"h1": "Flood hits Sampleton", "json_ld": "Flood in Sampleton: what we know"}, "Flood hits Sampleton"),
        ({"h1": "Weather", "json_ld": "Flood hits Sampleton"}, "Flood hits Sampleton"),
        ({"h1": "Opinion | Flood hits Sampleton", "json_ld": "Flood hits Sampleton"}, "Flood hits Sampleton"),
        ({"h1": "Flood hits Sampleton | Editorial"}, "Flood hits Sampleton"),
        ({"json_ld": "Flood hits Sample...", "meta": "Flood hits Sampleton"}, "Flood hits Sampleton"),
        ({"title": "Flood hits Sampleton | Weather", "meta": "Flood hits Sampleton"}, "Flood hits Sampleton"),
        ({"record": "Flood in town", "h1": "Flood hits Sampleton"}, "Flood in town"),
        ({"h1": "Sampleton &amp; the flood of 2024"}, "Sampleton & the flood of 2024"),
    ],
)
def test_choose_title(values: dict[str, str], wanted: str) -> None:
    assert choose_title(found(**values), publishers=("Example Times",), site="example.org") == wanted


def test_choose_title_takes_heading_repeated_elsewhere() -> None:
    headings = [
        Candidate(value="The week in pictures", source="h1"),
        Candidate(value="Flood hits Sampleton", source="h1"),
    ]
    assert (
        choose_title([*headings, Candidate(value="Flood hits Sampleton", source="json_ld")]) == "Flood hits Sampleton"
    )


def test_choose_title_site_name_alone_is_kept() -> None:
    assert choose_title(found(title="Example Times"), publishers=("Example Times",)) == "Example Times"


def test_choose_title_without_candidates_is_none() -> None:
    assert choose_title([]) is None


@pytest.mark.parametrize("title", ["Bridge closes", "Resignation", "Über alles", "Ceasefire?"])
def test_choose_title_short_heading_repeated_elsewhere_is_the_title(title: str) -> None:
    assert choose_title(found(h1=title, title=f"{title} | Example Times"), publishers=("Example Times",)) == title
    assert choose_title(found(h1=title, meta=title)) == title
    assert choose_title(found(h1=title)) == title


@pytest.mark.parametrize("heading", ["Bridge closes", "Closed", "Sampleton flooded"])
@pytest.mark.parametrize("rest", [" | Other Paper", " - The Daily Sample", " – Sample News"])
def test_choose_title_short_heading_before_the_name_of_a_site_is_the_title(heading: str, rest: str) -> None:
    assert choose_title(found(h1=heading, title=heading + rest)) == heading


@pytest.mark.parametrize("heading", ["Example Times", "News", "Example"])
def test_choose_title_short_heading_of_the_site_is_not_the_title(heading: str) -> None:
    candidates = found(h1=heading, meta="Flood hits Sampleton", title="Example Times")
    assert choose_title(candidates, publishers=("Example Times",), site="example.org") == "Flood hits Sampleton"


@pytest.mark.parametrize("heading", ["Subscribe to our newsletter today", "Welcome to the blog", "Money and markets"])
def test_choose_title_that_two_sources_agree_on_before_unrelated_heading(heading: str) -> None:
    stated = found(h1=heading, meta="Flood hits Sampleton", title="Flood hits Sampleton | Example Times")
    assert choose_title(stated, publishers=("Example Times",)) == "Flood hits Sampleton"
    alone = found(h1=heading, meta="Flood hits Sampleton")
    assert choose_title(alone) == heading


def test_choose_title_of_several_unconfirmed_headings_is_the_first_long_one() -> None:
    headings = [Candidate(value=value, source="h1") for value in ("Menu", "Flood hits Sampleton", "Share this story")]
    assert choose_title(headings) == "Flood hits Sampleton"
