"""Quotations and who makes them: the rows of the quotes table."""
