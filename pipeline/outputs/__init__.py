"""Outputs of a run: a folder of Parquet files, a BigQuery dataset."""
