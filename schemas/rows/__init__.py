"""What comes out: one record a table."""
