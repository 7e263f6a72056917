"""Ports for servers that tests start."""

import contextlib
import os
import socket
from collections.abc import Iterator
from itertools import count

_FIRST, _LAST = 20_000, 32_000
"""Below the ephemeral ports, so that no outgoing connection uses a port before its server does."""

_PORTS_PER_PROCESS = 40


def _process_ports() -> Iterator[int]:
    """Ports to try, different in each concurrent process."""
    start = os.getpid() * _PORTS_PER_PROCESS
    return (_FIRST + (start + step) % (_LAST - _FIRST) for step in count())


_PORTS = _process_ports()


def free_ports(number: int) -> list[int]:
    """Return `number` ports that nobody listens on."""
    return [next(port for port in _PORTS if _is_free(port)) for _ in range(number)]


def _is_free(port: int) -> bool:
    with contextlib.suppress(OSError), socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return True
    return False
