"""Takes what failed again: first alone, then, if it succeeds, in a run of its own."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from pipeline.errors import OptionError
from pipeline.evidence.reread import Parsers
from pipeline.options import RunOptions
from pipeline.outputs.folder.output import FolderOutput
from pipeline.outputs.folder.query import open_tables
from pipeline.retry.places import Lost, OpenFailure, Place, find_places, open_failures
from pipeline.run.plan import make_retry_plan
from pipeline.run.run import find_model, run_plan
from schemas.flow.record import InputRange
from schemas.rows.article import Article
from schemas.rows.failure import Failure, Rejected
from transforms.extract.annotate.model_files import DEFAULT_MODEL
from transforms.prepare.parse.sandbox import Limits
from transforms.prepare.read.reader import read_range


class Outcome(StrEnum):
    """What became of a failure that was taken again."""

    RESOLVED = "resolved"
    FAILED = "fails again"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """A failure that was taken again.

    Attributes:
        why: Why it fails again, or cannot be taken again.
    """

    failure: Failure
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Changed:
    """A failure whose record becomes an article now, or fails at another stage: `why` says so."""

    failure: OpenFailure
    place: Place
    why: str = ""


def retry(
    folder: Path,
    *,
    reasons: Collection[str] = (),
    limits: Limits | None = None,
    model: str | None = None,
    workers: int = 0,
) -> Iterator[Retried]:
    """Take the open failures of an output folder again.

    Each record is read, parsed and cleaned once alone, so that nothing is written for those that fail again. The others
    go through the graph in a run, one for all that failed in runs with the same options, and resolve their failures;
    one that fails at another stage now is a failure of that run in the place of the older one.

    Args:
        folder: The output folder.
        reasons: Take failures of these reasons only.
        limits: What parsing a page may take, if that is not the usual.
        model: Name or path of a spaCy model; None for that of the run that each failed in.
        workers: Processes; 0 for one per core.

    Yields:
        What became of each failure.

    Raises:
        OptionError: A model is not installed.
        NewsbeamError: The folder cannot be used, or a run failed.
    """
    output = FolderOutput(folder)
    options = RunOptions(inputs=(str(folder),), output=str(folder), limits=limits, workers=workers, max_failures=1.0)
    with output.writing():
        with open_tables(output, all_rows=True) as tables:
            failures = open_failures(tables, reasons)
        options_of = {given: _with_options(options, given, model) for given in {one.options for one in failures}}
        versions = {given: _find_model(one, is_given=model is not None) for given, one in options_of.items()}
        changed: list[_Changed] = []
        with Parsers(1, limits) as parsers:
            for one, place in find_places(failures, folder):
                if isinstance(place, Lost):
                    yield Retried(failure=one.failure, outcome=Outcome.LOST, why=place.why)
                    continue
                stage, why = _attempt(one, place, parsers)
                if not why or (stage != one.failure.stage and place.payload is None):
                    changed.append(_Changed(failure=one, place=place, why=why))
                else:
                    _remove(place.payload)
                    yield Retried(failure=one.failure, outcome=Outcome.FAILED, why=why)
        for given, group in groupby(sorted(changed, key=_options_of), key=_options_of):
            yield from _run(options_of[given], output, list(group), versions[given])


def _options_of(one: _Changed) -> str:
    return one.failure.options


def _with_options(options: RunOptions, given: str, model: str | None) -> RunOptions:
    """The options of the run that records failed in, with another model if one is named."""
    values = json.loads(given)
    since, until = (values.get(name) and date.fromisoformat(values[name]) for name in ("since", "until"))
    return replace(
        options,
        source=values.get("source"),
        format=values.get("format"),
        since=since,
        until=until,
        model=model or str(values.get("model") or DEFAULT_MODEL).partition(" ")[0],  # without its version
    )


def _find_model(options: RunOptions, *, is_given: bool) -> str:
    """See `find_model`; the error says where a model's name is from that was not given."""
    try:
        return find_model(options)
    except OptionError as error:
        if is_given:
            raise
        raise OptionError(
            f"--model: got none, and {options.model!r}, the model of the run that failed, is not installed; "
            f"install it, or give its path or another model, such as --model {DEFAULT_MODEL}"
        ) from error


def _attempt(one: OpenFailure, place: Place, parsers: Parsers) -> tuple[str, str]:
    """The stage at which a record fails again, and why; both empty if it becomes an article."""
    stage, why = one.failure.stage, "there is no record at its place any more"
    source = json.loads(one.options).get("source")
    for part in place.ranges:
        for record in read_range(replace(part, offsets=(place.offset,))):
            result = record if isinstance(record, Rejected) else parsers.submit(record, source).result()
            if isinstance(result, Article):
                return "", ""
            stage, why = result.stage, f"{result.reason}: {result.error}"
    return stage, why


def _run(options: RunOptions, output: FolderOutput, group: Sequence[_Changed], model: str) -> Iterator[Retried]:
    ids = sorted({one.failure.failure.failure_id for one in group})
    plan = make_retry_plan(options, output, _ranges(group), ids, model, datetime.now(UTC))
    run_plan(options, output, plan)
    with open_tables(output) as tables:
        query = "SELECT record.uri, record.offset, reason || ': ' || error FROM failures WHERE run_id = ?"
        rows = tables.execute(query, [plan.run.run_id]).fetchall()
    still = {(uri, offset or 0): why for uri, offset, why in rows}
    for one in group:
        failure, place = one.failure.failure, one.place
        why = still.get((place.ranges[0].uri, place.offset), one.why)
        yield Retried(failure=failure, outcome=Outcome.FAILED if why else Outcome.RESOLVED, why=why)


def _ranges(group: Iterable[_Changed]) -> list[InputRange]:
    """The ranges in which some records lie, each with the offsets of its records."""
    offsets: dict[InputRange, set[int]] = {}
    for one in group:
        for part in one.place.ranges:
            offsets.setdefault(part, set()).add(one.place.offset)
    return [replace(part, offsets=tuple(sorted(found))) for part, found in offsets.items()]


def _remove(payload: Path | None) -> None:
    if payload is not None:
        payload.unlink(missing_ok=True)
        with suppress(OSError):  # another failure's, or not empty
            payload.parent.rmdir()
