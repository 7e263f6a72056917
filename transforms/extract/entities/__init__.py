"""People, organisations, places and times of an article."""
