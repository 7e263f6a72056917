"""The console script. It imports nothing that takes time before a signal can end it."""

import sys
from contextlib import suppress

from pipeline.cli import stop
from transforms.extract.gc_freeze import collecting_later


def main() -> None:
    """Run the command line."""
    stop.claim_signals()
    with collecting_later():
        from pipeline.cli.command_line import app

    try:
        app()
    except SystemExit as end:
        with suppress(OSError, AttributeError):  # full, or closed from the start
            sys.stdout.flush()
        if end.code:
            stop.leave(end.code if isinstance(end.code, int) else 1)
        stop.leave_in_order()
