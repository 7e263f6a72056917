"""`python -m tests.fault_suite`: the table of points, by phase, call and error."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.fault_suite.suite import run_suite, show


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every-error", action="store_true", help="each point with every error that fits")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", default="", help="points whose name contains this")
    parser.add_argument("--limit", type=int, default=100_000, help="try no more points")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        results = run_suite(Path(folder), **vars(options))
    show(results)
    return int(any(result.attempt.problems for result in results))


if __name__ == "__main__":
    sys.exit(main())
