"""What a small command takes, in wall-clock time, beside importing Beam."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.speed.process_tree import measure
from tests.benchmarks.speed.table import Row, ratios
from tests.end_to_end.command import NEWSBEAM

SECTION = "start-up, wall-clock time by that of importing Beam"
SAMPLES = Path(__file__).parents[2] / "data" / "articles"
IMPORT = [sys.executable, "-c", "import apache_beam"]
BARS = {"newsbeam run, 13 sample records": 1.7, 'newsbeam sql DIR "select 1"': 0.35, "newsbeam --help": 0.15}
"""What each command may take."""

_GAZETTEER = """
import time
import msgspec, numpy, pyarrow.csv, rapidfuzz.process
from transforms.extract.entities.gazetteer.load import load_gazetteer
started = time.process_time()
load_gazetteer()
print(time.process_time() - started)
"""


def measure_gazetteer(rounds: int) -> Iterator[Row]:
    """Measure loading the gazetteer in a new process, with an empty cache and then from the cache.

    Yields:
        A row of each.
    """
    seconds: dict[str, list[float]] = {"built": [], "from the cache": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as cache:
            environment = {**os.environ, "XDG_CACHE_HOME": cache}
            for found in seconds.values():
                command = [sys.executable, "-c", _GAZETTEER]
                done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
                found.append(float(done.stdout))
    for how, found in seconds.items():
        yield Row(section=SECTION, name=f"gazetteer, {how}", values=tuple(found), unit="s", remark="processor time")


def measure_start(rounds: int) -> Iterator[Row]:
    """Measure small commands, each in turn with the import, in alternating order.

    Yields:
        A row of the import, and one of each command with its bar.
    """
    with tempfile.TemporaryDirectory(prefix="start-") as scratch:
        outputs = (f"{scratch}/{number}" for number in range(rounds + 1))
        written = next(outputs)
        measure([*NEWSBEAM, "run", str(SAMPLES), "--output", written, "--quiet"])  # fills caches, too
        imports: list[float] = []
        seconds: dict[str, list[float]] = {name: [] for name in BARS}
        by_import: dict[str, list[float]] = {name: [] for name in BARS}
        for number, output in enumerate(outputs):
            commands = (
                ["run", str(SAMPLES), "--output", output, "--quiet"],
                ["sql", written, "select 1"],
                ["--help"],
            )
            for name, arguments in zip(BARS, commands, strict=True):
                pair = [IMPORT, [*NEWSBEAM, *arguments]]
                walls = [measure(command).wall for command in (reversed(pair) if number % 2 else pair)]
                import_wall, wall = reversed(walls) if number % 2 else walls
                imports.append(import_wall)
                seconds[name].append(wall)
                by_import[name].extend(ratios([wall], [import_wall]))
    yield Row(section=SECTION, name="python -c 'import apache_beam'", values=tuple(imports), unit="s")
    for name, bar in BARS.items():
        row = Row(section=SECTION, name=name, values=tuple(by_import[name]), unit="ratio")
        state = "held" if row.median <= bar else "MISSED"
        took = Row(section=SECTION, name=name, values=tuple(seconds[name]), unit="s").median
        yield Row(
            section=SECTION, name=name, values=row.values, unit="ratio", remark=f"bar {bar}: {state}; {took:.2f} s"
        )
