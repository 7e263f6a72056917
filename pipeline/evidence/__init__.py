"""Rows taken back to their bytes: their records are read again, and their spans are looked up in what they say."""
