"""Chooses an article's authors: splits bylines into names, without 'By', agencies, addresses, jobs and site names."""

import re
from collections.abc import Iterable, Sequence

from schemas.flow.parsed import Candidate
from transforms.prepare.clean.agencies import agency_name
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


def choose_authors(
    candidates: Iterable[Candidate], *, publishers: Sequence[str] = (), title: str | None = None
) -> tuple[str, ...]:
    """Choose the authors: the people named by the first source that names any.

    The page's byline is preferred to an earlier source if it names all of that source's people and more.

    Args:
        candidates: Bylines, best source first; candidates of one source are combined.
        publishers: Names of the site and its publisher, which are not authors.
        title: The headline, which is not an author.
    """
    excluded = {name.lower() for name in (*publishers, title or "") if name}
    sources: dict[str, dict[str, str]] = {}
    for item in candidates:
        source = "line" if item.source == "byline" and len(item.value) <= MAX_NAMES_ONLY_CHARS else item.source
        names = sources.setdefault(source, {})
        for name in names_in_byline(_strip_publisher(item.value, publishers)):
            if name.lower() not in excluded:
                names.setdefault(name.lower(), name)
    chosen: list[str] = []
    for source, named in sources.items():
        distinct = [n for n in named.values() if not any(n != m and n.lower() in m.lower() for m in named.values())]
        if distinct and (not chosen or (source == "line" and set(chosen) < set(distinct))):
            chosen = distinct
    return tuple(chosen[:MAX_AUTHORS])


def _strip_publisher(byline: str, publishers: Sequence[str]) -> str:
    """A byline without a publisher's name at its end."""
    for name in publishers:
        if len(name) > 3 and byline.lower().endswith(" " + name.lower()):
            return byline[: -len(name)]
    return byline


def names_in_byline(byline: str) -> tuple[str, ...]:
    """The people named in a byline: 'By Ann Example and Bob Sample, Reuters' gives both names."""
    text = strip_by(_BRACKETS.sub(" ", _ADDRESS.sub(" ", normalize(byline))))
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
