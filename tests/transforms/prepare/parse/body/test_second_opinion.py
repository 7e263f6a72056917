import pytest
from lxml.html import HtmlElement, document_fromstring

from tests.transforms.prepare.parse.samples import HEAD, PARAGRAPHS, STORY, article_paragraphs
from transforms.prepare.parse.body.frame import clear_misleading_names, find_frame
from transforms.prepare.parse.body.second_opinion import second_opinion

JUNK = "".join(
    f"<p>Reader {n} says that the town should have built a higher dyke many years ago.</p>" for n in range(9)
)


def page(body: str) -> HtmlElement:
    return document_fromstring(f"<html><body>{body}</body></html>")


def opinion(body: str, text: str) -> list[str] | None:
    frame = find_frame(page(body))
    assert frame is not None
    return second_opinion(frame, text)


@pytest.mark.parametrize(
    "beside",
    [
        f'<div class="comment-list">{JUNK}</div>',
        f"<aside>{JUNK[:300]}</aside>",
        '<div class="promo"><h3><a href="/x">Ten rivers</a></h3><p>Ten rivers that you should see, listed.</p></div>',
        f"<article><h2>Other</h2>{JUNK[:300]}</article>",
    ],
)
def test_find_frame_leaves_out_what_stands_beside(beside: str) -> None:
    frame = find_frame(page(f"<div><article>{HEAD}{PARAGRAPHS}</article>{beside}</div>"))
    assert frame is not None
    assert [block.text_content() for block in frame.blocks] == list(STORY)


@pytest.mark.parametrize("tag", ["aside", "footer", "form", "header", "nav"])
@pytest.mark.parametrize("name", ["comments-open", "has-sidebar", "subscriber-content", "author-page", "teaser"])
def test_parse_html_misleading_tag_and_name_of_the_whole_are_ignored(tag: str, name: str) -> None:
    assert article_paragraphs(f'<{tag} class="{name}">{HEAD}{PARAGRAPHS}</{tag}>') == list(STORY)


def test_clear_misleading_names_keeps_the_others() -> None:
    tree = page(f'<div class="post-content comments-open">{HEAD}{PARAGRAPHS}</div>')
    frame = find_frame(tree)
    assert frame is not None
    clear_misleading_names(frame)
    assert "post-content" in frame.element.get("class", "")
    assert "comments" not in frame.element.get("class", "")


def test_find_frame_without_prose_is_none() -> None:
    assert find_frame(page("<ul><li><a href='/a'>News</a></li></ul>")) is None


def test_second_opinion_accepts_a_complete_text() -> None:
    assert opinion(f"<div>{PARAGRAPHS}</div>", "\n".join(STORY)) is None


@pytest.mark.parametrize("kept", [STORY[:1], STORY[2:3], STORY[-1:], (STORY[0], STORY[-1]), ()])
def test_second_opinion_completes_a_part_of_sections_made_alike(kept: tuple[str, ...]) -> None:
    sections = "".join(f'<section class="s"><p>{text}</p></section>' for text in STORY)
    assert opinion(f"<main>{sections}</main>", "\n".join(kept)) == list(STORY)


def test_second_opinion_adds_missing_subheadings_and_items() -> None:
    body = "".join(f"<h2>Part {n}</h2><p>{text}</p>" for n, text in enumerate(STORY)) + "<ul><li>One</li></ul>"
    wanted = [part for n, text in enumerate(STORY) for part in (f"Part {n}", text)]
    assert opinion(f"<div>{body}</div>", "\n".join(STORY)) == [*wanted, "One"]


def test_second_opinion_keeps_a_text_that_is_longer_than_the_frame() -> None:
    assert (
        opinion(
            f"<div>{PARAGRAPHS}</div>", "\n".join(f"A line that the page has elsewhere, {n}." * 4 for n in range(9))
        )
        is None
    )
