"""Queries for LINK name the partitions that they read."""

from datetime import date

import pytest

from pipeline.outputs.bigquery.link_sql import (
    articles_in,
    block_keys,
    cluster_months,
    clusters_in,
    emptied_in,
    in_months,
)
from transforms.blocks import NO_DATE, block_of

NOVEMBER, DECEMBER, MARCH = date(2024, 11, 1), date(2024, 12, 1), date(2025, 3, 1)


def test_in_months_adjacent_months_are_one_span() -> None:
    assert in_months("day", [MARCH, DECEMBER, NOVEMBER, DECEMBER]) == (
        "((day >= DATE '2024-11-01' AND day < DATE '2025-01-01') OR (day >= DATE '2025-03-01' AND day < DATE "
        "'2025-04-01'))"
    )


def test_in_months_rows_without_a_date_are_a_partition_of_their_own() -> None:
    assert in_months("day", [None]) == "(day IS NULL)"
    assert in_months("day", [None, MARCH], kind="TIMESTAMP") == (
        "((day >= TIMESTAMP '2025-03-01' AND day < TIMESTAMP '2025-04-01') OR day IS NULL)"
    )


def test_in_months_of_no_month_holds_for_no_row() -> None:
    assert in_months("day", []) == "FALSE"


@pytest.mark.parametrize("table", ["articles", "events", "entities"])
def test_articles_in_reads_each_table_in_the_given_months_only(table: str) -> None:
    query = articles_in([MARCH])
    partitions = in_months("published_date", [MARCH])
    parts = query.split(f"FROM {table}")[1:]
    assert parts
    assert all(partitions in part.split("GROUP BY")[0].split("QUALIFY")[0] for part in parts)


def test_clusters_in_reads_rows_in_the_given_months_only() -> None:
    partitions = in_months("first_published_at", [MARCH], kind="TIMESTAMP")
    assert clusters_in("stories", [MARCH]).count(partitions) == 2
    assert emptied_in("stories", [MARCH]).count(partitions) == 2


def test_cluster_months_of_articles_is_limited_to_rows_that_overlap_their_months() -> None:
    query = cluster_months("incidents", [NOVEMBER, DECEMBER])
    assert "first_published_at < TIMESTAMP '2025-02-02'" in query
    assert "COALESCE(last_published_at, first_published_at) >= TIMESTAMP '2024-09-30'" in query


def test_cluster_months_of_an_article_without_any_date_are_all() -> None:
    assert cluster_months("incidents", [NOVEMBER, None]).endswith("WHERE TRUE")


def test_block_keys_of_a_block_are_from_its_first_day_on() -> None:
    block = block_of(date(2024, 11, 29))
    assert block is not None
    query = block_keys(block)
    assert "found.published_date >= DATE '2024-11-21' OR found.published_date IS NULL" in query
    assert "published_date BETWEEN DATE '2024-11-21' AND DATE '2024-12-06'" in query


def test_block_keys_without_any_date_are_in_the_partition_of_those() -> None:
    query = block_keys(NO_DATE)
    assert "WHERE found.published_date IS NULL AND found.run_id" in query
    assert "crawled_at IS NULL" in query
