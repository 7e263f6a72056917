"""Runs the `newsbeam` command, in this process or in a separate one."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from pipeline.cli.command_line import app

NEWSBEAM = [str(Path(sys.executable).parent / "newsbeam")]


@dataclass(frozen=True, slots=True)
class CommandResult:
    """Exit code and output, with white space and table frames replaced by single spaces."""

    code: int
    stdout: str
    stderr: str


def newsbeam(*arguments: str | Path, code: int = 0) -> CommandResult:
    """Run the command in this process, which may have the model loaded already."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return CommandResult(result.exit_code, _plain(result.stdout), _plain(result.stderr))


def newsbeam_process(*arguments: str | Path) -> CommandResult:
    """Run the command in a separate process.

    Raises:
        AssertionError: Its exit code is not 0.
    """
    done = subprocess.run([*NEWSBEAM, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return CommandResult(done.returncode, _plain(done.stdout), _plain(done.stderr))


def _plain(text: str) -> str:
    return " ".join(text.replace("│", " ").split())
