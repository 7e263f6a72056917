"""Runs: inputs, the graph, engines, outputs, command line."""

import os

# Set before NumPy is imported: BLAS threads would compete with the worker processes for the cores.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
