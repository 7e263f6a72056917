"""Files that are replaced when they are whole."""

import os
from pathlib import Path

import pytest

from pipeline.files import replacing


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


def test_replacing_writes_a_device_itself() -> None:
    with replacing(Path(os.devnull)) as path:
        assert path == Path(os.devnull)
    assert not Path(os.devnull).is_file()
