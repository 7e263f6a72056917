"""The words that casualties, places and times of events are read by, from the tables of the language, as sets."""

from transforms.extract.languages.load import word_sets


def words(table: str, file: str = "casualties.toml") -> dict[str, frozenset[str]]:
    """One table of a lexicon: the words of each of its keys."""
    return word_sets(file, table)
