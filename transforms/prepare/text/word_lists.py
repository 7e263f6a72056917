"""The data that pages and text are read by: files beside this one, read once a process.

They are not of one language: what language an article is in is known only once it is cleaned.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any


@cache
def load_toml(name: str) -> dict[str, Any]:
    """A TOML file beside this one.

    Raises:
        FileNotFoundError: There is none of that name.
    """
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def load_lines(name: str) -> Iterator[str]:
    """Lines of a text file beside this one, without those that are empty or begin with #.

    Raises:
        FileNotFoundError: There is none of that name.
    """
    for line in resources.files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of a list.

    Raises:
        KeyError: There is no list of that name.
    """
    return frozenset(load_toml("words.toml")[name].split())


@cache
def time_zones() -> dict[str, float]:
    """Hours ahead of UTC by the zone's name in capitals."""
    return dict(load_toml("words.toml")["zones"])
