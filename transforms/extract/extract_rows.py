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
        yield from valid_rows(annotation, self._extract)

    def rejection(self, annotation: Annotation, error: Exception) -> Rejected:
        return extraction_failure(annotation, error)


def valid_rows(annotation: Annotation, extract: Callable[[Document], Iterable[Any]]) -> Iterator[Any]:
    """The rows of an article, and a `Rejected` in the place of each that no table takes.

    Args:
        annotation: The article.
        extract: Gives its rows of one table.
    """
    for row in extract(cached_document(annotation)):
        try:
            validate_row(row)
        except RowValidationError as error:
            yield rejected(annotation.article, "write", "write_error", error)
        else:
            yield row


def extraction_failure(annotation: Annotation, error: Exception) -> Rejected:
    """The failure of an article whose rows of a table cannot be extracted."""
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
