"""Columns of formats, as they are described."""

import pytest

from pipeline.export.layouts import LAYOUTS, Layout
from schemas.tables import TABLES


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_columns_are_from_columns_of_tables(layout: Layout) -> None:
    for column in filter(lambda column: column.source, layout.columns):
        table, _, name = column.source.replace(",", ".").partition(".")
        assert name.split(".")[0] in TABLES[table].record.__dataclass_fields__, column


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_markdown_has_a_line_for_each_column(layout: Layout) -> None:
    lines = [line for line in layout.markdown().splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in lines] == [column.name for column in layout.columns]
    assert {line.count("|") for line in lines} == {4}
