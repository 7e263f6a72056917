"""Readers of XML: RSS and Atom feeds, NewsML-G2, NITF."""
