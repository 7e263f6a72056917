"""Curated words that show what a name refers to, from `names.toml` and `given_names.tsv`."""

from transforms.extract.languages.load import load_lines, word_set, word_sets


def _list_by_word(section: str) -> dict[str, str]:
    """Each word of a section of names.toml and the list it is in (the first, where several contain it)."""
    found: dict[str, str] = {}
    for name, words in word_sets("names.toml", section).items():
        for word in words:
            found.setdefault(word, name)
    return found


TITLES = frozenset(_list_by_word("titles"))
"""Honorifics, offices and ranks that precede a person's name."""

PERSON_NOUNS = _list_by_word("people")
"""Nouns for a person with the gender they imply: male, female or any."""

NAME_NOUNS = _list_by_word("name_nouns")
"""Nouns within a name with the type of entity they show: 'Ministry' ORG, 'River' LOC."""

TYPE_NOUNS = _list_by_word("type_nouns")
"""Common nouns that describe a name, with the type of entity they show: 'the town of X' GPE."""

PEOPLES = frozenset(_list_by_word("peoples"))
"""Adjectives and nouns of peoples, faiths and parties."""

FIRM_SUFFIXES = word_set("names.toml", "firms", "suffixes")
"""Legal forms that end the name of a firm."""

GIVEN_NAMES = dict(line.split("\t") for line in load_lines("given_names.tsv"))
"""Given names, folded, with m, f or u for men, women or both."""

SPEECH_VERBS = word_set("names.toml", "verbs", "speech")
"""Verbs whose subject can speak: a person or an organisation."""
