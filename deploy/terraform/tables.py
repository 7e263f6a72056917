"""Write tables.json, which Terraform makes the tables from: `python deploy/terraform/tables.py`."""

import json
from pathlib import Path
from typing import Any

from pipeline.outputs.bigquery.schema import table_of
from schemas.tables import TABLES

TARGET = Path(__file__).with_name("tables.json")


def tables() -> dict[str, Any]:
    """Every table by name: description, partition, clustering, schema as BigQuery's API has it."""
    found: dict[str, Any] = {}
    for name, table in TABLES.items():
        made = table_of(table, "project.dataset")
        assert made.time_partitioning is not None
        found[name] = {
            "description": made.description,
            "partition": made.time_partitioning.field,
            "clustering": made.clustering_fields,
            "schema": [field.to_api_repr() for field in made.schema],
        }
    return found


def text() -> str:
    """The file's content."""
    return json.dumps(tables(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text())
