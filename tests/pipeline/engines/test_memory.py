"""Memory that is given back."""

import psutil

from pipeline.engines.memory import release_memory

MB = 1_000_000


class Ring:
    """An object that refers to itself, as a pipeline does, with memory in small pieces."""

    def __init__(self) -> None:
        self.ring = self
        self.pieces = [bytes(1_000) for _ in range(100_000)]


def test_release_memory_gives_back_what_cycles_held() -> None:
    process = psutil.Process()
    ring = Ring()
    held = process.memory_info().rss
    del ring
    release_memory()
    assert held - process.memory_info().rss > 70 * MB
