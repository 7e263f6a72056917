"""XML: feeds, NewsML-G2, NITF."""
