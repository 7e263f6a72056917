"""The keys of the tables are columns, and columns are described and have types that all outputs know."""

from dataclasses import dataclass
from typing import Annotated

import pytest

from schemas.tables import TABLES, columns


@pytest.mark.parametrize("name", TABLES)
def test_tables_keys_partitions_and_clusters_are_columns(name: str) -> None:
    table = TABLES[name]
    top = {column.name for column in columns(table.record)}
    assert {*table.key, *table.cluster, table.partition} <= top
    assert len(table.cluster) <= 4  # BigQuery's limit


def test_columns_field_without_description_raises() -> None:
    @dataclass(frozen=True)
    class Bare:
        name: str

    with pytest.raises(TypeError, match=r"Bare.name.*wanted Annotated"):
        columns(Bare)


def test_columns_unsupported_type_raises() -> None:
    @dataclass(frozen=True)
    class Odd:
        name: Annotated[complex, "No table has complex numbers."]

    with pytest.raises(TypeError, match=r"Odd.name.*complex"):
        columns(Odd)
