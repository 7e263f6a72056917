"""Commands begin at once: what only reads a folder, or shows help, imports neither Beam nor a language model."""

import subprocess
import sys

import pytest

_SLOW = ("apache_beam", "google.cloud.bigquery", "spacy", "trafilatura")


def imported(module: str) -> set[str]:
    """Those of the slow modules that another one imports."""
    code = f"import sys, {module}; print(*(name for name in {_SLOW!r} if name in sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(found.stdout.split())


@pytest.mark.parametrize("module", ["pipeline.cli.command_line", "pipeline.options", "pipeline.outputs.folder.query"])
def test_module_imports_nothing_slow(module: str) -> None:
    assert imported(module) == set()


def test_preparing_imports_neither_parser_nor_language_model() -> None:
    """The parser is the child's alone."""
    assert imported("transforms.prepare.parse.parse").isdisjoint({"spacy", "trafilatura"})
