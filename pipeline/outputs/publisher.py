"""Who published an article, for queries in DuckDB and in BigQuery."""

PUBLISHER = "COALESCE(source_name, site)"
"""The publisher of a row of articles: its name, else its site; null if neither is known."""
