import json
from datetime import date

import pytest
from lxml.html import document_fromstring

from transforms.prepare.parse.headline_area import find_headline_area
from transforms.prepare.parse.page import parse_html
from transforms.prepare.parse.page_dates import find_visible_date
from transforms.prepare.text.date_parsing import parse_date

HEADING = "<h1>Flood hits the town of Sampleton</h1>"


def values(body: str) -> list[str]:
    tree = document_fromstring(f"<html><body>{body}</body></html>")
    return [found.value for found in find_visible_date(find_headline_area(tree))]


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
        ('<div class="comment-meta"><time>29 November 2024</time></div>', ""),
        ('<aside><a href="/x">Five more bridges closed last week</a> <time>29 November 2024</time></aside>', ""),
        ("<aside><h4>Other news</h4><time>29 November 2024</time></aside>", ""),
        ('<div class="widget widget_recent"><time>29 November 2024</time></div>', ""),
        (PROSE, '<script>{"publishedAt":"2024-11-29T08:00Z","other":{"publishedAt":"2024-10-02T08:00Z"}}</script>'),
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
        "<header><div>Published August 27, 2018</div></header>",
        "<aside><a href='/ann'>Juli Cooper</a><div>Mon 27 Aug 2018 12.42 CEST</div></aside>",
        '<div class="coauthor-avatar-container"><time>August 27, 2018 at 8:48 p.m.</time></div>',
        '<div class="entry-meta social-comments"><time>08/27/18 4:20pm</time></div>',
        '<div class="elementor-widget-container"><ul><li><time>August 27th, 2018</time></li></ul></div>',
        '<a href="/bridge"><time class="published">August 27, 2018</time><time class="updated">May 1, 2019</time></a>',
        "<div>By: Juli Cooper on 27-ago-2018 5:11:10</div>",
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


@pytest.mark.parametrize(
    "script",
    [
        '<script id="__NEXT_DATA__" type="application/json">{"post":{"publishedAt":"2018-08-27T08:00:00Z"}}</script>',
        '<script>window.state = "{\\"first_publish_date\\":\\"2018-08-27T08:00:00Z\\"}"</script>',
        '<script>store({"datePublished": 1535356800000})</script>',
        '<script type="application/ld+json">{"datePublished":"2018-08-27", "headline":"a "quoted" word"}</script>',
    ],
)
def test_find_published_in_the_data_of_scripts(script: str) -> None:
    found = published(PROSE, head=script)
    assert {source for source, _ in found} == {"meta"}
    assert {read.day for _, value in found if (read := parse_date(value))} == {date(2018, 8, 27)}


@pytest.mark.parametrize(
    "line",
    [
        "<p>Updated Dec. 22, 2023 11:48 a.m. ET</p>",
        "<p>PUBLISHED: December 20, 2023 at 8:48 p.m. | UPDATED: December 22, 2023 at 11:48 a.m. EST</p>",
        "<p><span>Last updated</span> <time>December 22, 2023, 11:48 a.m. EST</time></p>",
    ],
)
def test_find_modified_that_readers_see(line: str) -> None:
    found = parse_html(f"<html><body>{HEADING}{line}{PROSE}</body></html>".encode()).modified
    assert [read.utc.isoformat() for item in found if (read := parse_date(item.value))] == ["2023-12-22T16:48:00+00:00"]


def test_find_modified_as_stated_before_what_readers_see() -> None:
    head = '<meta property="article:modified_time" content="2023-12-23T09:17:25Z">'
    page = f"<html><head>{head}</head><body>{HEADING}<p>Updated Dec. 22, 2023</p>{PROSE}</body></html>"
    assert [item.value for item in parse_html(page.encode()).modified] == ["2023-12-23T09:17:25Z"]
