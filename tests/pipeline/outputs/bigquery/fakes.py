"""A BigQuery output without BigQuery: it records what is loaded."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pyarrow.parquet as pq

from pipeline.errors import NewsbeamError
from pipeline.options import Dataset
from pipeline.outputs.base import Ready
from pipeline.outputs.bigquery.output import BigQueryOutput
from schemas.rows.run import Input


class FakeDataset(BigQueryOutput):
    """An output that records its loads.

    Args:
        temp: A local folder.
    """

    def __init__(self, temp: str) -> None:
        super().__init__(Dataset(project="some-project", name="news"), temp)
        self.loaded: list[Ready] = []
        self.error: NewsbeamError | None = None

    def load(self, ready: Ready) -> None:
        self.loaded.append(ready)
        if self.error is not None and ready.of("articles"):
            raise self.error

    def rows(self, query: str, **values: Any) -> Iterator[dict[str, Any]]:
        committed = [ready for ready in self.loaded if ready.run.status == "committed"]
        if "options" in values:
            committed = [ready for ready in committed if ready.run.options == values["options"]]
        if "SELECT run_id FROM runs" in query:
            yield from ({"run_id": ready.run.run_id} for ready in committed)
            return
        for ready in committed:
            for file in ready.of("inputs"):
                for row in msgspec.convert(pq.read_table(file.path).to_pylist(), list[Input]):
                    assert row.uri.startswith(values["prefix"])
                    yield {name: getattr(row, name) for name in ("uri", "fingerprint", "range_start", "range_end")}
