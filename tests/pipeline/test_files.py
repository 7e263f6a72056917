"""Files that are replaced when they are whole."""

import os
from pathlib import Path

import pytest

from pipeline.files import present_uri, replacing


def test_replacing_replaces_a_file_when_it_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("earlier")
    with replacing(file) as path:
        path.write_text("later")
        assert file.read_text() == "earlier"
    assert file.read_text() == "later"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_replacing_after_an_error_keeps_the_earlier_file(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("earlier")
    with pytest.raises(UnicodeEncodeError), replacing(file) as path:
        path.write_text("half\ud800", encoding="utf-8")
    assert file.read_text() == "earlier"
    assert os.listdir(tmp_path) == ["a.csv"]


@pytest.mark.parametrize("kept", ["_messages/2024-11-29/a.jsonl", "_retried/f/page.html"])
def test_present_uri_of_a_kept_file_that_moved_with_its_folder_is_its_new_place(tmp_path: Path, kept: str) -> None:
    moved = tmp_path / "moved"
    file = moved / kept
    file.parent.mkdir(parents=True)
    file.touch()
    assert present_uri(f"/gone/_retried/tables/{kept}", moved) == str(file)
    assert present_uri(f"/gone/tables/{kept}x", moved) == f"/gone/tables/{kept}x"
    original = tmp_path / "tables" / kept
    original.parent.mkdir(parents=True)
    original.touch()
    assert present_uri(str(original), moved) == str(original)


@pytest.mark.parametrize("uri", ["/gone/a.jsonl", "gs://news/tables/_messages/a.jsonl", "/_messages/\0", ""])
def test_present_uri_of_any_other_file_is_as_it_was(tmp_path: Path, uri: str) -> None:
    (tmp_path / "_messages").mkdir()
    (tmp_path / "_messages" / "a.jsonl").touch()
    assert present_uri(uri, tmp_path) == uri


def test_replacing_writes_a_device_itself() -> None:
    with replacing(Path(os.devnull)) as path:
        assert path == Path(os.devnull)
    assert not Path(os.devnull).is_file()
