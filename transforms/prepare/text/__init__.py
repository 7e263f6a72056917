"""Text helpers: character sets, normalization, paragraphs, dates, and the data files they use."""
