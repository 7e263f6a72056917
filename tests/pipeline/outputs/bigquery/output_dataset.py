"""A dataset of the emulator with rows of a few tables."""

from typing import Any
from uuid import uuid4

from pipeline.options import Dataset
from pipeline.outputs.bigquery.dataset import BigQueryDataset
from pipeline.outputs.ready import Ready
from schemas.flow.table_file import TableFile
from schemas.rows.run import ReasonCount
from schemas.tables import TABLES
from tests.pipeline.rows import make_run
from transforms.parquet_writer import Part


class DatasetOutput:
    """A dataset, with commits of runs."""

    def __init__(self, dataset: Dataset, folder: str) -> None:
        self.dataset = dataset
        self.folder = folder
        self.target = BigQueryDataset(dataset)
        self.target.prepare()

    def ready(self, run_id: str, status: str = "committed", **tables: list[Any]) -> Ready:
        run = make_run(run_id, status=status, failures_by_reason=(ReasonCount(reason="empty", count=2),))
        files = []
        for table, rows in {**tables, "runs": [run]}.items():
            part = Part(f"{self.folder}/{table}", TABLES[table].record)
            part.write(rows, {} if table in {"runs", "inputs", "incidents", "stories"} else {"run_id": run_id})
            part.close()
            files.append(TableFile(table=table, path=part.path, rows=part.rows))
        return Ready(run=run, chunk="c", chunk_count=1, attempt=uuid4().hex[:16], files=tuple(files))

    def commit(self, run_id: str, **tables: list[Any]) -> None:
        self.target.load(self.ready(run_id, **tables))

    def query(self, query: str) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in self.target.rows(query)]
