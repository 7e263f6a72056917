"""What is loaded once and kept is taken out of the garbage collector's sight.

A laid-out article is a web of objects that refer to each other, and only the collector frees it. With Python's own
settings it looks through the articles every few hundred objects, and time and again through everything that model and
gazetteer hold: a third of the time of laying out.
"""

import atexit
import gc

YOUNG = 20_000
"""Objects that are made before the collector looks at them, about one article's."""


def keep_what_is_loaded() -> None:
    """Freeze all objects of this process until it ends; to be called behind the loading of something large."""
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
    atexit.unregister(gc.unfreeze)
    atexit.register(gc.unfreeze)  # extensions look at the end for what was not freed
