"""What is read in one article: entities, quotations, events."""
