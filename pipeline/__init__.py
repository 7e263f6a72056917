"""How a run is put together: inputs, the graph, sinks, ledger, command line."""

import os

# Before NumPy is imported: workers are processes, and a BLAS with threads of its own would take their cores.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
