"""Help of all commands: what each is for, its options, and examples that it takes."""

import re
import shlex

import pytest
from typer.main import get_command

from pipeline.cli.command_line import app
from tests.end_to_end.command import newsbeam

COMMANDS = get_command(app).commands  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_ends_with_examples_of_the_command(name: str) -> None:
    said = newsbeam(name, "--help").stdout
    assert said.rindex("Examples:") > said.rindex("--help")
    assert f"newsbeam {'query' if name == 'sql' else name} " in said[said.rindex("Examples:") :]


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_examples_are_taken_as_they_stand(name: str) -> None:
    examples = get_command(app).epilog if not name else COMMANDS[name].epilog
    found = re.findall(r"^  newsbeam (\S+) (.+)$", examples or "", re.MULTILINE)
    assert found
    for command, rest in found:
        arguments = shlex.split(re.sub(r"\s+(?:\(.*\)|[|>] .*)$", "", rest))
        COMMANDS[command].make_context(command, arguments)  # raises what a wrong option raises
