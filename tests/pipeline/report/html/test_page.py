"""The page of an article."""

import base64
import hashlib
import re
from typing import Any

import pytest
from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from pipeline.report.html.cards import LABELS
from pipeline.report.html.page import render_page
from schemas.codebook import EVENT_TYPES
from tests.pipeline.report.html.rows import TEXT, full_event, make_article, make_entity, make_event, make_quote

EVENTS = (full_event(), make_event("fled", event_type="RETREAT"))
ROWS: dict[str, Any] = {"events": EVENTS, "quotes": (make_quote(),), "entities": (make_entity(), make_entity("Ana"))}
PAGE = render_page(make_article(title="Six shot", language="en"), **ROWS)
HOSTILE = "<script>alert(1)</script> \"'><img src=x onerror=alert(2)> &lt; {{ 7 * 7 }} </textarea></style> \u202e"


def select(page: str, path: str) -> list[HtmlElement]:
    return document_fromstring(page).xpath(path)


def words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def article_text(page: str) -> str:
    paragraphs = select(page, "//article[@id='text']/p")
    for paragraph in paragraphs:
        for reference in paragraph.xpath(".//a[@class='reference']"):
            reference.drop_tree()
    return "\n\n".join(paragraph.text_content() for paragraph in paragraphs)


def test_render_page_shows_the_text_as_it_is() -> None:
    assert article_text(PAGE) == TEXT
    spaced = "One  two.\nThree.\n\n“Four & five < six.”"
    assert article_text(render_page(make_article(spaced))) == spaced


def test_render_page_shows_a_card_an_event_in_the_order_of_the_text() -> None:
    headings = [words(heading) for heading in select(PAGE, "//article[contains(@class, 'card')]/h3")]
    assert headings == ["1 ASSAULT/shooting", "2 RETREAT"]
    card = words(select(PAGE, "//article[@id='event-1']")[0])
    for shown in ("reported", "confidence 0.88", "Tena, Napo, EC", "farmers of Napo", "6 injured (farmers)", "clause"):
        assert shown in card
    assert words(select(PAGE, "//*[@id='event-2']//div[@data-kind='actor']/dd")[0]) == "none"


def test_render_page_marks_the_main_event() -> None:
    page = render_page(make_article(main_event_id=EVENTS[1].event_id), **ROWS)
    assert "main event" not in PAGE
    assert [words(card) for card in select(page, "//article[@class='card' and .//*[@class='main-event']]/h3")] == [
        "2 RETREAT"
    ]


def test_render_page_marks_every_kind_of_cell_in_the_text() -> None:
    marked = {mark.get("data-kind"): mark for mark in select(PAGE, "//article[@id='text']//mark")}
    assert set(marked) == set(LABELS)
    assert marked["actor"].text == "Gunmen"
    assert marked["actor"].get("title") == "event 1: who"


def test_render_page_shows_quotations_entities_and_rules() -> None:
    (quotation,) = select(PAGE, "//section[@id='quotations']/article")
    assert "They fled," in words(quotation)
    assert "Ana Ruiz" in words(quotation)
    assert [words(row) for row in select(PAGE, "//tbody/tr")] == ["Tena GPE 1 0.50 Tena, EC", "Ana GPE 1 0.50 Ana, EC"]
    assert EVENT_TYPES["RETREAT"].rule in words(select(PAGE, "//section[@id='codebook']")[0])


def test_render_page_every_link_leads_into_the_page() -> None:
    ids = select(PAGE, "//@id")
    assert len(ids) == len(set(ids))
    links = [link for link in select(PAGE, "//a/@href") if link.startswith("#")]
    assert links
    assert {link[1:] for link in links} <= set(ids)
    labelled = select(PAGE, "//@aria-labelledby")
    assert labelled
    assert set(labelled) <= set(ids)


