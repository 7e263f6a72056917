"""Pages: rows in, self-contained HTML out."""
