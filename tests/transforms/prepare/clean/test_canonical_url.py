import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.prepare.clean.canonical_url import choose_canonical_url, is_home_page, normalize_url, registered_domain


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("HTTPS://News.Example.ORG:443/a/B?id=7#top", "https://news.example.org/a/B?id=7"),
        ("http://example.org", "http://example.org/"),
        ("https://example.org/a?utm_source=x&id=7&fbclid=y", "https://example.org/a?id=7"),
        ("https://example.org/a?UTM_Medium=x", "https://example.org/a"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("javascript:void(0)", None),
        ("https://[broken/a", None),
        ("https://example.org:99999/a", None),
        ("/relative/path", None),
        ("", None),
        (None, None),
    ],
)
def test_normalize_url(url: str | None, wanted: str | None) -> None:
    assert normalize_url(url) == wanted


def test_normalize_url_relative_needs_base() -> None:
    assert normalize_url("../b", "https://example.org/x/y/") == "https://example.org/x/b"


@given(st.text(max_size=60))
def test_normalize_url_is_idempotent(tail: str) -> None:
    once = normalize_url("https://example.org/" + tail)
    assert once is None or normalize_url(once) == once


@given(st.text(max_size=80))
def test_normalize_url_any_text_never_raises(url: str) -> None:
    assert registered_domain(url) is None or normalize_url(url) is not None


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://news.example.co.uk/a", "example.co.uk"),
        ("https://www.example.org/", "example.org"),
        ("http://192.168.0.1/a", "192.168.0.1"),
    ],
)
def test_registered_domain(url: str, site: str) -> None:
    assert registered_domain(url) == site


def test_is_home_page() -> None:
    assert is_home_page("https://example.org/")
    assert is_home_page("https://example.org/index.html")
    assert not is_home_page("https://example.org/?p=12")
    assert not is_home_page("https://example.org/story")


def test_choose_canonical_url_trusts_same_site_only() -> None:
    url = "https://m.example.org/story?utm_source=a"
    assert choose_canonical_url(url, ("https://www.example.org/story",)) == "https://www.example.org/story"
    assert choose_canonical_url(url, ("https://other.example.net/story",)) == "https://m.example.org/story"
    assert choose_canonical_url(url, ("https://www.example.org/",)) == "https://m.example.org/story"
    assert choose_canonical_url(url, ("/other", "https://www.example.org/story")) == "https://m.example.org/other"


def test_choose_canonical_url_without_url_takes_link() -> None:
    assert choose_canonical_url(None, ("/story", "https://example.org/story")) == "https://example.org/story"
    assert choose_canonical_url(None, ("https://example.org/",)) is None
