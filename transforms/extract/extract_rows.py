"""What every branch over annotations does: run its step on each article, and let what breaks cost that article only."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import apache_beam as beam

from schemas.flow.annotation import Annotation
from schemas.validation import RowValidationError, validate_row
from transforms.extract.document import Document, read
from transforms.failures import Failed, rejected


class ExtractRows(beam.DoFn):
    """Annotations to rows; an article that fails goes to the output 'rejected', and so does a row that no table takes.

    Args:
        step: The pure function of the branch.
    """

    def __init__(self, step: Callable[[Document], Iterable[Any]]) -> None:
        self._step = step

    def process(self, annotation: Annotation) -> Iterator[Any | Failed]:
        try:
            rows = self._step(read(annotation))
        except Exception as error:  # whatever a step raises costs its article only
            yield Failed("rejected", rejected(annotation.article, "extract", "extract_error", error))
        else:
            for row in rows:
                try:
                    validate_row(row)
                except RowValidationError as error:
                    yield Failed("rejected", rejected(annotation.article, "write", "write_error", error))
                else:
                    yield row
