"""Score the tables on public gold data, and print each score with its floor: `python -m tests.measure [TASK ...]`.

The gold data and its scorers are in a folder beside this repository. `floors.json` has, for each task, the lowest
values that scores may have.

`--write` writes the scores on both halves into `schemas/figures.json`, the accuracy of columns. Fit the tables on half
a alone before, so that half b shows what they are worth on articles that they were not fitted on:

    python -m tests.training --half a && python -m tests.measure --write; git restore transforms/extract/events

The last command also discards changes of your own there.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.end_to_end.command import newsbeam
from tests.figures import FIGURES, MEASURED, value_at, write_figures

EVAL = Path(os.environ.get("NEWSBEAM_EVAL", Path(__file__).resolve().parents[2] / "shared" / "eval"))
FLOORS: dict[str, dict[str, float]] = json.loads((Path(__file__).parent / "floors.json").read_text())
_SCORERS = {
    "articles_wcxb": "articles",
    "semeval22t8": "stories",
    "wikievents_train": "wikievents",
    "muc_more": "muc",
    "quotes_more": "quotes",
    "dates_more": "dates",
}
"""Data sets that are scored by the scorer of another task."""


def run_task(task: str, folder: Path, *, workers: int = 0) -> Path:
    """Run newsbeam on a task's input, in this process: the next task finds the model loaded.

    Args:
        task: A key of `FLOORS`.
        folder: For the output.
        workers: Of the run, see `newsbeam run --help`.

    Returns:
        The output folder.
    """
    source = EVAL.parent / "seed" / "article.txt" if task == "seed" else EVAL / "data" / task / "input"
    newsbeam("run", source, "--output", folder / task, "--workers", str(workers), "--quiet")
    return folder / task


def score(task: str, output: Path, half: str | None = None) -> dict[str, Any]:
    """The scores of a task's tables, and the number of failures.

    Args:
        task: A key of `FLOORS`.
        output: What `run_task` returned.
        half: `a` or `b`, to score that half of the documents alone.
    """
    scorer = [sys.executable, f"{_SCORERS.get(task, task)}.py", "--output", str(output)]
    scorer += [] if task == "seed" else ["--data", str(EVAL / "data" / task)]
    scorer += ["--half", half] if half else []
    printed = subprocess.run(scorer, check=True, capture_output=True, text=True, cwd=EVAL).stdout
    scores: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
    failures = newsbeam("sql", output, "SELECT count(*) FROM failures", "--csv").stdout.split()[-1]
    return {**scores, "failures": int(failures)}


def score_at(scores: dict[str, Any], path: str) -> float:
    """The score at a path, such as 'body_naeb.f1'.

    Raises:
        KeyError: There is no such score.
    """
    return value_at(scores, path)[0]


def main() -> None:
    """Measure the named tasks, or all, and print their scores."""
    parser = argparse.ArgumentParser(description="Score the tables on public gold data.")
    parser.add_argument("tasks", nargs="*", metavar="TASK", help="default: all of them")
    parser.add_argument("--write", action="store_true", help=f"write the scores on both halves into {FIGURES.name}")
    arguments = parser.parse_args()
    for task in arguments.tasks or FLOORS:
        with tempfile.TemporaryDirectory() as scratch:
            output = run_task(task, Path(scratch))
            scores = score(task, output)
            print(task, json.dumps(scores), flush=True)
            for path, floor in FLOORS.get(task, {}).items():
                print(f"    {path:<32} {score_at(scores, path):8.4f}  floor {floor}", flush=True)
            if arguments.write and task in MEASURED:
                write_figures(task, score(task, output, "a"), score(task, output, "b"))


if __name__ == "__main__":
    main()
