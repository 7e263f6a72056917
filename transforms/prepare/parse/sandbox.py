"""Parses pages in a child process with limits on CPU time and memory.

A page may make a C parser loop, exhaust memory or crash. The child is started with `subprocess` (never forked),
because Beam workers may not have children through `multiprocessing`. If it dies, the page is retried once in a fresh
child; if that one dies too, only this page fails.
"""

import atexit
import contextlib
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from typing import BinaryIO, NamedTuple, Self

import msgspec

from schemas.flow.parsed import Parsed
from transforms.prepare.parse.sandbox_messages import Answer, Request
from transforms.system.child_process import FRAME_HEADER_BYTES, frame, python_command

CPU_SECONDS = 20.0
"""CPU time allowed per page."""

MEMORY_BYTES = 1024 * 2**20
"""Bytes of address space the child may use. It starts with about 210 MiB; pages of 0.4 MB on average took at most
270 MiB, one of 30 MB of plain text 310 MiB."""

PAGES_PER_CHILD = 5000
"""Pages after which a child is replaced, which bounds what its C libraries leak."""

WALL_CLOCK_FACTOR = 6.0
"""A page times out after this multiple of its CPU time in wall-clock time, even if it used less CPU."""

START_TIMEOUT_SECONDS = 120.0


class Limits(NamedTuple):
    """What a page may take.

    Attributes:
        seconds: CPU time.
        memory: Bytes of address space of the child.
    """

    seconds: float = CPU_SECONDS
    memory: int = MEMORY_BYTES


class PageError(Exception):
    """A page could not be parsed.

    Attributes:
        reason: html_timeout, html_memory, html_crash or html_error.
    """

    def __init__(self, reason: str, error: str) -> None:
        super().__init__(error)
        self.reason = reason


class _ChildExitError(Exception):
    """The child exited or had to be terminated."""

    def __init__(self, reason: str, error: str) -> None:
        super().__init__(error)
        self.reason = reason


