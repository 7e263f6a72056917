"""Runs that are too small for worker processes: they take most of their time to start, so they start on all cores.

The processes that a small run needs beside its own import and load while it imports Beam itself.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.options import MEGABYTE, RunOptions
from transforms.extract.annotate.model_process import start_model_process
from transforms.prepare.parse.sandbox import shared_sandbox

SMALL_INPUT = 2 * MEGABYTE
"""Bytes of input below which one process is faster than starting several workers."""


def start_processes(options: RunOptions) -> None:
    """Start the processes of a run if it is small for sure: the parser's and the language model's."""
    if options.runner == "local" and options.processes > 1 and _are_small(options.inputs):
        shared_sandbox().start()
        if "spacy" not in sys.modules:  # otherwise this process has a model already, or is about to
            start_model_process(options.model)


def _are_small(inputs: Iterable[str]) -> bool:
    """Whether inputs are local and small; False for patterns, which take longer to find out."""
    size = 0
    for path in map(Path, inputs):
        if not path.exists():
            return False
        for file in _files(path):
            size += file.stat().st_size
            if size >= SMALL_INPUT:
                return False
    return True


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (file for file in path.rglob("*") if file.is_file())
    else:
        yield path
