"""Child processes that end when their parent has ended, whatever ended that and whatever they are doing.

The parent holds the writing end of a pipe and never writes to it. When the parent has ended, the kernel closes it and
tells the child by a signal, which ends it even within a C function that never returns to Python.

What parent and child send each other through pipes is in frames: a length, and so many bytes.
"""

import fcntl
import os
import runpy
import signal
import sys
import threading
from typing import IO

FRAME_HEADER_BYTES = 4
"""Bytes of the big-endian length that precedes each frame."""


def python_command(module: str, *arguments: str, parent_pipe: int = 0) -> list[str]:
    """The command that runs a module in a child process.

    Args:
        module: Its name; modules in the working directory do not shadow it.
        arguments: Its arguments.
        parent_pipe: The descriptor of the pipe's reading end in the child: standard input, unless that is in use.
    """
    return [sys.executable, "-P", "-m", __name__, str(parent_pipe), module, *arguments]


def end_with_parent(parent_pipe: int) -> None:
    """Let this process end as soon as its parent has.

    Args:
        parent_pipe: The reading end of a pipe whose writing end the parent alone holds.
    """
    signal.signal(signal.SIGIO, signal.SIG_DFL)  # which ends the process
    fcntl.fcntl(parent_pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(parent_pipe, fcntl.F_SETFL, fcntl.fcntl(parent_pipe, fcntl.F_GETFL) | os.O_ASYNC)
    # For a parent that has ended already, and for systems whose pipes send no signals.
    threading.Thread(target=_wait_for_parent, args=(parent_pipe,), daemon=True).start()


def _wait_for_parent(parent_pipe: int) -> None:
    os.read(parent_pipe, 1)
    os._exit(1)


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame; None at the end of the stream."""
    head = stream.read(FRAME_HEADER_BYTES)
    if len(head) < FRAME_HEADER_BYTES:
        return None
    size = int.from_bytes(head, "big")
    frame = stream.read(size)
    return frame if len(frame) == size else None


def frame(data: bytes) -> bytes:
    """Data preceded by its length."""
    return len(data).to_bytes(FRAME_HEADER_BYTES, "big") + data


if __name__ == "__main__":
    end_with_parent(int(sys.argv[1]))
    del sys.argv[:2]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
