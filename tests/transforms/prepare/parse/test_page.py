import json

import pytest

from transforms.prepare.parse.page import parse_html

NEWS = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Flood hits Sampleton",
    "datePublished": "2024-11-29T10:00:00Z",
    "dateModified": "2024-11-29T12:00:00Z",
    "author": [{"@type": "Person", "name": "Ann Example"}, {"@type": "Organization", "name": "Example Press"}],
    "publisher": {"@type": "Organization", "name": "Example Times"},
    "articleSection": "World",
    "keywords": "floods, rivers; Sampleton",
    "url": "https://example.org/story",
}
BODY = (
    "<p>The river rose by two metres on Friday and flooded the old town of Sampleton.</p>"
    "<p>The mayor said that nobody had been hurt, but that three bridges were closed.</p>"
)


def page(*, data: object = None, head: str = "", body: str = BODY) -> bytes:
    script = f'<script type="application/ld+json">{data if isinstance(data, str) else json.dumps(data)}</script>'
    whole = (
        f'<html lang="en-GB"><head>{script if data else ""}{head}</head><body><article>{body}</article></body></html>'
    )
    return whole.encode()


def test_parse_html_jsonld() -> None:
    parsed = parse_html(page(data=NEWS))
    assert [found.value for found in parsed.titles] == ["Flood hits Sampleton"]
    assert [found.value for found in parsed.authors] == ["Ann Example"]
    assert [(found.value, found.source) for found in parsed.published] == [("2024-11-29T10:00:00Z", "json_ld")]
    assert [found.value for found in parsed.modified] == ["2024-11-29T12:00:00Z"]
    assert [found.value for found in parsed.publishers] == ["Example Times"]
    assert [found.value for found in parsed.links] == ["https://example.org/story"]
    assert parsed.sections == ("World",)
    assert parsed.keywords == ("floods", "rivers", "Sampleton")
    assert parsed.language == "en-GB"


@pytest.mark.parametrize(
    "data",
    [
        [NEWS],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Example"}, NEWS]},
        {"@type": "WebPage", "mainEntity": NEWS},
        NEWS | {"@type": ["Article", "NewsArticle"]},
        NEWS | {"@type": "http://schema.org/ReportageNewsArticle"},
        json.dumps(NEWS).replace("}", ",}").replace("]", ",]"),
        "<!--" + json.dumps(NEWS) + "-->",
        "/*<![CDATA[*/" + json.dumps(NEWS) + "/*]]>*/",
        json.dumps(NEWS).replace("hits Sampleton", "hits\nSampleton"),
    ],
)
def test_parse_html_jsonld_in_many_forms(data: object) -> None:
    assert parse_html(page(data=data)).titles[0].value == "Flood hits Sampleton"


@pytest.mark.parametrize(
    "data", ["{", "[]", "null", '"text"', "{'a': 1}", "[" * 100_000, '{"@type": 7}', '{"@graph": 7}']
)
def test_parse_html_broken_jsonld_is_ignored(data: str) -> None:
    assert len(parse_html(page(data=data)).paragraphs) == 2


def test_parse_html_jsonld_authors_by_reference() -> None:
    person = {"@type": "Person", "@id": "#ann", "name": "Ann Example"}
    graph = {"@graph": [NEWS | {"author": {"@id": "#ann"}}, person]}
    assert parse_html(page(data=graph)).authors[0].value == "Ann Example"


def test_parse_html_jsonld_article_lists_are_ignored() -> None:
    other = {"@type": "ItemList", "itemListElement": [NEWS | {"headline": "Other"}]}
    assert parse_html(page(data=[other, NEWS])).titles[0].value == "Flood hits Sampleton"


def test_parse_html_meta_elements() -> None:
    head = (
        '<meta property="og:title" content="Flood hits Sampleton"><meta name="author" content="Ann Example">'
        '<meta property="article:published_time" content="2024-11-29"><meta property="og:site_name" content="Example">'
        '<meta property="article:section" content="World"><meta name="keywords" content="floods,rivers">'
        '<link rel="canonical" href="/story"><title>Flood hits Sampleton - Example</title>'
    )
    parsed = parse_html(page(head=head))
    assert [(found.value, found.source) for found in parsed.titles] == [
        ("Flood hits Sampleton", "meta"),
        ("Flood hits Sampleton - Example", "title"),
    ]
    assert parsed.authors[0].value == "Ann Example"
    assert parsed.published[0].source == "meta"
    assert parsed.publishers[0].value == "Example"
    assert parsed.sections == ("World",)
    assert parsed.keywords == ("floods", "rivers")
    assert parsed.links[0].value == "/story"