@dataclass
class Sandbox:
    """One child process that parses pages, one page at a time; safe to share between threads.

    Attributes:
        seconds: CPU time allowed per page.
        memory: Bytes of address space the child may use.
        module: The module that the child runs; tests pass one that misbehaves.
    """

    seconds: float = CPU_SECONDS
    memory: int = MEMORY_BYTES
    module: str = "transforms.prepare.parse.sandbox_child"
    _child: "subprocess.Popen[bytes] | None" = field(default=None, init=False, repr=False)
    _parent_pipe: BinaryIO | None = field(default=None, init=False, repr=False)
    _errors: BinaryIO | None = field(default=None, init=False, repr=False)
    _is_ready: bool = field(default=False, init=False, repr=False)
    _pages_parsed: int = field(default=0, init=False, repr=False)
    _parent_peak_bytes: int = field(default=0, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def start(self) -> None:
        """Start the child now, without waiting for it: it imports its parser while this process does something else."""
        with self._lock:
            if self._child is None:
                self._start()

    def parse(self, html: bytes, charset: str | None = None, url: str | None = None) -> Parsed:
        """Parse a page in the child.

        Raises:
            PageError: The page could not be parsed.
            RuntimeError: No child could be started, which is an error of the installation, not of the page.
        """
        request = frame(msgspec.msgpack.encode(Request(html, charset, url, self.seconds)))
        with self._lock:
            for is_retry in (False, True):
                is_fresh = self._ensure_child(restart=is_retry)
                try:
                    answer = self._request(request)
                except _ChildExitError as child_exit:
                    self._terminate()
                    if is_retry or is_fresh:
                        raise PageError(child_exit.reason, str(child_exit)) from child_exit
                    continue
                if answer.parsed is not None:
                    return answer.parsed
                if answer.reason == "html_memory" and not (is_retry or is_fresh):
                    continue  # memory leaked by earlier pages may be the cause
                raise PageError(answer.reason, answer.error)
        raise AssertionError("unreachable")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Terminate the child."""
        with self._lock:
            self._terminate()

    def _ensure_child(self, *, restart: bool) -> bool:
        """Make sure that a child is waiting for a page; returns whether it was just started."""
        if (
            restart
            or self._pages_parsed >= PAGES_PER_CHILD
            or (self._child is not None and self._child.poll() is not None)
        ):
            self._terminate()
        if self._child is None:
            self._start()
        if not self._is_ready:
            self._wait_until_ready()
        self._pages_parsed += 1
        return self._pages_parsed == 1

    def _start(self) -> None:
        """Start a child."""
        # Same import path as this process, wherever the package is installed; one BLAS thread, should any be loaded.
        paths = os.pathsep.join(path for path in sys.path if path)
        environment = {**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
        self._parent_peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        receiver, sender = os.pipe()
        self._parent_pipe = os.fdopen(sender, "wb")  # closed by the kernel if this process is killed
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - open until the child is ready
        with os.fdopen(receiver):
            self._child = subprocess.Popen(
                python_command(self.module, str(self.memory), parent_pipe=receiver),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env=environment,
                pass_fds=[receiver],
            )
        self._pages_parsed, self._is_ready = 0, False

    def _wait_until_ready(self) -> None:
        """Wait until the child that was started is ready for a page."""
        assert self._errors is not None
        with self._errors:
            try:
                self._receive(time.monotonic() + START_TIMEOUT_SECONDS)
            except _ChildExitError as child_exit:
                self._errors.seek(0)
                output = self._errors.read()[-2000:].decode("utf-8", "replace")
                self._terminate()
                raise RuntimeError(
                    f"the process that parses pages did not start: {child_exit}\n{output}"
                ) from child_exit
        self._is_ready = True

    def _request(self, request: bytes) -> Answer:
        deadline = time.monotonic() + self.seconds * WALL_CLOCK_FACTOR
        self._send(request, deadline)
        return self._receive(deadline)

    def _send(self, data: bytes, deadline: float) -> None:
        child = self._running_child()
        assert child.stdin is not None
        descriptor = child.stdin.fileno()
        view = memoryview(data)
        os.set_blocking(descriptor, False)
        while view:
            if not _wait_until_ready(descriptor, select.POLLOUT, deadline):
                raise self._timeout_error()
            try:
                view = view[os.write(descriptor, view) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise self._exit_error() from None

    def _receive(self, deadline: float) -> Answer:
        head = self._read(FRAME_HEADER_BYTES, deadline)
        return msgspec.msgpack.decode(self._read(int.from_bytes(head, "big"), deadline), type=Answer)

    def _read(self, size: int, deadline: float) -> bytes:
        child = self._running_child()
        assert child.stdout is not None
        descriptor = child.stdout.fileno()
        data = bytearray()
        while len(data) < size:
            if not _wait_until_ready(descriptor, select.POLLIN, deadline):
                raise self._timeout_error()
            piece = os.read(descriptor, min(size - len(data), 2**20))
            if not piece:
                raise self._exit_error()
            data += piece
        return bytes(data)

    def _running_child(self) -> "subprocess.Popen[bytes]":
        assert self._child is not None
        return self._child

    def _timeout_error(self) -> _ChildExitError:
        return _ChildExitError("html_timeout", f"no answer within {self.seconds * WALL_CLOCK_FACTOR:g} s")

    def _exit_error(self) -> _ChildExitError:
        """Why the child exited, from its exit status and its peak memory."""
        child = self._running_child()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode == -signal.SIGPROF:
            return _ChildExitError("html_timeout", f"more than {self.seconds:g} s of CPU time")
        peak_bytes = usage.ru_maxrss * 1024
        how = f"signal {-child.returncode}" if child.returncode < 0 else f"exit code {child.returncode}"
        # The child's peak memory as the kernel reports it includes this process's own peak at the time of the start.
        exceeded = peak_bytes > max(0.7 * self.memory, 1.02 * self._parent_peak_bytes)
        if child.returncode == -signal.SIGKILL or exceeded:
            return _ChildExitError("html_memory", f"{how}, {peak_bytes // 2**20} MiB held")
        return _ChildExitError("html_crash", how)

    def _terminate(self) -> None:
        """Terminate the child if there is one, leaving no zombie."""
        child, self._child = self._child, None
        if child is None:
            return
        for stream in (child.stdin, child.stdout, self._parent_pipe, self._errors):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        if child.returncode is None:
            child.kill()
            child.wait()


def _wait_until_ready(descriptor: int, event: int, deadline: float) -> bool:
    """Whether a descriptor became ready before the deadline; unlike `select`, `poll` accepts descriptors above 1023."""
    poll = select.poll()
    poll.register(descriptor, event)
    return bool(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))


@cache
def _sandbox_of(limits: Limits) -> Sandbox:
    sandbox = Sandbox(seconds=limits.seconds, memory=limits.memory)
    atexit.register(sandbox.close)
    return sandbox


def shared_sandbox(limits: Limits | None = None) -> Sandbox:
    """The sandbox of this process, one child for all of its threads; closed when the process exits.

    Args:
        limits: Other limits than the usual ones, which have a child of their own.
    """
    return _sandbox_of(limits or Limits())
