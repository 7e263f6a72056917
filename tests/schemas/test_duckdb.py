"""The tables in DuckDB have the columns and types that DuckDB reads from the tables' Parquet files."""

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from schemas.arrow import arrow_schema
from schemas.duckdb import duckdb_columns
from schemas.tables import TABLES


@pytest.mark.parametrize("name", TABLES)
def test_duckdb_columns_are_those_of_a_parquet_file(name: str, tmp_path: Path) -> None:
    record = TABLES[name].record
    file = tmp_path / "rows.parquet"
    pq.write_table(arrow_schema(record).empty_table(), file)
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE ours ({duckdb_columns(record)})")
        expected = database.execute(f"DESCRIBE FROM '{file}'").fetchall()
        assert database.execute("DESCRIBE ours").fetchall() == expected
