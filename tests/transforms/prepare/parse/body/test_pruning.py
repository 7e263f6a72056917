import pytest
from lxml.html import document_fromstring

from transforms.prepare.parse.body.pruning import prune

TEXT = "<p>The river rose by two metres on Friday and flooded the old town of Sampleton again.</p>"
LINK = '<a href="/other">Ten things that you never knew about the rivers of Sampleton</a>'


def left(body: str) -> str:
    tree = document_fromstring(f"<html><body>{body}</body></html>")
    prune(tree)
    return " ".join(tree.text_content().split())


@pytest.mark.parametrize(
    "beside",
    [
        '<div class="modal fade"><p>Send feedback</p></div>',
        '<div role="dialog"><p>Send feedback</p></div>',
        '<section class="StoryCard"><p>Send feedback</p></section>',
        '<ul id="link-list"><li>Send feedback</li></ul>',
        "<footer><p>Send feedback</p></footer>",
        f"<p>{LINK}, {LINK}</p>",
        f"<h3>{LINK}</h3>",
        f"<ul><li>{LINK}</li><li>{LINK}</li></ul>",
        '<blockquote class="twitter-tweet"><p>What a flood</p></blockquote>',
        "<figure><figcaption>The river on Friday</figcaption></figure>",
    ],
)
def test_prune_removes_elements_next_to_article(beside: str) -> None:
    assert left(TEXT * 3 + beside) == left(TEXT * 3)


@pytest.mark.parametrize(
    "inside",
    [
        f'<p>The mayor spoke of <a href="/other">the flood</a> and its victims. {LINK}</p>',
        '<ul><li><a href="/a">Ann Example</a></li><li><a href="/b">Bob Sample</a></li></ul>',
        "<ul><li>Three bridges are closed to all traffic.</li><li>The school is closed, too.</li></ul>",
        '<p><a href="/a">A short link</a></p>',
    ],
)
def test_prune_keeps_elements_of_article(inside: str) -> None:
    body = TEXT * 3 + inside
    assert left(body) == " ".join(document_fromstring(body).text_content().split())


def test_prune_ignores_names_of_article_container() -> None:
    pictures = "".join(f'<div class="gallery-item">{TEXT}</div>' for _ in range(4))
    assert "Sampleton" in left(f'<section class="gallery">{pictures}</section>')
    assert left(TEXT * 3 + '<div class="gallery">Picture one</div>') == left(TEXT * 3)
