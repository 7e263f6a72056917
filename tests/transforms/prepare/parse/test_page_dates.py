import pytest
from lxml.html import document_fromstring

from transforms.prepare.parse.page_dates import find_visible_date

HEADING = "<h1>Flood hits the town of Sampleton</h1>"


def values(body: str) -> list[str]:
    return [found.value for found in find_visible_date(document_fromstring(f"<html><body>{body}</body></html>"))]


@pytest.mark.parametrize(
    "line",
    [
        "<p>29 November 2024</p>",
        "<div><span>Posted on </span><span>29 November 2024</span></div>",
        '<div><span class="posted-on">29 November 2024</span></div>',
        '<div class="headline__footer"><div>Published<br>29 November 2024</div></div>',
    ],
)
def test_the_day_beside_the_headline(line: str) -> None:
    assert values(HEADING + line)[0].endswith("29 November 2024")


def test_the_day_before_the_headline_in_an_element_named_after_it() -> None:
    assert values('<div><div class="date">29 November 2024</div></div>' + HEADING) == ["29 November 2024"]
    assert values("<div><div>29 November 2024</div></div>" + HEADING) == []


def test_a_time_element_gives_both_its_forms() -> None:
    line = '<time class="entry-date published updated" datetime="2024-11-29T22:00:00-05:00">29 November 2024</time>'
    assert values(HEADING + line) == ["29 November 2024", "2024-11-29T22:00:00-05:00"]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Updated 29 November 2024</p>",
        "<div><span>Last updated:</span><span>29 November 2024</span></div>",
        "<div>Last updated <span><time>29 November 2024</time></span></div>",
        '<div class="related"><p>29 November 2024</p></div>',
        "<p>On 29 November 2024 the river rose and flooded the town, and a day later it fell again.</p>",
    ],
)
def test_other_days(line: str) -> None:
    assert values(HEADING + line) == []


def test_a_change_is_passed_over_for_the_day_of_publication() -> None:
    lines = "<p>Updated: 30 November 2024</p><p>Published: 29 November 2024</p>"
    assert values(HEADING + lines) == ["Published: 29 November 2024"]


def test_a_page_without_headline() -> None:
    assert values("<p>29 November 2024</p>") == []
