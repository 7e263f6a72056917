"""Options that several commands have, each declared once."""

from dataclasses import fields
from datetime import datetime
from typing import Annotated, Any

import typer

from pipeline.errors import OptionError
from pipeline.options import MEGABYTE
from transforms.prepare.parse.sandbox import CPU_SECONDS, MEMORY_BYTES, Limits
from transforms.prepare.read.io.formats import Format

_DATAFLOW: dict[str, Any] = {"rich_help_panel": "With --runner dataflow"}
_IMAGE = "Container image of the workers; with --runner portable instead of a worker pool."
_DAY = ["%Y-%m-%d"]
_MIN_MEMORY_MB = 512
"""Below that the parser does not start."""

Output = Annotated[str, typer.Option("--output", "-o", help="Folder for the tables, or bq://PROJECT.DATASET.")]
Temp = Annotated[str | None, typer.Option(help="gs://BUCKET/PATH for intermediate files.")]
InputFormat = Annotated[Format | None, typer.Option(help="Format of every input; default: detected by content.")]
Source = Annotated[str | None, typer.Option(help="Name of the source: identifies records without a URL.")]
Model = Annotated[str, typer.Option(help="spaCy model: an installed package or a path.")]
Since = Annotated[datetime | None, typer.Option(formats=_DAY, help="First day of publication.")]
Until = Annotated[datetime | None, typer.Option(formats=_DAY, help="Last day of publication.")]
Workers = Annotated[int, typer.Option(help="Processes; 0 is one per core.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only errors.")]
Seconds = Annotated[
    float | None, typer.Option(help=f"CPU seconds that parsing a page may take; default: {CPU_SECONDS:g}.")
]
MemoryMb = Annotated[
    int | None,
    typer.Option(help=f"Megabytes that the parser may take, itself included; default: {MEMORY_BYTES // MEGABYTE}."),
]
Every = Annotated[
    float | None, typer.Option(help="Seconds between two commits; default: 5 for a folder, 60 for BigQuery.")
]

DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the job instead of submitting it.", **_DATAFLOW)]
Project = Annotated[str | None, typer.Option(help="Project of the job; default: the dataset's.", **_DATAFLOW)]
Region = Annotated[str | None, typer.Option(help="Region of the job.", **_DATAFLOW)]
Image = Annotated[str | None, typer.Option(help=_IMAGE, **_DATAFLOW)]
ServiceAccount = Annotated[str | None, typer.Option(help="Account that the workers use.", **_DATAFLOW)]
Subnetwork = Annotated[str | None, typer.Option(help="regions/REGION/subnetworks/NAME.", **_DATAFLOW)]
MachineType = Annotated[str, typer.Option(help="Machine type of a worker.", **_DATAFLOW)]
MaxWorkers = Annotated[int, typer.Option(help="Most machines that autoscaling may start.", **_DATAFLOW)]
Label = Annotated[list[str] | None, typer.Option(help="KEY=VALUE, on job and machines.", **_DATAFLOW)]


def make_options[T](options: type[T], given: dict[str, Any], **converted: Any) -> T:
    """Make a dataclass of options.

    Each field has the converted value of its name, else the command line's, else its default.

    Args:
        options: The dataclass.
        given: What the command line gives, by name: values of options, days, formats and lists of labels.
        converted: Values of fields.
    """
    dataclass: Any = options
    values = {name: _plain(value) for name, value in given.items()} | converted
    record: T = dataclass(**{field.name: values[field.name] for field in fields(dataclass) if field.name in values})
    return record


def parser_limits(seconds: float | None, memory_mb: int | None) -> Limits | None:
    """What parsing a page may take by `--seconds` and `--memory-mb`; None if that is the usual.

    Args:
        seconds: See `Seconds`.
        memory_mb: See `MemoryMb`.

    Raises:
        OptionError: One is too small or too large.
    """
    if seconds is not None and not 0 < seconds <= 86_400:
        raise OptionError(f"--seconds {seconds:g}: wanted more than 0, 86400 at most")
    if memory_mb is not None and memory_mb < _MIN_MEMORY_MB:
        raise OptionError(f"--memory-mb {memory_mb}: wanted {_MIN_MEMORY_MB} or more, which the parser needs itself")
    limits = Limits(seconds or CPU_SECONDS, memory_mb * MEGABYTE if memory_mb else MEMORY_BYTES)
    return limits if limits != Limits() else None


def _plain(value: Any) -> Any:
    """A value of the command line as dataclasses of options have it."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, list):
        return tuple(value)
    return value.value if isinstance(value, Format) else value
