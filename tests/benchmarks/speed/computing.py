"""Pure computing for a fixed number of iterations: how much two processes reach over one on this machine.

What newsbeam reaches with two processes cannot be more than the machine has to give in those minutes. A process does
what articles cost most: loops of Python, and products of matrices that fit into a core's cache.

    python -m tests.benchmarks.speed.computing ITERATIONS

Such a process says when it is ready, and begins when it is told to.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import subprocess
import sys
import time

import numpy as np

ITERATIONS = 2_000
"""Of one process, or of all of several together; some seconds."""


def compute(iterations: int) -> float:
    """Loops of Python and matrix products, about as much of one as of the other."""
    generator = np.random.default_rng(0)
    one = generator.standard_normal((288, 256), np.float32)
    other = generator.standard_normal((96, 288), np.float32)
    total = 0.0
    for iteration in range(iterations):
        for _ in range(8):
            total += float((other @ one)[0, 0])
        words: dict[int, int] = {}
        for number in range(6_000):
            words[number * iteration % 997] = words.get(number % 997, 0) + 1
        total += len(words)
    return total


def seconds_of(processes: int, iterations: int = ITERATIONS) -> float:
    """Wall-clock time of the iterations, shared among processes that all began at the same time."""
    command = [sys.executable, "-m", __name__, str(iterations // processes)]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(processes)
    ]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    started = time.perf_counter()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    took = time.perf_counter() - started
    for process in running:
        process.communicate()
    return took


if __name__ == "__main__":
    compute(10)
    print("ready", flush=True)
    sys.stdin.readline()
    compute(int(sys.argv[1]))
    print("done", flush=True)
