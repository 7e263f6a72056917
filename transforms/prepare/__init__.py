"""From input files to staged articles: read, parse, clean."""
