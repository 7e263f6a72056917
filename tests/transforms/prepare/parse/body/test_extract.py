import json

import pytest

from tests.transforms.prepare.parse.samples import HEAD, PARAGRAPHS, STORY, article_paragraphs

TIMES = ("16:42", "4.10 pm", "15:55 GMT", "3:30 p.m. EST")


def test_parse_html_data_table_is_skipped() -> None:
    rows = "".join(f"<tr><td>Bridge {n}</td><td>closed</td></tr>" for n in range(30))
    assert tuple(article_paragraphs(f"<article>{HEAD}{PARAGRAPHS}<table>{rows}</table></article>")) == STORY


@pytest.mark.parametrize("form", ["<div><span>{time}</span> {text}</div>", "<div><p>{time}</p><p>{text}</p></div>"])
def test_parse_html_live_blog_times_precede_their_posts(form: str) -> None:
    posts = "".join(form.format(time=time, text=text) for time, text in zip(TIMES, STORY, strict=False))
    wanted = [part for pair in zip(TIMES, STORY, strict=False) for part in pair]
    assert article_paragraphs(f"{HEAD}<article>{posts}</article>") == wanted[1:]  # the first is dropped as a label


def test_parse_html_few_leading_times_are_kept() -> None:
    text = "16:42 Rovers scored their second goal of the evening in front of a crowd of 12,000 at the old ground."
    assert text in article_paragraphs(f"{HEAD}<article>{PARAGRAPHS}<p>{text}</p></article>")


def test_parse_html_live_blog_posts_from_jsonld() -> None:
    posts = [{"@type": "BlogPosting", "headline": "H", "articleBody": text} for text in STORY]
    data = {"@type": "LiveBlogPosting", "headline": "Flood", "liveBlogUpdate": [*posts, None, {"articleBody": 7}]}
    script = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    assert tuple(article_paragraphs(f"{HEAD}<div id=root></div>", head=script)) == STORY


def test_parse_html_gallery_gives_prose_captions() -> None:
    told = "".join(
        f"<figure><img src='{n}.jpg'><figcaption>{text}</figcaption></figure>" for n, text in enumerate(STORY)
    )
    named = "".join(f"<figure><img src='{n}.jpg'><figcaption>Bridge {n}</figcaption></figure>" for n in range(8))
    assert tuple(article_paragraphs(HEAD + told)) == STORY
    assert article_paragraphs(HEAD + named) == []
    assert tuple(article_paragraphs(f"<article>{HEAD}{PARAGRAPHS}{told}</article>")) == STORY
