"""Child processes that end when their parent has ended, whatever ended that and whatever they are doing.

The parent holds the writing end of a pipe and never writes to it. When the parent has ended, the kernel closes it and
tells the child by a signal, which ends it even within a C function that never returns to Python.
"""

import fcntl
import os
import runpy
import signal
import sys
import threading


def python_command(module: str, *arguments: str, lifeline: int = 0) -> list[str]:
    """The command that runs a module in a child process.

    Args:
        module: Its name; modules in the working directory do not shadow it.
        arguments: Its arguments.
        lifeline: The descriptor of the pipe's reading end in the child: standard input, unless that is in use.
    """
    return [sys.executable, "-P", "-m", __name__, str(lifeline), module, *arguments]


def _end_with_parent(lifeline: int) -> None:
    signal.signal(signal.SIGIO, signal.SIG_DFL)  # which ends the process
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    # For a parent that has ended already, and for systems whose pipes send no signals.
    threading.Thread(target=_wait_for_parent, args=(lifeline,), daemon=True).start()


def _wait_for_parent(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(1)


if __name__ == "__main__":
    _end_with_parent(int(sys.argv[1]))
    del sys.argv[:2]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
