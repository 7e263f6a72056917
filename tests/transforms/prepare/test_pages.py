from pathlib import Path

import pytest

from tests import pages


@pytest.mark.parametrize("name", pages.names())
def test_page_gives_the_article_beside_it(name: str) -> None:
    lines = pages.differences(name)
    assert not lines, "\n".join([f"python -m tests.pages {name}", *lines])


def test_pages_have_no_article_without_a_page() -> None:
    assert {path.stem for path in pages.PAGES.glob("*.json")} == set(pages.names())


def test_pages_unknown_key_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGES", tmp_path)
    (tmp_path / "a.json").write_text('{"titel": "x"}')
    with pytest.raises(ValueError, match="got \\['titel'\\]"):
        pages.wanted("a")
