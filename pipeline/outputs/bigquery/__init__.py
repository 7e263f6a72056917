"""A BigQuery dataset as output."""
