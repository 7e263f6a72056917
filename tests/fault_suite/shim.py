"""The C library that makes system calls fail: built with the system's compiler, preloaded, told what to do."""

import ctypes
import errno
import os
import shutil
import subprocess
from pathlib import Path

from tests.environments import UnavailableError

_SOURCE = Path(__file__).with_name("shim.c")


def build(folder: Path) -> Path:
    """Compile the library.

    Raises:
        UnavailableError: There is no C compiler.
    """
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise UnavailableError("no C compiler: install gcc and libc6-dev")
    library = folder / "shim.so"
    command = [compiler, "-O1", "-shared", "-fPIC", "-o", str(library), str(_SOURCE), "-ldl", "-lpthread"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UnavailableError(f"{compiler}: {done.stderr.strip().splitlines()[-1]}")
    return library


class Shim:
    """The library as it is preloaded in this process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)

    def watch(self, folder: Path, log: Path | None = None) -> None:
        """Look at calls on paths below a folder, and list them in a file, a line each."""
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if log else -1
        self._library.fault_watch(os.fsencode(folder), descriptor)

    def phase(self, name: str) -> None:
        """Name the phase that the process is in."""
        self._library.fault_phase(name.encode())

    def arm(self, point: str, occurrence: int, number: int) -> None:
        """Make a call fail: the one with this ordinal at the point, and with a full disk all that need space then."""
        stays = number in (errno.ENOSPC, errno.EDQUOT)
        self._library.fault_arm(point.encode(), occurrence, number, int(stays))

    @property
    def fired(self) -> bool:
        """Whether the call has failed."""
        return bool(self._library.fault_fired())
