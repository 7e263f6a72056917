"""Readers of the input formats: bytes of any filesystem in, `RawRecord` or `Rejected` out."""
