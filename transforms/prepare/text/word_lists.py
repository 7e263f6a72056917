"""Loads the word lists, patterns and tables in the data files of this folder, each once a process.

They are applied before the language of an article is known, so they are not part of a language.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any


@cache
def load_toml(file: str) -> dict[str, Any]:
    """The contents of a TOML file.

    Raises:
        FileNotFoundError: This folder has no such file.
    """
    return tomllib.loads(resources.files(__package__).joinpath(file).read_text(encoding="utf-8"))


def load_lines(file: str) -> Iterator[str]:
    """The lines of a text file, without empty lines and comments (`#`).

    Raises:
        FileNotFoundError: This folder has no such file.
    """
    for line in resources.files(__package__).joinpath(file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


@cache
def word_set(file: str, key: str) -> frozenset[str]:
    """The words of one list of a TOML file, which are separated by white space.

    Raises:
        FileNotFoundError: This folder has no such file.
        KeyError: The file has no such list.
    """
    return frozenset(load_toml(file)[key].split())


def pattern(file: str, key: str) -> str:
    """One regular expression of a TOML file, as a string to be embedded in others.

    Raises:
        FileNotFoundError: This folder has no such file.
        KeyError: The file has no such pattern.
    """
    return str(load_toml(file)[key])


def time_zones() -> dict[str, float]:
    """Hours ahead of UTC by the zone's abbreviation in capitals."""
    zones: dict[str, float] = load_toml("dates.toml")["time_zones"]
    return zones


def foreign_months() -> dict[str, int]:
    """Numbers of months by their names in other languages than English, in lower case."""
    months: dict[str, int] = load_toml("dates.toml")["foreign_months"]
    return months
