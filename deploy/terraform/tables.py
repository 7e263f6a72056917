"""Write tables.json, from which Terraform creates the tables: `python deploy/terraform/tables.py`."""

import json
from pathlib import Path
from typing import Any

from pipeline.outputs.bigquery.schema import table_of
from schemas.tables import TABLES

TARGET = Path(__file__).with_name("tables.json")


def tables() -> dict[str, Any]:
    """The tables by name: description, partition column, clustering, schema in the form of BigQuery's API."""
    definitions: dict[str, Any] = {}
    for name, table in TABLES.items():
        wanted = table_of(table, "project.dataset")
        assert wanted.time_partitioning is not None
        definitions[name] = {
            "description": wanted.description,
            "partition": wanted.time_partitioning.field,
            "clustering": wanted.clustering_fields,
            "schema": [field.to_api_repr() for field in wanted.schema],
        }
    return definitions


def text() -> str:
    """The content of the file."""
    return json.dumps(tables(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text())
