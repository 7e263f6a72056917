"""The curated words by which names are read, loaded once a process."""

from functools import cache

from transforms.extract.languages.load import load_lines, load_toml


@cache
def _sections() -> dict[str, dict[str, str]]:
    return load_toml("names.toml")


@cache
def section(name: str) -> dict[str, frozenset[str]]:
    """The lists of one section of names.toml, each a set of lower-case words."""
    return {key: frozenset(value.split()) for key, value in _sections()[name].items()}


@cache
def kind_of(name: str) -> dict[str, str]:
    """A section turned round: each word and the list it stands in (the first, where several hold it)."""
    found: dict[str, str] = {}
    for key, value in _sections()[name].items():
        for word in value.split():
            found.setdefault(word, key)
    return found


@cache
def all_of(name: str) -> frozenset[str]:
    """All the words of a section."""
    return frozenset(kind_of(name))


@cache
def person_nouns() -> dict[str, str]:
    """Nouns for a person and the list they stand in: male, female or any."""
    return {word: key for word, key in kind_of("people").items() if key != "forces"}


@cache
def given_names() -> dict[str, str]:
    """Given names, folded, with m, f or u for whose they are."""
    return dict(line.split("\t") for line in load_lines("given_names.tsv"))
