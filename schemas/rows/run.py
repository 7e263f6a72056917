"""The ledger: runs and the input ranges they processed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCount:
    """The number of failures of one reason."""

    reason: Annotated[str, "The failures' reason code."]
    count: Annotated[int, "How many."]


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterValue:
    """What a run counted under one name."""

    name: Annotated[str, "Name of the counter, such as articles.coded; transforms/metrics.py has them all."]
    value: Annotated[int, "How many."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of newsbeam; resuming after a kill continues the same run."""

    run_id: Annotated[str, "Key: from the inputs' fingerprints, the options that affect results and the code version."]
    started_at: Annotated[datetime, "When it started."]
    finished_at: Annotated[datetime | None, "When it ended."] = None
    status: Annotated[str, "running, committed or failed."]
    runner: Annotated[str, "local, dataflow, flink or portable."]
    code_version: Annotated[str, "The version of newsbeam that ran."]
    model: Annotated[str, "Name and version of the language model."]
    options: Annotated[str, "The options as JSON, without secrets."]
    records_read: Annotated[int, "Input records: articles, repeats and failures of read, parse and clean."] = 0
    articles: Annotated[int, "Rows of articles."] = 0
    repeats: Annotated[int, "Records with the same article and text as another record of the run."] = 0
    failures: Annotated[int, "Rows of failures."] = 0
    events: Annotated[int, "Rows of events."] = 0
    counters: Annotated[tuple[CounterValue, ...], "What the steps counted, by name."] = ()
    failures_by_reason: Annotated[tuple[ReasonCount, ...], "Failures counted by reason."] = ()
    banner_snapshot: Annotated[str | None, "Which state of the site boilerplate counts was used."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A range of an input that a run committed."""

    uri: Annotated[str, "Key: the file or object."]
    range_start: Annotated[int, "Key: first byte of the range."]
    range_end: Annotated[int, "Key: first byte after the range."]
    run_id: Annotated[str, "Key: the run."]
    fingerprint: Annotated[str, "Size and checksum, or the object's generation."]
    record_count: Annotated[int, "Records read from the range."]
    code_version: Annotated[str, "The version of newsbeam that read it."]
    committed_at: Annotated[datetime, "When it was committed."]
