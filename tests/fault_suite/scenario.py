"""What is run, and how the shim learns which phase a run is in."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pipeline.outputs.folder.output import FolderOutput
from pipeline.run.execution import Execution
from tests.end_to_end.corpus import tables
from tests.fault_suite.shim import Shim

Rows = dict[str, list[str]]

_PARAGRAPH = "This newsroom is owned by nobody but those who read it, and every page of it stays free."
_FILLER = 600_000
"""Bytes of a field that is not read, so that two files of a few articles are two chunks."""


def write_news(folder: Path) -> None:
    """Three files: one of the first run, two of the second, with a correction of the first and a broken record."""
    folder.mkdir(parents=True)
    for name, numbers in (("a", range(4)), ("b", range(4, 7)), ("c", (0, *range(7, 9), 4))):
        lines = [json.dumps(_article(number, is_later=name == "c")) for number in numbers]
        lines += ['{"id": "broken', json.dumps({"filler": "x" * _FILLER if name != "a" else ""})]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n")


def _article(number: int, *, is_later: bool) -> dict[str, Any]:
    killed = number + 2 + is_later * 10
    text = (
        f"Gunmen attacked a bank in Cali on Monday, killing {killed} guards, police said.\n\n{_PARAGRAPH}\n\n"
        f'"We will find them," said Laura Chen, the mayor of Cali, of attack number {number}.'
    )
    day = 29 if is_later else 28
    return {
        "id": str(number),
        "url": f"https://example.org/{number}",
        "title": f"Attack {number}",
        "text": text,
        "published_at": "2024-11-28",
        "modified_at": f"2024-11-{day}T00:00:00Z",
    }


def command(news: Path, names: str, output: Path, *, workers: int = 1) -> list[str]:
    """The command that reads some of the files, a letter each."""
    inputs = [str(news / f"{name}.jsonl") for name in names]
    options = ["--workers", str(workers), "--chunk-mb", "1", "--quiet"]
    return ["run", *inputs, "--output", str(output), *options]


@contextmanager
def naming_phases(shim: Shim, *, watching: Callable[[str], None] = lambda _: None) -> Iterator[None]:
    """Tell the library which phase of a run this process is in.

    Args:
        shim: The library.
        watching: Called before each phase with its name.
    """
    current = ["start"]

    @contextmanager
    def phase(name: str) -> Iterator[None]:
        watching(name)
        current.append(name)
        shim.phase(name)
        try:
            yield
        finally:
            current.pop()
            shim.phase(current[-1])

    def within(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            with phase(name):
                return method(*arguments, **named)

        return call

    execute, publish = Execution._execute, FolderOutput.publish

    def execute_phase(self: Any, of: Any, *arguments: Any, **named: Any) -> Any:
        with phase(of.value):
            return execute(self, of, *arguments, **named)

    def publish_views(self: Any) -> Any:
        with phase("views"):
            publish(self)

    with ExitStack() as patches:
        patches.enter_context(patch.object(Execution, "_execute", execute_phase))
        patches.enter_context(patch.object(FolderOutput, "publish", publish_views))
        for method, name in (("begin", "begin"), ("commit", "commit"), ("result", "end")):
            patches.enter_context(patch.object(FolderOutput, method, within(name, getattr(FolderOutput, method))))
        yield


def read_tables(output: Path, news: Path) -> Rows:
    return tables(output, root=news)
