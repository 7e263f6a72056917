"""Rows become Arrow tables with the schema of their record."""

from datetime import UTC, date, datetime

from schemas.arrow import arrow_schema, arrow_table
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef


def test_arrow_table_has_record_schema() -> None:
    row = Article(
        article_id="a",
        content_id="c",
        authors=("Ana Lim",),
        published_at=datetime(2024, 11, 29, 8, tzinfo=UTC),
        published_date=date(2024, 11, 29),
        text="Words.",
        word_count=1,
        record=RecordRef(uri="u", media_type="text/plain"),
    )
    table = arrow_table(Article, [row])
    assert table.schema.equals(arrow_schema(Article))
    back = table.to_pylist()[0]
    assert back["authors"] == ["Ana Lim"]
    assert back["published_at"] == row.published_at
    assert back["record"] == {"uri": "u", "offset": None, "length": None, "media_type": "text/plain"}
