"""From bytes to staged articles: read, parse, clean."""
