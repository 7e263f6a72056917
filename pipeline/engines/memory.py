"""Memory that this process has freed, and still holds."""

import ctypes
import gc
from contextlib import suppress


def release_memory() -> None:
    """Collect garbage, and give the system back what C's allocator keeps for later.

    A pipeline of Beam's local runner, and what it holds of the records, refer to each other. The collector would leave
    them for many pipelines, because this process creates few objects beside them.
    """
    gc.collect()
    with suppress(OSError, AttributeError):  # only glibc can be told to
        ctypes.CDLL(None).malloc_trim(0)
