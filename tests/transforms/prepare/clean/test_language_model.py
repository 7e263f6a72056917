from pathlib import Path

import pytest

from transforms.prepare.clean.language_model import file_name, load_identifier
from transforms.system.user_cache import cache_path

TEXT = "The minister said on Friday that the talks would resume next week, after the vote in Lyon."


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_load_identifier_from_cache_is_the_same() -> None:
    built = load_identifier().rank(TEXT)
    assert cache_path(file_name()).exists()
    assert load_identifier().rank(TEXT) == built


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 damaged"])
def test_load_identifier_damaged_file_counts_as_missing(content: bytes) -> None:
    cache_path(file_name()).parent.mkdir(parents=True)
    cache_path(file_name()).write_bytes(content)
    assert load_identifier().classify(TEXT)[0] == "en"


def test_load_identifier_cache_that_cannot_be_written_is_no_error(cache: Path) -> None:
    (cache / "newsbeam").write_text("a file, not a folder")
    assert load_identifier().classify(TEXT)[0] == "en"
