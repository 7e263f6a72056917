"""Pages in old and unusual markup: each must give the same five paragraphs and nothing else of the page."""

import json

import pytest

from schemas.flow.parsed import ParsedRecord
from schemas.flow.record import RawRecord, RecordRef
from schemas.rows.failure import Rejected
from transforms.prepare.clean.clean import clean_record
from transforms.prepare.parse.page import parse_html

STORY = (
    "The river rose by two metres on Friday and flooded the old town of Sampleton, the mayor said.",
    "About 300 people had to leave their homes when the water came over the dyke, police said.",
    "“We have never seen anything like it,” said Ann Example, who owns a bakery near the old bridge.",
    "Three bridges are closed until further notice, and trains do not run between Sampleton and Halden.",
    "The government promised help, but the mayor, Peter Novak, said that it would come too late for many.",
)
MENU = "<br>".join(f"<a href='/{n}'>Menu entry {n}</a>" for n in range(10))
NAV = "<div>" + " ".join(f"<a href='/{n}'>Section {n}</a>" for n in range(12)) + "</div>"
FOOT = "<div>Copyright 2003 The Courier. <a href='/terms'>Terms</a> <a href='/privacy'>Privacy</a></div>"
HEAD = "<h1>Flood hits Sampleton</h1>"
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in STORY)
LINKED = (
    "<br><br>".join(STORY).replace("old bridge", "old <a href='/bridge'>bridge</a>").replace("mayor,", "<b>mayor</b>,")
)


def text_of(body: str, *, head: str = "") -> list[str]:
    page = f"<html><head><title>Flood hits Sampleton</title>{head}</head><body>{NAV}{body}{FOOT}</body></html>"
    raw = RawRecord(ref=RecordRef(uri="a.html", media_type="text/html"), html=b"")
    article = clean_record(ParsedRecord(raw=raw, parsed=parse_html(page.encode()), is_page=True))
    return [] if isinstance(article, Rejected) else article.text.split("\n\n")


@pytest.mark.parametrize(
    "body",
    [
        f"<table width=760><tr><td>{MENU}</td><td>{HEAD}{PARAGRAPHS}</td><td><b>Weather</b><br>Rain</td></tr></table>",
        f"<table><tr><td>{MENU}</td><td>{HEAD}{'<br><br>'.join(STORY)}</td></tr></table>",
        f"<table><tr><td><table><tr><td>{MENU}</td></tr></table></td><td><table><tr><td>{HEAD}</td></tr><tr><td>"
        f"{'<p>'.join(STORY)}</td></tr></table></td></tr></table>",
        f"{HEAD}<div id=story>{'<br><br>'.join(STORY)}</div>",
        f"{HEAD}<div id=story>{'<br>'.join(STORY)}</div>",
        f"{HEAD}{'<br/> <br/>'.join(STORY)}",
        f"{HEAD}<div>{LINKED}</div>",
        f"{HEAD}<p>{'<br><br>'.join(STORY)}</p>",
        f"{HEAD}<center><font face=arial>{'<p>'.join(STORY)}</font></center>",
        f"{HEAD}<div class=screen>{PARAGRAPHS}</div><div class=print>{PARAGRAPHS}</div>",
        f"{HEAD}<div class=screen>{PARAGRAPHS}</div><div class=print><p>{' '.join(STORY)}</p></div>",
        f"{HEAD}<div class=screen>{PARAGRAPHS}</div><div class=print>{'<br><br>'.join(STORY)}</div>",
    ],
)
def test_parse_html_same_paragraphs_in_markup_of_any_age(body: str) -> None:
    assert tuple(text_of(body)) == STORY


def test_parse_html_data_table_is_skipped() -> None:
    rows = "".join(f"<tr><td>Bridge {n}</td><td>closed</td></tr>" for n in range(30))
    assert tuple(text_of(f"<article>{HEAD}{PARAGRAPHS}<table>{rows}</table></article>")) == STORY


def test_parse_html_line_break_within_sentence_joins_lines() -> None:
    lines = (
        "The river rose by two metres on Friday and flooded<br>the old town of Sampleton.<br>Nobody was hurt, he said."
    )
    assert text_of(f"{HEAD}<div>{lines}<br><br>{STORY[1]}</div>") == [
        "The river rose by two metres on Friday and flooded the old town of Sampleton.",
        "Nobody was hurt, he said.",
        STORY[1],
    ]


def test_parse_html_short_text_with_links_is_one_paragraph() -> None:
    linked = "The <a href='/r'>river</a> rose by <a href='/x'>two metres</a> on Friday, the mayor said."
    assert text_of(f"{HEAD}<div>{linked}</div>") == ["The river rose by two metres on Friday, the mayor said."]


def test_convert_legacy_layout_invalid_xml_characters_are_dropped() -> None:
    body = f"{HEAD}<div>\ufffe{STORY[0]}<br>It went\uffff on<br>and &#x1;on.<br><br>&#xfffe;{STORY[1]}</div>"
    assert text_of(body) == [STORY[0], "It went on and on.", STORY[1]]


TIMES = ("16:42", "4.10 pm", "15:55 GMT", "3:30 p.m. EST")


@pytest.mark.parametrize("form", ["<div><span>{time}</span> {text}</div>", "<div><p>{time}</p><p>{text}</p></div>"])
def test_parse_html_live_blog_times_precede_their_posts(form: str) -> None:
    posts = "".join(form.format(time=time, text=text) for time, text in zip(TIMES, STORY, strict=False))
    wanted = [part for pair in zip(TIMES, STORY, strict=False) for part in pair]
    assert text_of(f"{HEAD}<article>{posts}</article>") == wanted[1:]  # the first is dropped as a label


def test_parse_html_few_leading_times_are_kept() -> None:
    text = "16:42 Rovers scored their second goal of the evening in front of a crowd of 12,000 at the old ground."
    assert text in text_of(f"{HEAD}<article>{PARAGRAPHS}<p>{text}</p></article>")


def test_parse_html_live_blog_posts_from_jsonld() -> None:
    posts = [{"@type": "BlogPosting", "headline": "H", "articleBody": text} for text in STORY]
    data = {"@type": "LiveBlogPosting", "headline": "Flood", "liveBlogUpdate": [*posts, None, {"articleBody": 7}]}
    script = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    assert tuple(text_of(f"{HEAD}<div id=root></div>", head=script)) == STORY


def test_parse_html_gallery_gives_prose_captions() -> None:
    told = "".join(
        f"<figure><img src='{n}.jpg'><figcaption>{text}</figcaption></figure>" for n, text in enumerate(STORY)
    )
    named = "".join(f"<figure><img src='{n}.jpg'><figcaption>Bridge {n}</figcaption></figure>" for n in range(8))
    assert tuple(text_of(HEAD + told)) == STORY
    assert text_of(HEAD + named) == []
    assert tuple(text_of(f"<article>{HEAD}{PARAGRAPHS}{told}</article>")) == STORY
