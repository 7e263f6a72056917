"""What the sandbox and its child send each other; it imports no parser, which only the child needs."""

from typing import BinaryIO

import msgspec

from schemas.flow.parsed import Parsed

FRAME_HEADER_BYTES = 4
"""Bytes of the big-endian length that precedes each frame."""


class Request(msgspec.Struct, array_like=True):
    """A page to parse."""

    html: bytes
    charset: str | None
    url: str | None
    seconds: float  # CPU time; the kernel kills the process when it is exceeded


class Answer(msgspec.Struct, array_like=True):
    """The result: either `parsed`, or a reason and an error."""

    parsed: Parsed | None = None
    reason: str = ""
    error: str = ""


def read_frame(stream: BinaryIO) -> bytes | None:
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
