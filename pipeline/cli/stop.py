"""Ends a command promptly on Ctrl-C, SIGTERM or a closed terminal, whatever it is doing.

Nothing is unwound: a run may be killed at any moment, and what is not committed stays invisible. An exception in the
main thread would come late while that is in a call to C, and libraries may catch it, or wait for their threads before
they let it through. So a thread of its own ends the process. It reads the signals from a pipe, into which they are
written as soon as they arrive.
"""

import atexit
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_MAX_SECONDS = 4.0
"""After which the kernel ends a process that has not ended itself, such as on a disk that does not answer."""

_SHOW_CURSOR = "\x1b[?25h"
"""Undoes what a progress bar does to a terminal."""

_claimed: list[signal.Signals] = []
"""Signals that end this process; none if it is not the console script's own, as in tests."""

_clean_ups: list[Callable[[], None]] = []

_first_signals: list[tuple[Callable[[], None], str]] = []
"""What the next signal does instead of ending the process, and what is said then."""

_interrupts: list[Callable[[], None]] = []
"""What Ctrl-C calls, besides raising KeyboardInterrupt, instead of ending the process."""


def claim_signals() -> None:
    """Let signals end this process, at once and silently. Signals that are ignored, as by `nohup`, stay ignored."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
            _claimed.append(number)


@contextmanager
def stopping_with(message: str) -> Iterator[None]:
    """While the block runs, a claimed signal ends the process with a message and the exit code 128 + its number.

    Args:
        message: One line.
    """
    if not _claimed:
        yield
        return
    receiver, sender = os.pipe()
    os.set_blocking(sender, False)
    watcher = threading.Thread(target=_wait_for_signal, args=(receiver, message), daemon=True)
    watcher.start()
    signal.set_wakeup_fd(sender, warn_on_full_buffer=False)
    for number in _claimed:
        signal.signal(number, _do_nothing)
    try:
        yield
    finally:
        for number in _claimed:
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        os.close(sender)
        watcher.join()  # does not return if a signal has come
        os.close(receiver)


@contextmanager
def finishing_first(finish: Callable[[], None], message: str) -> Iterator[None]:
    """While the block runs, the first claimed signal asks it to finish, and only the second one ends the process.

    Args:
        finish: Called at the first signal, in another thread.
        message: One line, printed then.
    """
    first = finish, message
    _first_signals.append(first)
    try:
        yield
    finally:
        if first in _first_signals:
            _first_signals.remove(first)


@contextmanager
def interruptible(interrupt: Callable[[], None] = lambda: None) -> Iterator[None]:
    """While the block runs, Ctrl-C raises KeyboardInterrupt in it instead of ending the process.

    Args:
        interrupt: Called in another thread at the same time: ends a call to C, for which the exception would wait.
    """
    if signal.SIGINT not in _claimed:
        yield
        return
    received, acted = threading.Event(), threading.Event()

    def raise_interrupt(number: int, frame: object) -> NoReturn:
        received.set()
        raise KeyboardInterrupt

    def act() -> None:
        interrupt()
        acted.set()

    _interrupts.append(act)
    before = signal.signal(signal.SIGINT, raise_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if received.is_set():
            acted.wait(_MAX_SECONDS)  # else it would interrupt what comes after the block
        _interrupts.remove(act)


def on_stop(clean_up: Callable[[], None]) -> None:
    """Have a function called before a signal ends the process, if its signals are claimed."""
    if _claimed:
        _clean_ups.append(clean_up)


def leave(code: int) -> NoReturn:
    """End this process and its children now, without waiting for threads."""
    for children in Path("/proc/self/task").glob("*/children"):  # on Linux; newsbeam's own end with their parent anyway
        with suppress(OSError):
            for child in children.read_text().split():
                os.kill(int(child), signal.SIGKILL)
    os._exit(code)


def leave_in_order() -> NoReturn:
    """End this process with success, after what is to be done at exit.

    The interpreter is not taken down object by object, which takes longer than LINK of a small run.
    """
    atexit._run_exitfuncs()
    os._exit(0)


def _wait_for_signal(receiver: int, message: str) -> None:
    while received := os.read(receiver, 1):
        if received[0] == signal.SIGINT and (interrupts := _interrupts[-1:]):
            interrupts[0]()
        elif received[0] in _claimed and _first_signals:
            finish, first_message = _first_signals.pop()
            finish()
            _write(first_message)
        elif received[0] in _claimed:
            signal.setitimer(signal.ITIMER_REAL, _MAX_SECONDS)
            _write(message)
            for clean_up in _clean_ups:
                with suppress(Exception):
                    clean_up()
            leave(128 + received[0])


def _write(message: str) -> None:
    """Write to standard error unless that would block, as on a terminal that is held; past locks of other writers."""
    with suppress(OSError):
        before = f"{_SHOW_CURSOR}\n" if os.isatty(2) else ""
        if sys.__stderr__ is not None and select.select([], [2], [], 0)[1]:
            os.write(2, f"{before}{message}\n".encode())


def _do_nothing(number: int, frame: object) -> None:
    """A handler in Python, without which signals are not written into the pipe."""
