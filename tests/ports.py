"""Ports for servers that tests start."""

import contextlib
import os
import socket
from collections.abc import Iterator
from itertools import count

_FIRST, _LAST = 20_000, 32_000
"""Below those that the kernel gives to whoever connects, so that no connection takes one before its server does."""

_OF_A_PROCESS = 40


def _own() -> Iterator[int]:
    """Ports by turns, those of each process apart from those of others that run beside it."""
    start = os.getpid() * _OF_A_PROCESS
    return (_FIRST + (start + step) % (_LAST - _FIRST) for step in count())


_PORTS = _own()


def free_ports(number: int) -> list[int]:
    """Ports that nobody listens on.

    Args:
        number: How many.
    """
    return [next(port for port in _PORTS if _is_free(port)) for _ in range(number)]


def _is_free(port: int) -> bool:
    with contextlib.suppress(OSError), socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind(("127.0.0.1", port))
        return True
    return False
