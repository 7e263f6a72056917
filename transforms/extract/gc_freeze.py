"""Excludes what is loaded once and kept, such as model and gazetteer, from garbage collection.

Document objects refer to each other, so only the collector frees them. With Python's default settings it runs every
few hundred objects and scans the model and the gazetteer again and again: a third of the time of `make_document`.
"""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG_OBJECTS = 20_000
"""Objects created between two collections, about one article's."""


def freeze_loaded_objects() -> None:
    """Freeze all objects of this process until it ends; to be called after loading something large."""
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)
    atexit.unregister(gc.unfreeze)
    atexit.register(gc.unfreeze)  # extension modules check at exit for objects never freed


@contextmanager
def collecting_later() -> Iterator[None]:
    """Import or load in the block, which takes a quarter less time without collections: little of it is garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        freeze_loaded_objects()
