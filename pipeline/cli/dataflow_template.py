"""The entry point of the Dataflow Flex Template: turns the launcher's parameters into a run.

The launcher calls the program with the template's parameters (`--inputs`, `--output`, …, as in `newsbeam run`) and
Beam's options of the job: project, region, machines, labels. It submits the graph that the program builds, and reports
an error when there is none; so a run with nothing to do builds a graph that logs a message.
"""

import logging
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import apache_beam as beam

from pipeline.cli.dataflow_launcher import build_for_launcher, parse_parameters, pipeline_options
from pipeline.engines.local import Build
from pipeline.errors import NewsbeamError
from pipeline.options import RunOptions
from pipeline.run.run import Summary, run


def _uris(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _true_or_false(text: str) -> bool:
    if text not in ("true", "false"):
        raise ArgumentTypeError(f"{text!r}: wanted true or false")
    return text == "true"


PARAMETERS: dict[str, Callable[[str], Any]] = {
    "inputs": _uris,
    "output": str,
    "temp": str,
    "format": str,
    "source": str,
    "model": str,
    "since": date.fromisoformat,
    "until": date.fromisoformat,
    "reprocess": _true_or_false,
    "max_failures": float,
}
"""The run options that are template parameters, with what converts them; the others are for runs on one machine."""


def parse(arguments: Sequence[str]) -> tuple[RunOptions, list[str]]:
    """Parse the launcher's arguments into the options of a run, and the arguments that are Beam's.

    Raises:
        SystemExit: A parameter is missing or malformed.
    """
    given, rest = parse_parameters(arguments, PARAMETERS, required=("inputs", "output", "temp"))
    return RunOptions(runner="dataflow", **given), rest


def main() -> None:
    """Build the job for the launcher, which submits it once this program has exited without an error."""
    options, rest = parse(sys.argv[1:])

    def engine(build: Build, _run_id: str) -> None:
        build_for_launcher(build, pipeline_options(rest))
        raise SystemExit(0)  # the job has not started yet, so this program cannot do what follows it

    try:
        summary = run(options, engine=engine, allow_empty=True)
    except NewsbeamError as error:
        sys.exit(f"error: {error}")
    message = _message(summary)
    print(message)

    def log_message(pipeline: beam.Pipeline) -> None:
        _ = pipeline | "Message" >> beam.Create([message], reshuffle=False) | "Log" >> beam.Map(_log)

    build_for_launcher(log_message, pipeline_options(rest))


def _message(summary: Summary) -> str:
    if summary.run is not None:
        return (
            f"run {summary.run.run_id}: what an earlier job had written is committed; {summary.run.articles} articles"
        )
    if summary.skipped:
        return f"nothing to do: all {summary.skipped} inputs are done already"
    return "nothing to do: there is no input"


def _log(message: str) -> None:
    logging.getLogger(__name__).info(message)
