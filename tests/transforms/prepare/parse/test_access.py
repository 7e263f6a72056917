import json

import pytest

from transforms.prepare.parse.page import parse_html

BODY = "<p>The river rose by two metres on Friday and flooded the old town of Sampleton.</p>"


def is_free(*, data: object = None, head: str = "", body: str = "") -> bool | None:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    page = f"<html><head>{script}{head}</head><body><article>{body}{BODY}</article></body></html>"
    return parse_html(page.encode()).is_free


def news(**properties: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": "Flood hits Sampleton", **properties}


@pytest.mark.parametrize("value", [True, "True", "true", "http://schema.org/True", ["true"], {"@value": True}, 1])
def test_is_free_jsonld_of_article_true(value: object) -> None:
    assert is_free(data=news(isAccessibleForFree=value)) is True


@pytest.mark.parametrize("value", [False, "False", "false", "https://schema.org/False", [False], "no", 0])
def test_is_free_jsonld_of_article_false(value: object) -> None:
    assert is_free(data=news(isAccessibleForFree=value)) is False


PAID = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paywall"}
FREE = {"@type": "WebPageElement", "isAccessibleForFree": True, "cssSelector": ".intro"}


@pytest.mark.parametrize(
    "data",
    [
        news(hasPart=PAID),
        news(hasPart=[FREE, PAID]),
        news(isAccessibleForFree=True, hasPart=PAID),
        {"@graph": [news(), {"@type": "WebPage", "isAccessibleForFree": False}]},
        {"@type": "WebPage", "mainEntity": news(hasPart=[PAID])},
    ],
)
def test_is_free_jsonld_of_a_part_or_the_page_false(data: object) -> None:
    assert is_free(data=data) is False


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ('<meta property="article:content_tier" content="free">', True),
        ('<meta name="article:content_tier" content="Metered">', False),
        ('<meta property="article:content_tier" content="locked">', False),
        ('<meta itemprop="isAccessibleForFree" content="false">', False),
        ('<meta name="subscriber_only" content="true">', False),
        ('<meta name="paywall" content="no">', True),
    ],
)
def test_is_free_meta_elements(head: str, wanted: bool) -> None:
    assert is_free(head=head) is wanted


def test_is_free_jsonld_outweighs_meta_elements() -> None:
    head = '<meta property="article:content_tier" content="free">'
    assert is_free(data=news(isAccessibleForFree=False), head=head) is False


@pytest.mark.parametrize(
    ("data", "head"),
    [
        (None, ""),
        (news(isAccessibleForFree=None), '<meta property="article:content_tier" content="">'),
        (news(isAccessibleForFree="perhaps", hasPart=[7, None]), '<meta name="paywall" content="piano">'),
        ([news(), {"@type": "Product", "isAccessibleForFree": False}], ""),
        ({"@type": "ItemList", "itemListElement": [news(isAccessibleForFree=False)]}, ""),
    ],
)
def test_is_free_of_a_page_that_does_not_say_is_none(data: object, head: str) -> None:
    assert is_free(data=data, head=head) is None


def test_is_free_microdata_within_the_text() -> None:
    assert is_free(body='<meta itemprop="isAccessibleForFree" content="False">') is False
