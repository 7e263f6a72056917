import importlib.metadata
from pathlib import Path

import numpy as np
import pytest

from transforms.extract.entities.gazetteer.cache import file_name, load_cached, save
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.gazetteer.sources import SOURCES
from transforms.system.user_cache import cache_path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    load_gazetteer()  # so that no test writes it to the empty folder
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_load_cached_after_save_yields_equal_gazetteer(cache: Path) -> None:
    built = load_gazetteer()
    assert load_cached(SOURCES) is None
    save(built, SOURCES)
    found = load_cached(SOURCES)
    assert found is not None
    assert found.lookup_tables() == built.lookup_tables()
    assert found.countries == built.countries
    for name in ("names", "features", "countries"):
        assert getattr(found.columns, name) == getattr(built.columns, name)
    for name in ("ids", "admin1", "admin2", "points", "populations"):
        ours, theirs = getattr(found.columns, name), getattr(built.columns, name)
        assert ours.dtype == theirs.dtype
        assert np.array_equal(ours, theirs, equal_nan=name == "points")
    assert found.candidates("Aleppo") == built.candidates("Aleppo")
    assert [path.name for path in (cache / "newsbeam").iterdir()] == [file_name(SOURCES)]


@pytest.mark.usefixtures("cache")
def test_load_cached_damaged_file_yields_none() -> None:
    save(load_gazetteer(), SOURCES)
    content = bytearray(cache_path(file_name(SOURCES)).read_bytes())
    for damaged in (b"", content[:40], content[:-1], bytes([content[0] ^ 1]) + content[1:]):
        cache_path(file_name(SOURCES)).write_bytes(damaged)
        assert load_cached(SOURCES) is None


@pytest.mark.usefixtures("cache")
def test_file_name_other_package_version_yields_other_name(monkeypatch: pytest.MonkeyPatch) -> None:
    before = file_name(SOURCES)
    monkeypatch.setattr(importlib.metadata, "version", lambda package: "0")
    assert file_name(SOURCES) != before


def test_save_unwritable_folder_saves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    save(load_gazetteer(), SOURCES)
    assert load_cached(SOURCES) is None