def test_render_page_needs_nothing_from_outside() -> None:
    assert not select(PAGE, "//link | //img | //iframe | //object | //script[@src] | //*[@style] | //*[@onclick]")
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|innerHTML|eval\(", PAGE)
    (policy,) = select(PAGE, "//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none';")
    for element in ("style", "script"):
        (source,) = re.findall(rf"<{element}>(.*?)</{element}>", PAGE, re.DOTALL)
        assert f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'" in policy


def test_render_page_of_equal_rows_is_equal_in_whatever_order() -> None:
    backwards = {name: tuple(reversed(rows)) for name, rows in ROWS.items()}
    assert render_page(make_article(title="Six shot", language="en"), **backwards) == PAGE


def test_render_page_hostile_words_are_only_words() -> None:
    text = f"Gunmen shot {HOSTILE} on Monday."
    start = text.index(HOSTILE)
    event = full_event()
    whom = type(event.recipients[0])(text=HOSTILE, start=start, end=start + len(HOSTILE), name=HOSTILE, sector=HOSTILE)
    article = make_article(text, article_id=HOSTILE, title=HOSTILE, authors=(HOSTILE,), language=HOSTILE, url=HOSTILE)
    page = render_page(article, events=[make_event("shot", text, recipients=(whom,), event_type=HOSTILE)])
    assert article_text(page) == text
    assert words(select(page, "//h1")[0]) == " ".join(HOSTILE.split())
    assert HOSTILE in select(page, "//*[@id='event-1']//a/text()")
    plain = render_page(make_article("He shot.", title="t"), events=[make_event("shot", "He shot.")])
    for path in ("//script", "//style", "//img", "//textarea"):
        assert len(select(page, path)) == len(select(plain, path))
    assert not [name for element in select(page, "//*") for name in element.attrib if name.startswith("on")]


@pytest.mark.parametrize(
    ("address", "is_linked"),
    [("https://example.org/a?b=1&c", True), ("javascript:alert(1)", False), ("data:text/html,x", False), ("a", False)],
)
def test_render_page_links_to_addresses_of_the_web_alone(address: str, is_linked: bool) -> None:
    page = render_page(make_article(url=address))
    assert (address in select(page, "//a/@href")) is is_linked
    assert address in words(select(page, "//header")[0])


def test_render_page_without_rows_says_so() -> None:
    page = render_page(make_article(outcome="too_short", title=None))
    assert words(select(page, "//h1")[0]) == "Untitled article"
    assert "too_short; nothing further is read in it" in words(select(page, "//header")[0])
    assert "No events." in words(select(page, "//section[@id='events']")[0])


def test_render_page_is_well_formed() -> None:
    parser = etree.HTMLParser(recover=True)
    etree.fromstring(PAGE, parser)
    unknown = "HTML_UNKNOWN_TAG"  # libxml2 does not know the elements of HTML 5
    assert [entry for entry in parser.error_log if entry.type_name != unknown] == []


def test_script_finds_what_it_looks_for() -> None:
    (script,) = select(PAGE, "//script/text()")
    for name in re.findall(r'getElementById\("([\w-]+)"\)', script):
        assert select(PAGE, f"//*[@id='{name}']"), name
    for name in ("piece", "spans", "kind", "sentence", "row", "verdict", "article"):
        assert f"dataset.{name}" in script
        assert select(PAGE, f"//*[@data-{name}]"), name
    for name in ("pane", "card", "row", "sentence", "reference", "words"):
        assert f'.{name}"' in script
        assert select(PAGE, f"//*[contains(concat(' ', @class, ' '), ' {name} ')]"), name


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    lower, higher = sorted((luminance(one), luminance(other)))
    return (higher + 0.05) / (lower + 0.05)


def test_style_has_the_contrast_that_readers_need() -> None:
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", PAGE))
    assert set(LABELS) <= set(colours)
    pale = {name for name in colours if name not in ("text", "muted", "line", "link", "true", "false", "unsure")}
    assert all(contrast(colours["text"], colours[name]) >= 4.5 for name in pale)
    for dark in ("muted", "link"):
        assert all(contrast(colours[dark], colours[name]) >= 4.5 for name in ("page", "card", "current"))
    assert all(contrast("#ffffff", colours[verdict]) >= 4.5 for verdict in ("true", "false", "unsure"))
