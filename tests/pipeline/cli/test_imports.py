"""Commands begin at once: what only reads a folder, or shows help, imports neither Beam nor a language model."""

import subprocess
import sys

import pytest

_SLOW = ("apache_beam", "google.cloud.bigquery", "spacy", "trafilatura")


@pytest.mark.parametrize("module", ["pipeline.cli.command_line", "pipeline.outputs.folder.query"])
def test_module_imports_nothing_slow(module: str) -> None:
    code = f"import sys, {module}; print(*(name for name in {_SLOW!r} if name in sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
