"""Which entity a pronoun or noun refers to."""
