"""The points of a run where a call may fail, and the errors it then fails with."""

import errno
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zlib import crc32

_ERRORS = {
    "open_write": (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EMFILE, errno.EDQUOT, errno.ESTALE),
    "open_read": (errno.EMFILE, errno.EIO, errno.EACCES, errno.ENOTCONN),
    "read": (errno.EIO, errno.ESTALE),
    "write": (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG),
    "fsync": (errno.EIO, errno.ENOSPC, errno.EDQUOT),
    "rename": (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS),
    "link": (errno.ENOSPC, errno.EIO, errno.EACCES),
    "mkdir": (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT),
    "unlink": (errno.EACCES, errno.EIO, errno.EROFS),
    "rmdir": (errno.EACCES, errno.EIO),
    "truncate": (errno.EIO, errno.ENOSPC),
    "fallocate": (errno.ENOSPC, errno.EIO),
    "flock": (errno.EIO,),
    "close": (errno.EIO, errno.EDQUOT, errno.ENOSPC),
    "opendir": (errno.EACCES, errno.EIO, errno.EMFILE),
    "stat": (errno.EIO, errno.EACCES, errno.ESTALE),
}
"""Error numbers by call, as the shim names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A call that fails.

    Attributes:
        phase: Of the run.
        call: The system call.
        path: Relative to the output folder, with ids as '#'.
        occurrence: Which of the calls of this phase on such a path, from 1.
        number: The error number.
    """

    phase: str
    call: str
    path: str
    occurrence: int
    number: int

    @property
    def name(self) -> str:
        """As the shim names it."""
        return f"{self.phase} {self.call} {self.path}"

    @property
    def error(self) -> str:
        return errno.errorcode[self.number]

    @property
    def key(self) -> tuple[str, str, str]:
        return self.phase, self.call, self.path


def find_points(log: Iterable[str], *, every_error: bool) -> Iterator[Point]:
    """The points of a logged run, in order of their first call.

    Args:
        log: A line a call.
        every_error: Let each fail with every error that fits, not with one of them.
    """
    counts = Counter(line.rstrip("\n") for line in log)
    turn: Counter[str] = Counter()
    for name, count in counts.items():
        phase, call, path = name.split(" ", 2)
        fitting = _ERRORS[call]
        first = turn[call]
        turn[call] += 1
        for number in fitting if every_error else (fitting[first % len(fitting)],):
            # The first such call and the last in turn: of several chunks, say, the last one too.
            occurrence = count if (first // len(fitting)) % 2 else 1
            yield Point(phase=phase, call=call, path=path, occurrence=occurrence, number=number)


def select(points: Iterable[Point], limit: int) -> list[Point]:
    """Some of the points: as many of each phase and call as of every other, as far as it has that many.

    They are in an order that has little to do with that of the calls, for whoever stops early.
    """
    turn: Counter[tuple[str, str]] = Counter()
    ordered: list[tuple[int, int, Point]] = []
    for point in points:
        place = turn[point.phase, point.call]
        ordered.append((place, crc32(point.name.encode()), point))
        turn[point.phase, point.call] += 1
    return [point for _, _, point in sorted(ordered, key=lambda entry: entry[:2])[:limit]]
