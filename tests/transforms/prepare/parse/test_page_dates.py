import json
from datetime import date

import pytest
from lxml.html import document_fromstring

from transforms.prepare.parse.headline_area import find_headline
from transforms.prepare.parse.page import parse_html
from transforms.prepare.parse.page_dates import find_visible_date
from transforms.prepare.text.date_parsing import parse_date

HEADING = "<h1>Flood hits the town of Sampleton</h1>"


def values(body: str) -> list[str]:
    tree = document_fromstring(f"<html><body>{body}</body></html>")
    return [found.value for found in find_visible_date(find_headline(tree))]


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


PROSE = (
    "<p>The council of Sampleton voted on Tuesday to close the old bridge after engineers had found deep cracks in two "
    "of its pillars, which carry the road.</p>"
)


def published(body: str, *, head: str = "", data: object = None) -> list[tuple[str, str]]:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    page = f"<html><head>{head}{script}</head><body>{body}</body></html>"
    return [(found.source, found.value) for found in parse_html(page.encode()).published]


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (PROSE + "<p>The Bridges Act 2015 gives the council that power.</p>", ""),
        (PROSE + "<p>In March 2015 the council had the bridge painted.</p>", ""),
        (PROSE + "<p>The bridge was built by 5 May 1931 at the latest.</p>", ""),
        (
            PROSE
            + '<p>It opened on <time datetime="1931-05-05">5 May 1931</time>, '
            + "and carried trams. " * 10
            + "</p>",
            "",
        ),
        (PROSE + "<footer><p>© 2023 Sampleton Post</p></footer>", ""),
        (PROSE + '<div class="copyright">Copyright 12 January 2026</div>', ""),
        (PROSE + "<footer><p>Last updated: January 12, 2026</p></footer>", ""),
        (PROSE, '<link rel="stylesheet" href="/style.css?v=20180406">'),
        (PROSE + '<img src="/uploads/2018/04/06/bridge.jpg" alt="">', ""),
        (PROSE, '<meta property="og:image" content="https://example.org/2018/04/06/bridge.jpg">'),
        (PROSE, '<meta property="article:modified_time" content="2022-07-13T09:17:25Z">'),
        (PROSE, '<script>var build = "2018-04-06T10:00:00Z"</script><style>/* 2018-04-06 */</style>'),
        ('<header><div class="topbar"><span>Friday, 29 November 2024</span></div></header>', ""),
        ('<div class="weather">47°F <span class="date">Friday, 29 November 2024</span></div>', ""),
        (PROSE + '<article><a href="/x"><h3>Other news</h3><span>29 November 2024</span></a></article>', ""),
        (PROSE + '<article><h3>Other news</h3><time datetime="2024-11-29">29 November</time></article>', ""),
        ('<p class="date">Updated on November 20, 2025</p>' + PROSE, ""),
    ],
)
def test_find_published_other_dates_and_years_are_none(body: str, head: str) -> None:
    assert published(f"<main><h1>Bridge of Sampleton closes</h1>{PROSE}{body}</main>", head=head) == []
    assert published(f"{body}<article><h1>Bridge closes</h1>{PROSE}</article>", head=head) == []


@pytest.mark.parametrize(
    "line",
    [
        "<div>Aug 27, 2018 by Juli Cooper</div>",
        "<p>By Juli Cooper | Aug 27, 2018 | 3 min read</p>",
        "<div>By Juli Cooper, Aug 27, 2018</div>",
        "<p>Posted in World on Aug 27, 2018</p>",
        "<p>By Juli Cooper on Aug 27, 2018</p>",
        "<div>Updated: Aug 30, 2018 | Published: Aug 27, 2018</div>",
        "<p>PUBLISHED: August 27, 2018 at 8:48 p.m. | UPDATED: August 28, 2018 at 9 a.m.</p>",
        '<footer class="author__meta"><span>August 27, 2018 <i>|</i></span></footer>',
        '<div class="articleDate">27 August 2018</div>',
        '<relative-time datetime="2018-08-27T10:00:00Z">long ago</relative-time>',
        '<span class="published" title="2018-08-27T10:00:00Z">yesterday</span>',
    ],
)
def test_find_published_line_below_the_headline(line: str) -> None:
    found = published(f'<article class="node--promoted"><h1>Bridge of Sampleton closes</h1>{line}{PROSE}</article>')
    days = {read.day for _, value in found if (read := parse_date(value))}
    assert days == {date(2018, 8, 27)}


@pytest.mark.parametrize(
    "body",
    [
        f"<section><p>May 23, 2025</p><span>Guide</span><h1>How to close a bridge</h1></section>{PROSE}",
        f"<h4>How to close a bridge</h4>{PROSE}<div>Published 23 May 2025</div>",
        f"<div>{PROSE}<p>May 23, 2025</p></div>",
        f'<article>{PROSE}<p>Posted <a href="/bridge">May 23, 2025</a></p></article>',
    ],
)
def test_find_published_only_line_of_a_date(body: str) -> None:
    assert {read.day for _, value in published(body) if (read := parse_date(value))} == {date(2025, 5, 23)}


def test_find_published_several_days_are_none_unless_one_says_so() -> None:
    lines = "<p>May 23, 2025</p><p>June 1, 2025</p>"
    assert published(PROSE + lines) == []
    assert published(PROSE + lines + "<p>Published: May 2, 2025</p>") == [("text", "Published: May 2, 2025")]


def test_find_published_of_other_works() -> None:
    recipe = {"@type": "Recipe", "name": "Bridge cake", "datePublished": "2024-11-29"}
    video = {"@type": "VideoObject", "name": "Bridge cake", "datePublished": "2019-01-02"}
    assert published(PROSE, data=[video, recipe]) == [("json_ld", "2024-11-29")]
    assert published(PROSE, data=[video]) == []
