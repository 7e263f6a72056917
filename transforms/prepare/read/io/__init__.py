"""Input files: opening, format detection, decompression, and the column names of records."""
