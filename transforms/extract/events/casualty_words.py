"""The words that casualties, places and times of events are read by, from the .toml files beside, as sets."""

import tomllib
from functools import cache
from importlib import resources


@cache
def words(table: str, file: str = "casualties.toml") -> dict[str, frozenset[str]]:
    """One table of a lexicon: the words of each of its keys."""
    data = tomllib.loads(resources.files(__package__).joinpath(file).read_text("utf-8"))
    return {key: frozenset(text.split()) for key, text in data[table].items()}


@cache
def setting_words(table: str) -> dict[str, frozenset[str]]:
    """One table of settings.toml: 'when' or 'where'."""
    return words(table, "settings.toml")
