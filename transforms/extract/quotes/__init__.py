"""Quotations: marks, cues, frames of attribution, speakers; rows of the quotes table."""

from transforms.extract.quotes.extract import ExtractQuotes, extract_quotes

__all__ = ["ExtractQuotes", "extract_quotes"]
