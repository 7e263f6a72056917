"""Measure the tables against public gold data, each figure beside its floor: `python -m tests.measure [TASK ...]`.

The gold data and its scorers are no part of this repository; they lie beside it. `floors.json` names, for each task,
the figures that no change may let fall, each with its floor.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

EVAL = Path(os.environ.get("NEWSBEAM_EVAL", Path(__file__).resolve().parents[2] / "shared" / "eval"))
FLOORS: dict[str, dict[str, float]] = json.loads((Path(__file__).parent / "floors.json").read_text())
_NEWSBEAM = str(Path(sys.executable).parent / "newsbeam")
_SCORERS = {"semeval22t8": "stories"}
"""Data that another task's scorer reads."""


def measure(task: str, folder: Path) -> dict[str, Any]:
    """Run newsbeam on a task's input and score what it leaves.

    Args:
        task: A key of `FLOORS`.
        folder: Scratch.

    Returns:
        The scorer's figures, and how many rows `failures` has.
    """
    data, output = EVAL / "data" / task, folder / task
    source = EVAL.parent / "seed" / "article.txt" if task == "seed" else data / "input"
    subprocess.run([_NEWSBEAM, "run", str(source), "--output", str(output), "--quiet"], check=True)
    scorer = [sys.executable, f"{_SCORERS.get(task, task)}.py", "--output", str(output)]
    scorer += [] if task == "seed" else ["--data", str(data)]
    lost = subprocess.run(
        [_NEWSBEAM, "sql", str(output), "SELECT count(*) FROM failures", "--csv"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()[-1]
    printed = subprocess.run(scorer, check=True, capture_output=True, text=True, cwd=EVAL).stdout
    figures: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
    return {**figures, "failures": int(lost)}


def figure(figures: dict[str, Any], path: str) -> float:
    """A figure by its path, such as 'body_naeb.f1'; of a share its value.

    Raises:
        KeyError: No such figure.
    """
    value: Any = figures
    for key in path.split("."):
        value = value[key]
    return float(value["value"] if isinstance(value, dict) else value)


def main() -> None:
    """Measure the tasks named, or all, and print their figures."""
    for task in sys.argv[1:] or FLOORS:
        with tempfile.TemporaryDirectory() as scratch:
            figures = measure(task, Path(scratch))
        print(task, json.dumps(figures), flush=True)
        for path, floor in FLOORS.get(task, {}).items():
            print(f"    {path:<32} {figure(figures, path):8.4f}  floor {floor}", flush=True)


if __name__ == "__main__":
    main()
