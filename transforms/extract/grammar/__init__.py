"""The reader of the dependency parse: arguments, clauses, noun phrases, negation, reported speech."""
