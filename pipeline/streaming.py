"""The graph of a stream, read top to bottom. Its steps are those of a run (see `pipeline.graph`), where they can be.

    MESSAGES  messages ─┬─► articles
                        └─► objects to read ─► ranges ─► records
    PREPARE   records ─► parse ─► clean ─► event time ─► without the boilerplate that the output knows
    COPIES    articles by band and by article, and those of the output ─► articles, copies as such
    EXTRACT   articles ─► annotate ─► articles with their entities, quotes and events
    WRITE     articles with their rows ─► the output ─► revisions of articles that are written
    LINK      revisions, what the output holds ─► incidents, stories ─► the output
    anything that fails, anywhere ─► rejected ─► the output

A run decides on all its articles at once; here an article cannot wait for others. So the copy is the one that comes
later, boilerplate is what earlier runs knew of a site, and rows of incidents and stories are written again when more
is reported. Rows are written at least once; the views show each of them once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import apache_beam as beam

from pipeline.inputs import find_file, fingerprints, split_ranges
from pipeline.options import MEGABYTE, Settings
from pipeline.outputs.base import StreamOutput
from schemas import coders
from schemas.flow.message import Message
from schemas.flow.record import InputRange, RawRecord
from transforms import metrics
from transforms.count_rows import CountBundles
from transforms.decide.site_boilerplate import FindBoilerplate
from transforms.decide.stream_copies.find import FindStreamCopies
from transforms.decide.stream_copies.rules import MEMORY
from transforms.extract.together import ExtractArticles
from transforms.link.stream.link_written import LinkWritten
from transforms.prepare.clean.clean import CleanArticles
from transforms.prepare.date_filter import FilterByDate
from transforms.prepare.event_time import AssignEventTime
from transforms.prepare.known_boilerplate import RemoveKnownBoilerplate
from transforms.prepare.parse.parse import ParseRecords
from transforms.prepare.read.messages import ReadMessages
from transforms.prepare.read.reader import ReadRecords

RANGE_BYTES = 16 * MEGABYTE
"""Of an object that is read in parts, where its format allows that."""

coders.register()


@dataclass
class Stream(beam.PTransform):
    """Messages to rows of all tables, which are written as they come.

    Attributes:
        settings: Of the steps.
        output: Where the rows go, and where those of earlier runs are.
        memory: How long after its publication an article is known where copies are found.
    """

    settings: Settings
    output: StreamOutput
    memory: timedelta = MEMORY

    def expand(self, messages: beam.PCollection[Message]) -> None:
        read = messages | "Messages" >> ReadMessages()
        objects = read.objects | "ListObjects" >> _list_objects() | "SpreadRanges" >> beam.Reshuffle()
        ranges = objects | "ReadObjects" >> ReadRecords()
        records = (read.records, ranges.records) | "Records" >> beam.Flatten().with_output_types(RawRecord)

        parsed = records | "Parse" >> ParseRecords()
        cleaned = parsed.parsed | "Clean" >> CleanArticles(source=self.settings.source)
        kept = cleaned.articles | "FilterByDate" >> FilterByDate(since=self.settings.since, until=self.settings.until)
        timed = kept.articles | "EventTime" >> AssignEventTime()
        known = messages.pipeline | "KnownArticles" >> self.output.snapshot_articles() | "Known" >> FindBoilerplate()
        prepared = timed | "RemoveBoilerplate" >> RemoveKnownBoilerplate(known)

        recent = messages.pipeline | "RecentArticles" >> self.output.recent_articles(self.memory)
        decided = (prepared.articles, recent) | "FindCopies" >> FindStreamCopies(self.memory)

        extracted = decided.articles | "Extract" >> ExtractArticles(self.settings.model)

        written = extracted.articles | "Write" >> self.output.write_articles()
        linked = written.revisions | "Link" >> LinkWritten(self.output.clusters())

        branches = (read, ranges, parsed, cleaned, prepared, extracted, written)
        rejected = (*(branch.rejected for branch in branches), linked) | "Rejected" >> beam.Flatten()
        _ = rejected | "WriteFailures" >> self.output.write_failures()
        _ = ranges.counts | "WriteInputs" >> self.output.write_inputs()
        _ = ranges.counts | "CountRecordsRead" >> CountBundles(metrics.RECORDS_READ)
        _ = kept.outside | "CountOutsidePeriod" >> CountBundles(metrics.ARTICLES_OUTSIDE_PERIOD)
        _ = decided.articles | "CountArticles" >> CountBundles(metrics.ARTICLES)
        _ = rejected | "CountFailures" >> CountBundles(metrics.FAILURES)


def ranges_of(uri: str) -> list[InputRange]:
    """The ranges to read of an object that a notification names; one that is gone is one range, which fails."""
    source = find_file(uri)
    fingerprint = fingerprints([source])[uri]
    return [replace(part, fingerprint=fingerprint) for part in split_ranges(source, RANGE_BYTES)]


class _ListObjects(beam.DoFn):
    def process(self, uri: str) -> Iterator[InputRange]:
        yield from ranges_of(uri)


def _list_objects() -> Any:
    return beam.ParDo(_ListObjects()).with_output_types(InputRange)
