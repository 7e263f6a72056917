import json
from typing import Any

import pytest
from lxml.html import Element, HtmlElement

from tests.transforms.prepare.parse.samples import HEAD, STORY, article_paragraphs
from transforms.prepare.parse.body.page_state import MIN_SCRIPT_CHARS, find_in_state

OTHERS = [
    {"title": f"Other {n}", "lead": f"In another town, number {n}, something else was built last week."}
    for n in range(9)
]
LONG = (
    *STORY,
    *(f"Sentence number {n} of the article tells what happened on that day in the valley." for n in range(9)),
)
BLOCKS = {"story": {"body": [{"type": "p", "text": text} for text in LONG]}, "more": OTHERS}
MARKUP = {"post": {"id": 7, "html": "".join(f"<p>{text}</p>" for text in LONG)}, "more": OTHERS}
STRINGS = {"data": {"article": {"paragraphs": list(LONG)}, "more": OTHERS}}


def script(text: str, media_type: str = "text/javascript") -> HtmlElement:
    element = Element("script", type=media_type)
    element.text = text
    return element


def padded(text: str) -> HtmlElement:
    """A script that is long enough to be read."""
    return script(text + " " * MIN_SCRIPT_CHARS)


@pytest.mark.parametrize("state", [BLOCKS, MARKUP, STRINGS], ids=["blocks", "markup", "strings"])
@pytest.mark.parametrize("form", ["%s", "window.__STATE__ = %s;", "var state=%s;\nstart(state)", "load(%s)"])
def test_parse_html_first_lines_are_completed_from_the_pages_data(state: Any, form: str) -> None:
    data = f"<script>{form % json.dumps(state)}</script>"
    assert article_paragraphs(f"<main>{HEAD}<p>{STORY[0]}</p><p>{STORY[1]}</p></main>{data}") == list(LONG)


@pytest.mark.parametrize(
    "state",
    [
        {"more": OTHERS},  # other articles only
        {"story": {"lead": STORY[0]}, "more": OTHERS},
        {"stories": [{"lead": STORY[0]}, *OTHERS]},  # the article among others
        {"story": [{"text": text} for text in STORY[:2]]},  # no more than the page has
    ],
)
def test_find_in_state_without_more_of_the_article_is_none(state: Any) -> None:
    assert find_in_state([padded(json.dumps(state))], STORY[:2]) is None


@pytest.mark.parametrize("text", ["", "{", "[[[[", "window.x = {a: 1}", "[" * 100_000, '{"a": "\\ud800"}', "null"])
def test_find_in_state_of_damaged_data_is_none(text: str) -> None:
    assert find_in_state([padded(text)], STORY[:2]) is None


def test_find_in_state_leaves_out_short_scripts_and_json_ld() -> None:
    data = json.dumps(BLOCKS)
    assert find_in_state([script(data)], STORY[:2]) == list(LONG)
    assert find_in_state([script(data, "application/ld+json")], STORY[:2]) is None
    short = json.dumps({"body": STORY})
    assert find_in_state([script(short)], STORY[:2]) is None
    assert find_in_state([padded(short)], STORY[:2]) is not None
