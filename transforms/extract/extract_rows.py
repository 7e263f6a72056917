"""What every branch over annotations does: extract rows from each article, and let an error fail only that article."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import apache_beam as beam

from schemas.flow.annotation import Annotation
from schemas.rows.failure import Rejected
from schemas.validation import RowValidationError, validate_row
from transforms.extract.document import Document, cached_document
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.failures import rejected
from transforms.step import REJECTED, IsolatedStep


class ExtractRows(IsolatedStep):
    """Annotations to rows; an article that fails is rejected, and so is a single row that no table takes."""

    def __init__(self, name: str, extract: Callable[[Document], Iterable[Any]]) -> None:
        super().__init__(name)
        self._extract = extract

    def setup(self) -> None:
        load_gazetteer()

    def apply(self, annotation: Annotation) -> Iterator[Any]:
        for row in self._extract(cached_document(annotation)):
            try:
                validate_row(row)
            except RowValidationError as error:
                yield rejected(annotation.article, "write", "write_error", error)
            else:
                yield row

    def rejection(self, annotation: Annotation, error: Exception) -> Rejected:
        return rejected(annotation.article, "extract", "extract_error", error)


def extract_rows(table: str, extract: Callable[[Document], Iterable[Any]], record: type) -> beam.PTransform:
    """The transform of a branch: annotations to rows, with what failed on the output `rejected`.

    Args:
        table: Name of the table, and of the main output.
        extract: The pure function of the branch.
        record: The dataclass of its rows.
    """
    extracting = beam.ParDo(ExtractRows(f"extract_{table}", extract))
    return extracting.with_output_types(record, rejected=Rejected).with_outputs(REJECTED, main=table)
