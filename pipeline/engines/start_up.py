"""The processes that a run on this machine needs beside its own, started before it imports Beam itself.

They import and load meanwhile. A small run has a process for the parser and one for the language model, and codes
articles itself; a larger one has workers, and a server that starts them.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.engines.worker_client import shared_server
from pipeline.options import MEGABYTE, RunOptions
from transforms.extract.annotate.model_process import start_model_process
from transforms.prepare.parse.sandbox import shared_sandbox

SMALL_INPUT = 2 * MEGABYTE
"""Bytes of input below which one process is faster than starting several workers."""


def start_processes(options: RunOptions) -> None:
    """Start what a run will need, if it is local and has several processes."""
    if options.runner != "local" or options.processes == 1:
        return
    are_small = _are_small(options.inputs)
    if are_small is None or "spacy" in sys.modules:  # this process has a model already, or is about to
        return
    if are_small:
        shared_sandbox().start()
        start_model_process(options.model)
    else:
        shared_server(options.model)


def _are_small(inputs: Iterable[str]) -> bool | None:
    """Whether inputs are small; None for those that take longer to find out: patterns, and what is not local."""
    size = 0
    for path in map(Path, inputs):
        if not path.exists():
            return None
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
