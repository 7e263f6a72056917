"""The parse, read: arguments, clauses, noun phrases, negation, reported speech."""
