"""A worker process of a run on this machine: Beam's, but silent on Ctrl-C, and ending when its parent does.

The terminal sends the signal to every process. Beam's worker would print a stack trace; one that is still starting when
its parent stops would wait forever.
"""

import os
import shlex
import signal
import sys
import threading
import time

import grpc  # type: ignore[import-untyped]

COMMAND = f"trap '' INT; exec {shlex.quote(sys.executable)} -P -m pipeline.engines.local_worker"
"""The shell command that starts a worker. The signal is ignored until the worker handles it; `-P` keeps modules in the
working directory from shadowing newsbeam's."""

_POLL_SECONDS = 0.5


def _exit_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_POLL_SECONDS)
    os._exit(1)


def _report_error(error: threading.ExceptHookArgs) -> None:
    """Report errors of threads, except a connection that the parent closed: the parent reports why it ends."""
    if not isinstance(error.exc_value, grpc.RpcError):
        threading.__excepthook__(error)


if __name__ == "__main__":
    threading.excepthook = _report_error
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_exit_with_parent, args=(os.getppid(),), daemon=True).start()

    from apache_beam.runners.worker import sdk_worker_main

    sdk_worker_main.main(sys.argv)
