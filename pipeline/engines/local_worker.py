"""A worker process of a run on this machine: Beam's own, but ended by Ctrl-C without a word, and with its parent.

The signal goes to every process of the terminal. Beam's worker would tell of it with a stack trace of its own; one that
is only just starting when its parent stops would wait for it for ever.
"""

import os
import shlex
import signal
import sys
import threading
import time

import grpc  # type: ignore[import-untyped]

COMMAND = f"trap '' INT; exec {shlex.quote(sys.executable)} -P -m pipeline.engines.local_worker"
"""What a shell is to start, deaf to the signal until the worker can take it; `-P` keeps what lies in the working folder
from being taken for newsbeam."""

_LOOK = 0.5
"""Seconds between two looks at the parent."""


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(1)


def _tell(error: threading.ExceptHookArgs) -> None:
    """Errors of threads, but not that the parent's end of a connection is gone: the parent says why it ends."""
    if not isinstance(error.exc_value, grpc.RpcError):
        threading.__excepthook__(error)


if __name__ == "__main__":
    threading.excepthook = _tell
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()

    from apache_beam.runners.worker import sdk_worker_main

    sdk_worker_main.main(sys.argv)
