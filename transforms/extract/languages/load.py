"""The one loader of language data: a folder a language, TOML tables and lists of lines in it, read once a process."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

LANGUAGE = "en"


def folder(*parts: str, language: str = LANGUAGE) -> Traversable:
    """A folder of a language's data.

    Args:
        parts: Names below the language's own folder.
        language: ISO 639-1 code.
    """
    return resources.files(__package__).joinpath(language, *parts)


@cache
def load_toml(name: str, *, language: str = LANGUAGE) -> dict[str, Any]:
    """A TOML file of a language.

    Args:
        name: Its path within the language's folder, such as 'numbers.toml'.
        language: ISO 639-1 code.

    Raises:
        FileNotFoundError: The language has no such file.
    """
    return tomllib.loads(folder(name, language=language).read_text(encoding="utf-8"))


def load_lines(name: str, *, language: str = LANGUAGE) -> Iterator[str]:
    """Lines of a text file of a language, without those that are empty or begin with #."""
    for line in folder(name, language=language).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


@cache
def word_sets(name: str, section: str, *, language: str = LANGUAGE) -> dict[str, frozenset[str]]:
    """A section of a TOML file whose values are words separated by white space, each value as a set.

    Raises:
        FileNotFoundError: The language has no such file.
        KeyError: The file has no such section.
    """
    return {key: frozenset(text.split()) for key, text in load_toml(name, language=language)[section].items()}


@cache
def word_set(name: str, section: str, key: str, *, language: str = LANGUAGE) -> frozenset[str]:
    """One list of `word_sets`.

    Raises:
        FileNotFoundError: The language has no such file.
        KeyError: The file has no such section, or the section no such list.
    """
    return word_sets(name, section, language=language)[key]
