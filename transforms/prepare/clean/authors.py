"""Chooses an article's authors: splits bylines into names, without 'By', agencies, addresses, jobs and site names."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from schemas.flow.parsed import Candidate
from transforms.agencies import agency_name
from transforms.prepare.text.date_parsing import without_leading_date
from transforms.prepare.text.normalize import normalize
from transforms.prepare.text.word_lists import pattern, word_set

MAX_NAME_WORDS = 5
"""Words; anything longer is not a name."""

MAX_UNCASED_NAME_WORDS = 3
"""Words; a longer segment in lower case is not a name."""

MAX_AUTHORS = 25

MAX_NAMES_ONLY_CHARS = 90
"""Code points; a longer byline element contains more than names."""

_NAME_SEPARATOR = re.compile(r"\s*(?:[;,|\u2022\u00b7/\n&+]|\band\b|\bwith\b|\bby\b)\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|@\w+|\bu/\w+")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>")
_PREPOSITION = re.compile(pattern("bylines.toml", "preposition"), re.IGNORECASE)
_HONORIFIC = re.compile(pattern("bylines.toml", "honorific"), re.IGNORECASE)
_NAME_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’.\-]*")
_NOT_FIRST_WORDS = word_set("bylines.toml", "not_first")


_BEFORE_NAMES = re.compile(rf"^\s*{pattern('bylines.toml', 'before')}\s*", re.IGNORECASE)
_AFTER_NAMES = re.compile(pattern("bylines.toml", "after"), re.IGNORECASE)
_NOT_PEOPLE = word_set("bylines.toml", "not_people")
_DEGREES = word_set("bylines.toml", "degrees")
_PARTICLES = word_set("bylines.toml", "particles")
_PAPERS = word_set("bylines.toml", "papers")
_LISTS = ("record", "json_ld")  # sources in which each name stands on its own, so that none is a part of another


def choose_authors(
    candidates: Iterable[Candidate],
    *,
    publishers: Sequence[str] = (),
    title: str | None = None,
    site: str | None = None,
) -> tuple[str, ...]:
    """Choose the authors: the people named by the first source that names any.

    The page's byline is preferred to an earlier source if it names all of that source's people and more. Of two
    spellings of a name that differ by accents only, the one with accents is used.

    Args:
        candidates: Bylines, best source first; candidates of one source are combined.
        publishers: Names of the site and its publisher, which are not authors.
        title: The headline, which is not an author.
        site: Registered domain.
    """
    excluded = {name.lower() for name in (*publishers, title or "") if name}
    sources: dict[str, dict[str, str]] = {}
    for item in candidates:
        is_line = len(item.value) <= MAX_NAMES_ONLY_CHARS and strip_by(item.value) != normalize(item.value)
        source = "line" if item.source in ("byline", "microdata") and is_line else item.source
        names = sources.setdefault(source, {})
        for name in names_in_byline(_strip_publisher(item.value, publishers)):
            if name.lower() not in excluded and not _is_paper(name, site):
                names.setdefault(name.lower(), name)
    chosen: list[str] = []
    for source, named in sources.items():
        distinct = list(named.values()) if source in _LISTS else _longest(named.values())
        if distinct and (not chosen or (source == "line" and _keys(chosen) < _keys(distinct))):
            chosen = distinct
    spellings = {_fold(name): name for named in sources.values() for name in named.values() if not name.isascii()}
    return tuple(dict.fromkeys(spellings.get(name, name) for name in chosen))[:MAX_AUTHORS]


def _longest(names: Iterable[str]) -> list[str]:
    """The names without those that are whole words of a longer one: 'Ann Lee' of 'Ann Lee Jr', not of 'Joann Lee'."""
    names = list(names)
    padded = [f" {name.lower()} " for name in names]
    return [
        name
        for name, one in zip(names, padded, strict=True)
        if not any(one in other and one != other for other in padded)
    ]


def _keys(names: Iterable[str]) -> set[str]:
    return {_fold(name).lower() for name in names}


def _fold(name: str) -> str:
    """A name without accents, as some of a page's fields write it."""
    return "".join(mark for mark in unicodedata.normalize("NFD", name) if not unicodedata.combining(mark))


def _is_paper(name: str, site: str | None) -> bool:
    """Whether a name is that of the paper itself, which ends as papers' names do: 'Sampleton Post'."""
    return (
        site is not None
        and name.split()[-1].lower() in _PAPERS
        and "".join(name.lower().split()).removeprefix("the") == site.split(".")[0].replace("-", "").removeprefix("the")
    )


def _strip_publisher(byline: str, publishers: Sequence[str]) -> str:
    """A byline without a publisher's name at its end."""
    for name in publishers:
        if len(name) > 3 and byline.lower().endswith(" " + name.lower()):
            return byline[: -len(name)]
    return byline


def names_in_byline(byline: str) -> tuple[str, ...]:
    """The people named in a byline: 'By Ann Example and Bob Sample, Reuters' gives both names."""
    text = strip_by(without_leading_date(_BRACKETS.sub(" ", _ADDRESS.sub(" ", normalize(byline)))))
    end = _AFTER_NAMES.search(text)
    names: list[str] = []
    for part in _NAME_SEPARATOR.split(text[: end.start()] if end else text):
        part = part.strip(" .,:;-–—|*'\"“”‘’")
        if names and _NAME_SUFFIX.fullmatch(part):
            names[-1] += f" {part.capitalize()}."
        elif name := _person_name(part):
            names.append(name)
    return tuple(dict.fromkeys(names))


def strip_by(byline: str) -> str:
    """A byline without its leading 'By'."""
    return _BEFORE_NAMES.sub("", normalize(byline), count=1)


def _person_name(part: str) -> str | None:
    """The segment as a person's name; None if it is not one."""
    words = _HONORIFIC.sub("", _PREPOSITION.split(part, maxsplit=1)[0].strip()).split()
    while len(words) > 2 and words[-1].lower().replace(".", "") in _DEGREES and words[-1].isupper():
        words.pop()
    name = " ".join(words)
    if not 2 <= len(words) <= MAX_NAME_WORDS or len(name) > 50 or agency_name(name):
        return None
    if any(word.lower().strip(".'’s") in _NOT_PEOPLE or word.lower() in _NOT_PEOPLE for word in words):
        return None
    if words[0].lower() in _NOT_FIRST_WORDS or not all(_WORD.fullmatch(word) for word in words):
        return None
    if name.isupper() or (name.islower() and len(words) <= MAX_UNCASED_NAME_WORDS):
        words = [_capitalize(word) for word in words]
    if not all(word[0].isupper() or word.lower().strip("'.") in _PARTICLES or not word[0].isascii() for word in words):
        return None
    return " ".join(words)


def _capitalize(word: str) -> str:
    if word.lower() in _PARTICLES and len(word) > 1:
        return word.lower()
    return re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), word)
