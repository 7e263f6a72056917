"""Readers of the input formats; all give `RawRecord` or `Rejected`."""
