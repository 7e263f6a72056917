"""A stream as a job of Dataflow: one pipeline that goes on until it is drained or cancelled."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import apache_beam as beam

from pipeline.engines.local import Build
from pipeline.errors import OptionError
from pipeline.options import RunOptions
from pipeline.outputs.base import StreamOutput
from pipeline.outputs.bigquery.output import BigQueryOutput
from pipeline.outputs.bigquery.stream import BigQueryStream
from pipeline.run.plan import new_run
from pipeline.run.run import find_model
from pipeline.streaming import Stream
from schemas.flow.message import Message
from schemas.ids import content_hash
from schemas.rows.run import Run

LEAST_HOURS = 25
"""Of memory: an article's event time may be a day before its arrival, and it must be known for some time after that."""

MOST_HOURS = 24 * 30
"""Of memory: what is remembered grows with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamJob:
    """A stream that is to be started.

    Attributes:
        name: Of the job: that of the subscription. Only one job of a name runs at a time.
        run: Its row of `runs`.
        build: Puts the graph on a pipeline.
    """

    name: str
    run: Run
    build: Build


def prepare_stream(options: RunOptions, memory: timedelta, *, dry_run: bool = False) -> StreamJob:
    """Prepare the output for a stream, and record it there as a run whose rows count from now on.

    Args:
        options: With the subscription as their input.
        memory: How long articles are known where copies are found.
        dry_run: Only build the job; nothing outside is accessed.

    Raises:
        OptionError: An option cannot be used.
        NewsbeamError: The output cannot be used.
    """
    hours = memory / timedelta(hours=1)
    if not LEAST_HOURS <= hours <= MOST_HOURS:
        raise OptionError(f"--memory-hours {hours:g}: wanted hours from {LEAST_HOURS} to {MOST_HOURS}")
    (subscription,) = options.inputs
    output = prepare_output(options, subscription, dry_run=dry_run)
    return StreamJob(
        name=stream_name(subscription),
        run=output.run,
        build=_building(options, subscription, output, memory),
    )


def stream_name(subscription: str) -> str:
    """The name of the job of a subscription, of the characters that Dataflow takes: letters, digits and hyphens."""
    name = re.sub(r"[^a-z0-9-]", "-", subscription.rpartition("/")[2].lower())
    return f"newsbeam-{name}".rstrip("-")


def prepare_output(options: RunOptions, subscription: str, *, dry_run: bool = False) -> BigQueryStream:
    """Prepare the tables of a stream, and record it there; see `prepare_stream`."""
    options.check()
    if options.dataset is None or options.temp is None:
        raise OptionError(f"--output {options.output!r}: wanted 'bq://PROJECT.DATASET' for a stream on Dataflow")
    dataset = BigQueryOutput(options.dataset, options.temp)
    snapshot: tuple[str, ...] = ()
    if not dry_run:
        dataset.prepare()
        snapshot = dataset.snapshot()
    run = _run_of(options, subscription, snapshot)
    if not dry_run:
        dataset.begin(run)
    return BigQueryStream(options.dataset, run, snapshot)


def _run_of(options: RunOptions, subscription: str, snapshot: tuple[str, ...]) -> Run:
    now = datetime.now(UTC)
    run_id = content_hash("stream", subscription, now.isoformat())
    run = new_run(options, find_model(options), run_id=run_id, now=now, snapshot=snapshot)
    affecting = json.dumps({**json.loads(run.options), "subscription": subscription}, sort_keys=True)
    return replace(run, status="committed", options=affecting)


def _building(options: RunOptions, subscription: str, output: StreamOutput, memory: timedelta) -> Build:
    def build(pipeline: beam.Pipeline) -> None:
        messages = pipeline | "Subscription" >> _ReadSubscription(subscription)
        _ = messages | "Stream" >> Stream(options.settings, output, memory)

    return build


@dataclass
class _ReadSubscription(beam.PTransform):
    subscription: str

    def expand(self, pipeline: beam.Pipeline) -> beam.PCollection[Message]:
        reading = beam.io.ReadFromPubSub(subscription=self.subscription, with_attributes=True)
        naming = beam.ParDo(_NameMessage(self.subscription)).with_output_types(Message)
        return pipeline | "Read" >> reading | "Name" >> naming


class _NameMessage(beam.DoFn):
    def __init__(self, subscription: str) -> None:
        self._subscription = subscription

    def process(self, message: Any) -> Iterator[Message]:
        uri = f"pubsub://{self._subscription}/{message.message_id}"
        yield Message(uri=uri, data=message.data, attributes=dict(message.attributes or {}))
