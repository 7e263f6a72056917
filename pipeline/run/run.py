"""A run from its options to its commit: the same for a folder and a dataset, on this machine and on engines.

If a run is killed, the same command resumes it; see `execution`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pipeline.engines.local import Engine
from pipeline.errors import OptionError
from pipeline.inputs import InputError, SourceFile, expand_inputs
from pipeline.options import RunOptions
from pipeline.outputs.base import Output
from pipeline.run.execution import Execution
from pipeline.run.live_counts import Progress
from pipeline.run.plan import Plan, make_plan, unfinished_plans
from pipeline.storage_errors import explaining_storage_errors
from schemas.rows.run import Run
from transforms.extract.annotate.model_files import ModelError, model_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The result of a run, for whoever started it.

    Attributes:
        output: Where the tables are.
        run: The run's row; None when nothing was left to do.
        skipped: Inputs that were done already.
        seconds: How long it took.
        work: Work metrics of the steps on this machine, by the names in `transforms.metrics`.
    """

    output: str
    run: Run | None
    skipped: int
    seconds: float = 0.0
    work: dict[str, int] = field(default_factory=dict)


def make_output(options: RunOptions) -> Output:
    """The output that options name.

    Raises:
        OptionError: A dataset without `--temp`.
    """
    if options.dataset is None:
        from pipeline.outputs.folder.output import FolderOutput

        return FolderOutput(options.output)
    if options.temp is None:
        raise OptionError(f"--output {options.output!r}: wanted with --temp gs://BUCKET/PATH")
    from pipeline.outputs.bigquery.output import BigQueryOutput  # a local output needs no Google client

    return BigQueryOutput(options.dataset, options.temp)


def run(
    options: RunOptions,
    progress: Progress | None = None,
    engine: Engine | None = None,
    *,
    allow_empty: bool = False,
) -> Summary:
    """Run to the end. After an error nothing is visible but chunks that were committed before it.

    Args:
        options: What was asked for.
        progress: Receives progress updates.
        engine: What builds and runs pipelines; this machine when None.
        allow_empty: Folders and globs without a file are no error.

    Raises:
        OptionError: An option or input that cannot be used.
        NewsbeamError: The output or a disk cannot be used, a pipeline failed, or too many records did.
    """
    options.check()
    with explaining_storage_errors(options.local_folder):
        output = make_output(options)
        try:
            sources = expand_inputs(options.inputs, allow_empty=allow_empty, exclude=options.temp)
        except InputError as error:
            raise OptionError(str(error)) from error
        model = find_model(options)
        output.prepare()
        return run_sources(options, output, sources, model, progress, engine)


def find_model(options: RunOptions) -> str:
    """Name and version of the language model.

    Raises:
        OptionError: There is no such model.
    """
    try:
        return model_version(options.model)
    except ModelError as error:
        raise OptionError(str(error)) from error


def run_sources(
    options: RunOptions,
    output: Output,
    sources: Sequence[SourceFile],
    model: str,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Summary:
    """Run over some files, but for those that are done already.

    Args:
        options: What was asked for; its inputs do not count.
        output: Prepared for writing.
        sources: The files. One that is gone meanwhile becomes a failure.
        model: Name and version of the language model.
        progress: Receives progress updates.
        engine: What builds and runs pipelines; this machine when None.

    Raises:
        NewsbeamError: See `run`.
    """
    with output.writing():
        plan, skipped = make_plan(options, output, sources, model, datetime.now(UTC))
        if plan is None:
            output.publish()
            return Summary(output=str(output), run=None, skipped=skipped)
        return run_plan(options, output, plan, skipped, progress, engine)


def finish_runs(options: RunOptions, output: Output, model: str) -> Iterator[Summary]:
    """Finish the runs with these options that were interrupted, on this machine.

    A run does so by itself when it is given the same files again. What reads files as they come in groups them in
    another way the next time.

    Args:
        options: What was asked for.
        output: Prepared for writing.
        model: Name and version of the language model.

    Raises:
        NewsbeamError: See `run`.
    """
    with output.writing():
        for plan in unfinished_plans(output, options, model):
            yield run_plan(options, output, plan)


def run_plan(
    options: RunOptions,
    output: Output,
    plan: Plan,
    skipped: int = 0,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Summary:
    """Run what is planned, into an output that is held for writing; see `run_sources`.

    Args:
        plan: What to do; for the others see `run_sources`.
        skipped: Number of inputs that are done already.
    """
    started = datetime.now(UTC)
    execution = Execution(options, output, plan, progress or Progress(), engine)
    with explaining_storage_errors(options.local_folder, execution.needed):
        output.begin(plan.run)
        with _recording_failure(output, plan.run, runs_here=engine is None):
            execution.run(committed=output.resume(plan.run))
        row = output.result(plan.run.run_id)
    output.workspace(plan.run.run_id).remove(first="plan.json")
    seconds = (datetime.now(UTC) - started).total_seconds()
    return Summary(output=str(output), run=row, skipped=skipped, seconds=seconds, work=dict(execution.work))


@contextmanager
def _recording_failure(output: Output, run: Run, *, runs_here: bool) -> Iterator[None]:
    """Record the run as failed when it fails, and when it is interrupted if it cannot go on without this process."""
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:
        if runs_here or isinstance(error, Exception):
            with suppress(Exception):  # the first error is the one to report
                output.fail(run.run_id)
        raise
