"""Lists of words kept in words.toml, read once a process."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of a list.

    Raises:
        KeyError: There is no list of that name.
    """
    return frozenset(_data()[name].split())


@cache
def zones() -> dict[str, float]:
    """Hours ahead of UTC by the zone's name in capitals."""
    return dict(_data()["zones"])
