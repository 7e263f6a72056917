"""Sets of dependency labels (ClearNLP's) and part-of-speech tags that the readers of the parse share."""

SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass"))
OBJECTS = frozenset(("dobj", "obj"))
PREPOSITIONS = frozenset(("prep", "agent", "dative", "prt"))
"""Labels that a preposition or particle may have below its verb or noun."""

VERBAL = frozenset(("VERB", "AUX"))
NOMINAL = frozenset(("NOUN", "PROPN"))
NAMING = frozenset(("NOUN", "PROPN", "PRON"))
"""Parts of speech of a word that can name someone."""

FINITE = frozenset(("VBD", "VBZ", "VBP"))
"""Tags of finite verbs."""
