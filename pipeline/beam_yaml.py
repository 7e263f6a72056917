"""newsbeam as a transform of Beam YAML, which a pipeline names in its `providers`:

providers:
  - type: python
    config: {}
    transforms:
      ExtractNews: pipeline.beam_yaml.ExtractNews
"""

from typing import Any

import apache_beam as beam
from apache_beam.typehints.row_type import RowTypeConstraint

from pipeline.api import Article, Entity, Event, Extract, Prepare, Quote, Rejected
from schemas.beam_rows import row_type, to_row
from transforms.extract.annotate.model_files import DEFAULT_MODEL

_REJECTION = RowTypeConstraint.from_fields([(name, str) for name in ("stage", "reason", "error", "uri")])
_RECORDS: dict[str, type] = {"articles": Article, "entities": Entity, "quotes": Quote, "events": Event}


class ExtractNews(beam.PTransform):
    """Rows with `html` or `text`, and whatever there is of the other fields of JSON Lines, to rows of the tables.

    Outputs are `articles`, `entities`, `quotes` and `events`, with the tables' columns (days and times as text), and
    `rejected`, with `stage`, `reason`, `error` and `uri` of what is no article.

    Args:
        source: See `pipeline.api.Prepare`.
        uri: See `pipeline.api.Prepare`.
        model: See `pipeline.api.Extract`.
    """

    def __init__(self, source: str | None = None, uri: str = "memory:", model: str = DEFAULT_MODEL) -> None:
        super().__init__()
        self._source = source
        self._uri = uri
        self._model = model

    def expand(self, rows: Any) -> dict[str, Any]:
        prepared = rows | "Prepare" >> Prepare(source=self._source, uri=self._uri)
        found = prepared.articles | "Extract" >> Extract(self._model)
        outputs = {
            name: getattr(found, name) | f"Rows of {name}" >> beam.Map(to_row).with_output_types(row_type(record))
            for name, record in _RECORDS.items()
        }
        rejected = (prepared.rejected, found.rejected) | "All rejected" >> beam.Flatten()
        rejections = rejected | "Rows of rejected" >> beam.Map(_rejection).with_output_types(_REJECTION)
        return {**outputs, "rejected": rejections}


def _rejection(rejected: Rejected) -> beam.Row:
    return beam.Row(stage=rejected.stage, reason=rejected.reason, error=rejected.error, uri=rejected.ref.uri)
