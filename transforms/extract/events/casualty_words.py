"""The words casualty counting knows, from casualties.toml, as sets."""

import tomllib
from functools import cache
from importlib import resources


@cache
def words(table: str) -> dict[str, frozenset[str]]:
    """One table of the lexicon: the words of each of its keys."""
    data = tomllib.loads(resources.files(__package__).joinpath("casualties.toml").read_text("utf-8"))
    return {key: frozenset(text.split()) for key, text in data[table].items()}
