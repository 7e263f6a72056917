"""The rows that newsbeam writes: one record type per table."""
