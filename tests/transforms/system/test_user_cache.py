"""Files in the user's cache folder."""

from pathlib import Path

import pytest

from transforms.system.user_cache import cache_path, save_in_cache


def test_save_in_cache_writes_a_file_that_others_see_when_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    seen: list[bool] = []

    def write(path: Path) -> None:
        path.write_text("whole")
        seen.append(cache_path("it").exists())

    save_in_cache("it", write)
    assert seen == [False]
    assert cache_path("it").read_text() == "whole"
    assert [path.name for path in cache_path("it").parent.iterdir()] == ["it"]


def test_save_in_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "newsbeam").write_text("a file, not a folder")
    save_in_cache("it", lambda path: path.write_text("whole"))
    assert (tmp_path / "newsbeam").read_text() == "a file, not a folder"
