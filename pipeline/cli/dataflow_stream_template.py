"""The streaming Flex Template: its parameters, as those of `newsbeam stream`."""

import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pipeline.cli.dataflow_launcher import build_for_launcher, parse_parameters, pipeline_options
from pipeline.errors import NewsbeamError
from pipeline.options import RunOptions, check_subscription
from pipeline.run.stream_job import prepare_stream
from transforms.decide.stream_copies.rules import MEMORY


def _hours(text: str) -> timedelta:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r}: wanted a number of hours, 1 or more")
    return timedelta(hours=int(text))


PARAMETERS: dict[str, Callable[[str], Any]] = {
    "subscription": str,
    "output": str,
    "temp": str,
    "source": str,
    "model": str,
    "since": date.fromisoformat,
    "until": date.fromisoformat,
    "memory_hours": _hours,
}
"""The parameters, with what converts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamParameters:
    """What the launcher was asked for.

    Attributes:
        options: The subscription is the only input.
        memory: How long articles are remembered, to find copies of them.
        beam_arguments: The arguments that are Beam's.
    """

    options: RunOptions
    memory: timedelta
    beam_arguments: tuple[str, ...]

    @property
    def subscription(self) -> str:
        """`projects/PROJECT/subscriptions/NAME`."""
        return self.options.inputs[0]


def parse(arguments: Sequence[str]) -> StreamParameters:
    """Parse the launcher's arguments.

    Raises:
        SystemExit: A parameter is missing or malformed.
    """
    given, rest = parse_parameters(arguments, PARAMETERS, required=("subscription", "output", "temp"))
    memory = given.pop("memory_hours", MEMORY)
    options = RunOptions(inputs=(given.pop("subscription"),), runner="dataflow", **given)
    return StreamParameters(options=options, memory=memory, beam_arguments=tuple(rest))


def main() -> None:
    """Build the job for the launcher, which submits it once this program has exited without an error."""
    found = parse(sys.argv[1:])
    try:
        check_subscription(found.subscription)
        job = prepare_stream(found.options, found.memory)
    except NewsbeamError as error:
        sys.exit(f"error: {error}")
    build_for_launcher(job.build, pipeline_options(found.beam_arguments, streaming=True))
