"""Where pages are written."""

import os
from pathlib import Path

import pytest

from pipeline.cli.page_file import check_page_path, write_page
from pipeline.errors import NewsbeamError, OptionError


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("x")
    return path


@pytest.mark.parametrize(
    ("path", "says"), [("", "a folder"), (".", "a folder"), ("a.txt", "the article itself"), ("a.txt/b", "is a file")]
)
def test_check_page_path_unusable_says_what_is_wanted(
    article: Path, monkeypatch: pytest.MonkeyPatch, path: str, says: str
) -> None:
    monkeypatch.chdir(article.parent)
    with pytest.raises(OptionError, match=says):
        check_page_path(path, "a.txt")


def test_check_page_path_in_the_folder_that_is_read_says_so(article: Path) -> None:
    with pytest.raises(OptionError, match=r"^--output: .* outside of that folder"):
        check_page_path(str(article.with_name("b.html")), str(article.parent), option="--output")


@pytest.mark.parametrize("path", ["-", "page.html", "new/folder/page.html", "gs://bucket/page.html"])
def test_check_page_path_usable_passes(article: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.chdir(article.parent)
    check_page_path(path, str(article))
    check_page_path(path, "gs://bucket/article.html")


def test_write_page_replaces_an_earlier_one(tmp_path: Path) -> None:
    page = tmp_path / "new" / "page.html"
    for text in ("one", "zwölf"):
        write_page(str(page), text)
        assert page.read_text(encoding="utf-8") == text
    assert os.listdir(page.parent) == ["page.html"]


def test_write_page_to_standard_output_is_utf8(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_page("-", "zwölf")
    assert capfdbinary.readouterr().out == "zwölf".encode()


def test_write_page_without_space_reports_the_folder_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(NewsbeamError, match=f"{tmp_path}: no space left"):
        write_page(str(tmp_path / "page.html"), "x")
    assert os.listdir(tmp_path) == []
