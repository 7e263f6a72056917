"""A folder of Parquet files as output: ledger of commits, views, articles of earlier runs."""
