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
def test_find_visible_date_next_to_headline(line: str) -> None:
    assert values(HEADING + line)[0].endswith("29 November 2024")


def test_find_visible_date_in_date_element_before_headline() -> None:
    assert values('<div><div class="date">29 November 2024</div></div>' + HEADING) == ["29 November 2024"]
    assert values("<div><div>29 November 2024</div></div>" + HEADING) == []


def test_find_visible_date_time_element_gives_text_and_datetime() -> None:
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
def test_find_visible_date_ignores_other_dates(line: str) -> None:
    assert values(HEADING + line) == []


def test_find_visible_date_skips_update_for_publication() -> None:
    lines = "<p>Updated: 30 November 2024</p><p>Published: 29 November 2024</p>"
    assert values(HEADING + lines) == ["Published: 29 November 2024"]


def test_find_visible_date_without_headline_is_empty() -> None:
    assert values("<p>29 November 2024</p>") == []
