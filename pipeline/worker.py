"""A worker process of a run on this machine: Beam's own, but ended by Ctrl-C at once and without a word.

The signal goes to every process of the terminal. Beam's worker would tell of it with a stack trace of its own.
"""

import shlex
import signal
import sys

COMMAND = f"exec {shlex.quote(sys.executable)} -P -m pipeline.worker"
"""What a shell is to start; `-P` keeps what lies in the working folder from being taken for newsbeam."""

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)

    from apache_beam.runners.worker import sdk_worker_main

    sdk_worker_main.main(sys.argv)
