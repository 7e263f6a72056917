"""What the sandbox and its child send each other; it imports no parser, which only the child needs."""

import msgspec

from schemas.flow.parsed import Parsed


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
