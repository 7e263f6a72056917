"""Print how fast newsbeam is, beside stock spaCy, stock trafilatura and a plain Beam pipeline, in one table.

    python -m tests.benchmarks [--pages N[,N...]] [--only PART[,PART...]] [--rounds N] [--folder DIR] [--json FILE]
    python -m tests.benchmarks cost FILE          what a cloud costs, from such a file; see cost.py beside this file
    python -m tests.benchmarks link [SIZE...]     how the cost of LINK grows with the articles; see link.py
    python -m tests.benchmarks link_cost [ARTICLES [ROUNDS]]
                                                  what copies, incidents and stories cost a run; see link_cost.py
    python -m tests.benchmarks stream [stub|model [SECONDS [RATE]]]
                                                  lag and memory of a steady stream; see stream.py

Things that are compared are measured one after the other in each round, in alternating order, and their ratio is that
of the round; printed are the median of the rounds, and the minimum and maximum, which show how noisy the machine was.
"""

import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from tests.benchmarks import cost, link, link_cost, stream
from tests.benchmarks.speed import print_table


def main() -> None:
    """Measure and print."""
    command, *rest = sys.argv[1:] or [""]
    if command == "link":
        link.main([int(size) for size in rest] or link.SIZES)
    elif command == "link_cost":
        link_cost.main([int(number) for number in rest])
    elif command == "stream":
        stream.main(rest)
    elif command == "cost":
        cost.main(rest)
    else:
        print_table.main(sys.argv[1:])


if __name__ == "__main__":
    main()
