"""Pages to their parts: body, metadata, dates; behind a process boundary."""
