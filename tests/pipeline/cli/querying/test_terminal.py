"""`newsbeam query` on a terminal: it shows the first rows, and Ctrl-C at its prompt ends a query only."""

import os
import pty
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.end_to_end.command import NEWSBEAM
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.rows import article

MOST_SECONDS = 60.0
ENDLESS = "SELECT count(*) FROM range(10_000_000_000) AS a(i), range(10_000) AS b(j) WHERE hash(i + j) = 0;"
ENDLESS_ROWS = "FROM range(1_000_000_000_000);"


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = OutputFolder(tmp_path_factory.mktemp("terminal"))
    output.commit("r1", articles=[article("a", "x", "r1")])
    return output.ledger.output


class Terminal:
    """A process on a terminal.

    Args:
        arguments: Of `newsbeam`.
    """

    def __init__(self, *arguments: str | Path) -> None:
        self._screen, shell = pty.openpty()
        self.process = subprocess.Popen(
            [*NEWSBEAM, *map(str, arguments)], stdin=shell, stdout=shell, stderr=shell, start_new_session=True
        )
        os.close(shell)

    def type(self, line: str) -> None:
        """Type a line."""
        os.write(self._screen, f"{line}\n".encode())

    def read_until(self, end: str) -> str:
        """What it shows from now on up to some text.

        Raises:
            OSError: It ended before.
        """
        seen = ""
        while end not in seen:
            seen += os.read(self._screen, 4096).decode(errors="replace")
        return seen

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
        os.close(self._screen)


@contextmanager
def opened(*arguments: str | Path) -> Iterator[Terminal]:
    terminal = Terminal(*arguments)
    try:
        yield terminal
    finally:
        terminal.close()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("more", [["--format", "table"], ["--csv"]])
def test_query_on_a_terminal_shows_all_rows_in_a_format_that_is_asked_for(tables: Path, more: list[str]) -> None:
    with opened("query", tables, "SELECT 'row ' || i FROM range(300) AS t(i)", *more) as terminal:
        assert "row 298" in terminal.read_until("row 299")


@pytest.mark.timeout(120)
def test_query_on_a_terminal_shows_the_first_rows_and_how_many_are_left(tables: Path) -> None:
    with opened("query", tables, "SELECT 'row ' || i FROM range(300) AS t(i)") as terminal:
        seen = terminal.read_until("--out FILE")
        assert terminal.process.wait(MOST_SECONDS) == 0
    assert "row 99" in seen
    assert "row 100" not in seen
    assert "… 200 more" in seen


@pytest.mark.timeout(120)
def test_prompt_ctrl_c_ends_what_is_typed_or_run_and_nothing_else(tables: Path) -> None:
    with opened("query", tables) as terminal:
        terminal.read_until("newsbeam> ")
        for typed, shown in (("SELECT 'half", "...> "), (ENDLESS, ";"), (ENDLESS_ROWS, "99")):
            terminal.type(typed)
            terminal.read_until(shown)
            time.sleep(1.0)  # for the query to begin
            terminal.process.send_signal(signal.SIGINT)
            terminal.read_until("newsbeam> ")
        terminal.type("SELECT 41 + 1 AS answer;")
        assert "42" in terminal.read_until("newsbeam> ")
        terminal.type(".quit")
        assert terminal.process.wait(MOST_SECONDS) == 0


@pytest.mark.timeout(120)
def test_prompt_sigterm_ends_the_process(tables: Path) -> None:
    with opened("query", tables) as terminal:
        terminal.read_until("newsbeam> ")
        terminal.process.terminate()
        assert terminal.process.wait(MOST_SECONDS) == 143
