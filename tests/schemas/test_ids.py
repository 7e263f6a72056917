"""Ids are equal for equal content and differ otherwise."""

import re

from hypothesis import given
from hypothesis import strategies as st

from schemas.ids import article_id, content_hash

part = st.one_of(st.none(), st.text(max_size=5), st.integers())


def test_content_hash_is_stable_blake2b() -> None:
    assert content_hash("article-url", "https://example.org/a") == "3039e7b9d3fed73eac50d4256a393ca7"


@given(st.lists(part, max_size=4), st.lists(part, max_size=4))
def test_content_hash_different_parts_differ(one: list[str | int | None], two: list[str | int | None]) -> None:
    same = [None if x is None else str(x) for x in one] == [None if x is None else str(x) for x in two]
    assert (content_hash("k", *one) == content_hash("k", *two)) is same
    assert re.fullmatch("[0-9a-f]{32}", content_hash("k", *one))


def test_content_hash_depends_on_part_boundaries() -> None:
    assert content_hash("k", "ab", "c") != content_hash("k", "a", "bc")
    assert content_hash("k", None) != content_hash("k", "")


def test_article_id_from_url_else_record_else_text() -> None:
    url = article_id(canonical_url="https://example.org/a", source="s", external_id="1", title="t", text="x")
    assert url == article_id(canonical_url="https://example.org/a", source=None, external_id=None, title=None, text="y")
    record = article_id(canonical_url=None, source="s", external_id="1", title="t", text="x")
    assert record == article_id(canonical_url=None, source="s", external_id="1", title="u", text="y")
    assert record != article_id(canonical_url=None, source="r", external_id="1", title="t", text="x")
    text = article_id(canonical_url=None, source="s", external_id=None, title="t", text="x")
    assert text == article_id(canonical_url=None, source="r", external_id=None, title="t", text="x")
    assert len({url, record, text}) == 3
