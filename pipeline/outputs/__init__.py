"""Where the tables go: a folder of Parquet files, a BigQuery dataset."""
