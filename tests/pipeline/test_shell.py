"""Commands to paste are for a shell what they say, and harmless on a terminal."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.printable import printable
from pipeline.shell import shell_command

NAMES = [
    "tables",
    "my tables",
    'it\'s "odd"',
    "$(touch gone) `touch gone` ; touch gone",
    "*?[a]",
    "-x",
    "",
    "two\nlines",
    "\x1b]0;owned\x07\x1b[2J",
    "\u202egpj' \\u0041 \x9b2J",
    "Gänse",
]


@pytest.mark.parametrize("name", NAMES)
def test_shell_command_pasted_gives_its_arguments_back(name: str, tmp_path: Path) -> None:
    command = shell_command("check", name)
    told = f"newsbeam() {{ printf '%s\\0' \"$@\"; }}; {command}"
    done = subprocess.run(
        ["bash", "-c", told], cwd=tmp_path, env=os.environ | {"LC_ALL": "C.UTF-8"}, capture_output=True, check=True
    )
    assert done.stdout.decode().split("\0")[:-1] == ["check", name]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_shell_command_is_one_line_that_a_terminal_shows_as_it_is(name: str) -> None:
    command = shell_command("check", name)
    assert printable(command) == command
    assert "\n" not in command


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with programs, two of which are named newsbeam, and the first of these is on the path."""
    for name in ("on path/newsbeam", "venv/bin/newsbeam", "venv/bin/script.py"):
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "on path"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("invoked", "expected"),
    [
        ("{folder}/on path/newsbeam", "newsbeam"),
        ("on path/newsbeam", "newsbeam"),
        ("venv/bin/newsbeam", "venv/bin/newsbeam"),
        ("{folder}/venv/bin/newsbeam", "{folder}/venv/bin/newsbeam"),
        ("venv/bin/script.py", "newsbeam"),
        ("-c", "newsbeam"),
        ("", "newsbeam"),
    ],
)
def test_shell_command_names_the_program_as_it_was_invoked(
    programs: Path, monkeypatch: pytest.MonkeyPatch, invoked: str, expected: str
) -> None:
    monkeypatch.setattr(sys, "argv", [invoked.format(folder=programs)])
    assert shell_command("check") == f"{expected.format(folder=programs)} check"


def test_shell_command_program_on_no_path_is_quoted(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "argv", ["on path/newsbeam"])
    assert shell_command("check") == "'on path/newsbeam' check"
