"""Commands begin at once: what only reads a folder, or shows help, imports neither Beam nor a language model."""

import subprocess
import sys

import pytest

_SLOW = (
    "altair",
    "apache_beam",
    "google.cloud.bigquery",
    "pyarrow",
    "spacy",
    "trafilatura",
    "typer.rich_utils",
    "vl_convert",
)


def imported(module: str, then: str = "") -> set[str]:
    """Those of the slow modules that another one imports, or that some code imports then."""
    code = f"import sys, {module}\n{then}\nprint(*(name for name in {_SLOW!r} if name in sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(found.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        "pipeline.cli.command_line",
        "pipeline.export.export",
        "pipeline.options",
        "pipeline.outputs.folder.query",
        "pipeline.report.overview.read",
    ],
)
def test_module_imports_nothing_slow(module: str) -> None:
    assert imported(module) == set()


def test_list_of_commands_imports_nothing_slow() -> None:
    show = "with contextlib.redirect_stdout(io.StringIO()): app(['--help'], standalone_mode=False)"
    assert imported("contextlib, io", f"from pipeline.cli.command_line import app\n{show}") == set()


def test_preparing_imports_neither_parser_nor_language_model() -> None:
    """The parser is the child's alone."""
    assert imported("transforms.prepare.parse.parse").isdisjoint({"spacy", "trafilatura"})


def test_run_in_this_process_imports_no_language_model() -> None:
    """The model is another process's."""
    assert imported("pipeline.run.run, transforms.extract.annotate.ahead").isdisjoint({"spacy", "trafilatura"})
