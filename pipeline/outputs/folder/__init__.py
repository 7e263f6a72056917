"""A folder of Parquet files as output: its ledger of commits, the views over it, what it holds of earlier runs."""
