"""The command as a person types it: in this process where only what it does counts, else in one of its own."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from pipeline.cli.app import app

NEWSBEAM = [str(Path(sys.executable).parent / "newsbeam")]


@dataclass(frozen=True, slots=True)
class Done:
    """How it ended and what it printed, runs of white space and frames made one space."""

    code: int
    stdout: str
    stderr: str


def newsbeam(*arguments: str | Path, code: int = 0) -> Done:
    """Run it to its end in this process, which has the model loaded already."""
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return Done(done.exit_code, _plain(done.stdout), _plain(done.stderr))


def newsbeam_process(*arguments: str | Path) -> Done:
    """Run it to its end in a process of its own.

    Raises:
        AssertionError: Its exit code is not 0.
    """
    done = subprocess.run([*NEWSBEAM, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Done(done.returncode, _plain(done.stdout), _plain(done.stderr))


def _plain(text: str) -> str:
    return " ".join(text.replace("│", " ").split())
