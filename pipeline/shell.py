"""Commands of newsbeam that messages tell the user to run, as they can be pasted into a shell."""

import shlex
import shutil
import sys
from pathlib import Path

from pipeline.printable import printable

_PROGRAM = "newsbeam"


def shell_command(*arguments: str) -> str:
    """A command of newsbeam in one line, in which every argument is what it is for a shell too.

    The program is named as it was invoked, unless the shell finds the same one by its name.

    Args:
        arguments: Of the program; the first one is the name of a command.
    """
    return " ".join(map(_quoted, (_program(), *arguments)))


def _program() -> str:
    invoked = Path(sys.argv[0])
    if invoked.name != _PROGRAM or not invoked.exists():  # a program of somebody else's that uses newsbeam
        return _PROGRAM
    found = shutil.which(_PROGRAM)
    return _PROGRAM if found is not None and invoked.samefile(found) else sys.argv[0]


def _quoted(argument: str) -> str:
    if printable(argument) == argument and "\n" not in argument:
        return shlex.quote(argument)
    escaped = argument.replace("\\", r"\\").replace("'", r"\'").replace("\n", r"\n")
    return f"$'{printable(escaped)}'"  # in such a string the shell reads the escapes of `printable`
