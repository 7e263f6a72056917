"""What is measured on: cores, processor, OpenBLAS's kernel for matrix products, and the build of Python."""

import ctypes
import os
import platform
import sysconfig
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

KERNEL_VARIABLE = "OPENBLAS_CORETYPE"
"""Environment variable that makes OpenBLAS use a kernel, whatever the processor is."""

UNKNOWN = "unknown"
_CORE_NAMES = ("scipy_openblas_get_corename64_", "openblas_get_corename64_", "openblas_get_corename")
"""What OpenBLAS's function is called in NumPy's wheels, those of today first."""


def blas_kernel(libraries: Iterable[Path] | None = None) -> str:
    """The kernel that the OpenBLAS of NumPy's wheel has chosen in this process, such as Haswell or SkylakeX.

    Args:
        libraries: Where to look; by default beside NumPy.

    Returns:
        Its name, or `UNKNOWN` if NumPy uses another library.
    """
    folder = Path(np.__file__).parents[1] / "numpy.libs"
    for path in sorted(folder.glob("*openblas*")) if libraries is None else libraries:
        try:
            library = ctypes.CDLL(str(path))
        except OSError:
            continue
        for name in _CORE_NAMES:
            if (function := getattr(library, name, None)) is not None:
                function.restype = ctypes.c_char_p
                return (function() or UNKNOWN.encode()).decode()
    return UNKNOWN


def processor() -> str:
    """The processor's name as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next(iter(names), platform.processor() or UNKNOWN)


def interpreter() -> str:
    """The version of Python, and whether it was built with profile-guided optimization, which makes it much faster."""
    built = "with" if "--enable-optimizations" in str(sysconfig.get_config_var("CONFIG_ARGS")) else "without"
    return f"{platform.python_version()}, built {built} --enable-optimizations"


def describe_machine() -> dict[str, Any]:
    """What is measured on, by name."""
    held = os.environ.get(KERNEL_VARIABLE)
    kernel = f"{blas_kernel()}, {f'held by {KERNEL_VARIABLE}={held}' if held else 'as OpenBLAS chose'}"
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": processor(),
        "load when it began": f"{os.getloadavg()[0]:.1f}",
        "kernel of NumPy's OpenBLAS": kernel,
        "Python": interpreter(),
        "versions": ", ".join(f"{name} {version(name)}" for name in ("apache-beam", "spacy", "trafilatura", "numpy")),
    }
