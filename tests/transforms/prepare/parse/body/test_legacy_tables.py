"""Pages in old and unusual markup: each must give the same five paragraphs and nothing else of the page."""

import pytest

from tests.transforms.prepare.parse.samples import HEAD, PARAGRAPHS, STORY, article_paragraphs

MENU = "<br>".join(f"<a href='/{n}'>Menu entry {n}</a>" for n in range(10))
LINKED = (
    "<br><br>".join(STORY).replace("old bridge", "old <a href='/bridge'>bridge</a>").replace("mayor,", "<b>mayor</b>,")
)


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
    assert tuple(article_paragraphs(body)) == STORY


def test_parse_html_line_break_within_sentence_joins_lines() -> None:
    lines = (
        "The river rose by two metres on Friday and flooded<br>the old town of Sampleton.<br>Nobody was hurt, he said."
    )
    assert article_paragraphs(f"{HEAD}<div>{lines}<br><br>{STORY[1]}</div>") == [
        "The river rose by two metres on Friday and flooded the old town of Sampleton.",
        "Nobody was hurt, he said.",
        STORY[1],
    ]


def test_parse_html_short_text_with_links_is_one_paragraph() -> None:
    linked = "The <a href='/r'>river</a> rose by <a href='/x'>two metres</a> on Friday, the mayor said."
    assert article_paragraphs(f"{HEAD}<div>{linked}</div>") == [
        "The river rose by two metres on Friday, the mayor said."
    ]


def test_convert_legacy_layout_invalid_xml_characters_are_dropped() -> None:
    body = f"{HEAD}<div>\ufffe{STORY[0]}<br>It went\uffff on<br>and &#x1;on.<br><br>&#xfffe;{STORY[1]}</div>"
    assert article_paragraphs(body) == [STORY[0], "It went on and on.", STORY[1]]