def test_parse_html_byline_and_time_elements() -> None:
    body = (
        '<h1>Flood hits Sampleton</h1><div class="byline">By <a rel="author">Ann Example</a></div>'
        '<time datetime="2024-11-29T10:00:00Z">today</time>' + BODY
    )
    parsed = parse_html(page(body=body))
    assert parsed.titles[0].source == "h1"
    assert [found.value for found in parsed.authors] == ["Ann Example", "By Ann Example"]
    assert parsed.published[0].value == "2024-11-29T10:00:00Z"


def test_parse_html_byline_of_other_article_is_ignored() -> None:
    body = BODY + '<div class="related"><span class="author">Bob Sample</span></div>'
    assert parse_html(page(body=body)).authors == ()


def test_parse_html_paragraphs_exclude_embeds_captions_links_and_tables() -> None:
    body = (
        BODY
        + '<blockquote class="twitter-tweet"><p>What a flood this is, my friends</p>Bob (@bob)</blockquote>'
        + "<figure><img src='a.jpg'><figcaption>The river on Friday morning</figcaption></figure>"
        + '<p><a href="/other">Ten things that you never knew about the rivers of Sampleton</a></p>'
        + "<table><tr><td>Bridge</td><td>closed</td></tr><tr><td>Road</td><td>open</td></tr></table>"
    )
    assert len(parse_html(page(body=body)).paragraphs) == 2


def test_parse_html_jsonld_body_if_page_shows_excerpt() -> None:
    whole = (
        "The river rose on Friday. The mayor spoke to reporters at noon. Three bridges are closed to all traffic. " * 6
    )
    parsed = parse_html(page(data=NEWS | {"articleBody": whole}, body="<p>The river rose on Friday.</p>"))
    assert " ".join(parsed.paragraphs) == whole.strip()


def test_parse_html_without_markup_or_words() -> None:
    assert parse_html(b"one\ntwo").paragraphs == ("one", "two")
    assert parse_html(b"").paragraphs == ()
    assert parse_html(b"<html></html>").paragraphs == ()


def test_parse_html_keywords_without_labels_and_split_sections() -> None:
    words = "#city_hall, Category: Floods, @river, adv:yes, Flood: the film"
    parsed = parse_html(page(data=NEWS | {"keywords": words, "articleSection": "opinion|letters"}))
    assert parsed.keywords == ("city hall", "Floods", "Flood: the film")
    assert parsed.sections == ("opinion", "letters")


def authors(body: str, data: object = None) -> list[str]:
    article = f'<main class="left sidebar-active"><article class="post comments-open">{body}{BODY}</article></main>'
    return [found.value for found in parse_html(page(data=data, body=article)).authors]


@pytest.mark.parametrize(
    "line",
    [
        '<p>By <a href="https://example.org/author/ann-example/">Ann Example</a> • 29 November 2024</p>',
        '<div><a href="/staff/1234/ann-example/">Ann Example</a> <span>Sampleton</span></div>',
        '<header class="entry-header"><span><a href="/people/ann">Ann Example</a></span></header>',
        '<p class="byline"><a rel="author" href="/a"><span itemprop="name">Ann Example</span></a></p>',
    ],
)
def test_parse_html_author_below_the_headline(line: str) -> None:
    assert "Ann Example" in authors(f"<h1>Flood hits Sampleton</h1>{line}")
    assert "Ann Example" in authors(f"<h1>Flood hits Sampleton</h1>{line}", NEWS | {"author": {"name": "News Desk"}})


@pytest.mark.parametrize(
    "line",
    [
        "<p>By Ann Example</p>",
        "<div>by Ann Example, <small>Sampleton</small></div>",
        "<span>Written by: Ann Example</span>",
    ],
)
def test_parse_html_byline_without_markup(line: str) -> None:
    assert any("Ann Example" in value for value in authors(f"<h1>Flood hits Sampleton</h1>{line}"))


@pytest.mark.parametrize(
    "line",
    [
        '<div class="related"><a href="/author/bob">Bob Sample</a></div>',
        "<aside><p>By Bob Sample</p></aside>",
        '<a href="/authors/">All authors</a>',
        "<p>By Friday the water had reached the bridge of the old town, and the mayor asked all to leave their homes, "
        "and the people of the town went up the hill.</p>",
    ],
)
def test_parse_html_names_elsewhere_are_no_authors(line: str) -> None:
    assert authors(f"<h1>Flood hits Sampleton</h1>{line}") == []
