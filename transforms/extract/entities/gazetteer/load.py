"""The gazetteer of this process: read from the user's cache, or built and cached when it is not there."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from transforms.extract.entities.gazetteer.build import SOURCES, build_gazetteer
from transforms.extract.entities.gazetteer.cache import load_cached, save
from transforms.extract.entities.gazetteer.model import Gazetteer, Place
from transforms.extract.gc_freeze import freeze_loaded_objects

_loading = threading.Lock()


def load_gazetteer() -> Gazetteer:
    """The gazetteer; the first call of a process reads it (0.2 s from the cache, 2 s to build)."""
    with _loading:
        return _load()


@cache
def _load() -> Gazetteer:
    with _garbage_collection_paused():
        gazetteer = load_cached(SOURCES)
        if gazetteer is None:
            gazetteer = build_gazetteer()
            save(gazetteer, SOURCES)
    freeze_loaded_objects()
    return gazetteer


@contextmanager
def _garbage_collection_paused() -> Iterator[None]:
    """Pause garbage collection: scanning a million new objects, none of them garbage, takes half a second."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def candidates(name: str) -> tuple[Place, ...]:
    """The places a name may stand for, the likelier first."""
    return load_gazetteer().candidates(name)


def country_code_of(text: str) -> str | None:
    """ISO code of the country that a name, adjective, people, capital or institution stands for.

    'Syria', 'Syrian', 'Syrians', 'Damascus' (as an actor), 'the Kremlin', 'White House'.
    """
    return load_gazetteer().country_code_of(text)
