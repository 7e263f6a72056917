"""The child process that parses pages: reads requests from standard input, writes answers to standard output.

Run by `sandbox.Sandbox`. It imports neither Beam nor a language model, so that it starts fast and its memory limit is
available to pages.
"""

import gc
import logging
import os
import resource
import signal
import sys
from contextlib import suppress

import msgspec

from transforms.prepare.parse.page import parse_html
from transforms.prepare.parse.sandbox_messages import Answer, Request
from transforms.system.child_process import frame, read_frame


def answer(request: Request) -> Answer:
    """Parse a page; any exception of the parser becomes an answer."""
    try:
        return Answer(parsed=parse_html(request.html, request.charset, request.url))
    except MemoryError as error:
        return Answer(reason="html_memory", error=f"MemoryError: {error}")
    except RecursionError as error:
        return Answer(reason="html_error", error=f"RecursionError: {error}")
    except Exception as error:  # the process boundary: no page may end the child by an exception
        reason = "html_memory" if _is_near_memory_limit() else "html_error"
        return Answer(reason=reason, error=f"{type(error).__name__}: {error}"[:2000])


def _is_near_memory_limit() -> bool:
    """Whether this process came close to its limit: C parsers report failed allocations as errors of many kinds."""
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return False
    with open("/proc/self/status", encoding="ascii") as status:
        peak = next((int(line.split()[1]) * 1024 for line in status if line.startswith("VmPeak")), 0)
    return peak > 0.9 * limit


def main() -> None:
    """Serve until standard input ends."""
    memory = int(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is handled by the parent
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # kills the process, even inside a C parser
    logging.disable(logging.CRITICAL)
    stdin, stdout = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not corrupt the frames
    parse_html(b"<html><body><article><p>Warm up the parser and its tables.</p></article></body></html>")
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    decoder, encoder = msgspec.msgpack.Decoder(Request), msgspec.msgpack.Encoder()
    gc.freeze()
    data: bytes | None = b""
    with suppress(BrokenPipeError):
        stdout.write(frame(encoder.encode(Answer())))
        stdout.flush()
        while (data := read_frame(stdin)) is not None:
            request = decoder.decode(data)
            signal.setitimer(signal.ITIMER_PROF, request.seconds)
            result = answer(request)
            signal.setitimer(signal.ITIMER_PROF, 0)
            stdout.write(frame(encoder.encode(result)))
            stdout.flush()
    os._exit(0)  # nothing to clean up; skips the deallocation of large trees


if __name__ == "__main__":
    main()
