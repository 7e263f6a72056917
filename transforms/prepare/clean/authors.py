"""Authors as people: by-lines taken apart, without 'By', agencies, addresses, job titles and names of sites."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from schemas.flow.parsed import Candidate
from transforms.prepare.clean.agencies import agency_name
from transforms.prepare.text.normalize import normalize
from transforms.prepare.text.word_lists import load_toml

MAX_NAME_WORDS = 5
"""Words; a longer name is none."""

MAX_UNCASED_NAME_WORDS = 3
"""Words; a longer name without a capital is no name."""

MAX_AUTHORS = 25

MAX_BYLINE_CHARS = 90
"""Code points; in a longer by-line there is more than names."""

_NAME_SEPARATOR = re.compile(r"\s*(?:[;,|\u2022\u00b7/\n&+]|\band\b|\bwith\b|\bby\b)\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|@\w+|\bu/\w+")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>")
_PREPOSITION = re.compile(r"\s+(?:for|of|at|in|on|from|is|has|who|to|via|as|—|–|-)(?:\s+|$)", re.IGNORECASE)
_HONORIFIC = re.compile(r"^(?:mr|mrs|ms|dr|prof|professor|sir|rev|fr)\.?\s+", re.IGNORECASE)
_NAME_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’.\-]*")
_NOT_FIRST_WORDS = frozenset(("the", "a", "an", "this", "our", "all", "how", "what", "why"))


@dataclass(frozen=True, slots=True)
class _BylineWords:
    before: re.Pattern[str]
    behind: re.Pattern[str]
    not_people: frozenset[str]
    degrees: frozenset[str]
    particles: frozenset[str]


@cache
def _byline_words() -> _BylineWords:
    data = load_toml("bylines.toml")
    return _BylineWords(
        before=re.compile(rf"^\s*{data['before']}\s*", re.IGNORECASE),
        behind=re.compile(data["behind"], re.IGNORECASE),
        not_people=frozenset(data["not_people"].split()),
        degrees=frozenset(data["degrees"].split()),
        particles=frozenset(data["particles"].split()),
    )


def choose_authors(
    candidates: Iterable[Candidate], *, publishers: Sequence[str] = (), title: str | None = None
) -> tuple[str, ...]:
    """Choose the authors: the people of the first source that names any.

    A by-line of the page is preferred to an earlier source whose people it names all, and more.

    Args:
        found: By-lines, best source first; statements of one source are taken together.
        publishers: Names of the site and the publisher, which are no people.
        title: The headline, which is no author either.
    """
    excluded = {name.lower() for name in (*publishers, title or "") if name}
    sources: dict[str, dict[str, str]] = {}
    for item in candidates:
        source = "line" if item.source == "byline" and len(item.value) <= MAX_BYLINE_CHARS else item.source
        names = sources.setdefault(source, {})
        for name in names_in_byline(_strip_publisher(item.value, publishers)):
            if name.lower() not in excluded:
                names.setdefault(name.lower(), name)
    chosen: list[str] = []
    for source, named in sources.items():
        names_kept = [n for n in named.values() if not any(n != m and n.lower() in m.lower() for m in named.values())]
        if names_kept and (not chosen or (source == "line" and set(chosen) < set(names_kept))):
            chosen = names_kept
    return tuple(chosen[:MAX_AUTHORS])


def _strip_publisher(byline: str, publishers: Sequence[str]) -> str:
    """A by-line without the publisher's names at its end."""
    for name in publishers:
        if len(name) > 3 and byline.lower().endswith(" " + name.lower()):
            return byline[: -len(name)]
    return byline


def names_in_byline(byline: str) -> tuple[str, ...]:
    """The people whom a by-line names: 'By Ann Example and Bob Sample, Reuters' gives the two of them."""
    text = strip_by(_BRACKETS.sub(" ", _ADDRESS.sub(" ", normalize(byline))))
    end = _byline_words().behind.search(text)
    names: list[str] = []
    for part in _NAME_SEPARATOR.split(text[: end.start()] if end else text):
        part = part.strip(" .,:;-–—|*'\"“”‘’")
        if names and _NAME_SUFFIX.fullmatch(part):
            names[-1] += f" {part.capitalize()}."
        elif name := _person_name(part):
            names.append(name)
    return tuple(dict.fromkeys(names))


def strip_by(byline: str) -> str:
    """A by-line without the 'By' before it."""
    return _byline_words().before.sub("", normalize(byline), count=1)


def _person_name(part: str) -> str | None:
    """The part as a person's name; None when it is none."""
    words = _HONORIFIC.sub("", _PREPOSITION.split(part, maxsplit=1)[0].strip()).split()
    while len(words) > 2 and words[-1].lower().replace(".", "") in _byline_words().degrees and words[-1].isupper():
        words.pop()
    name = " ".join(words)
    if not 2 <= len(words) <= MAX_NAME_WORDS or len(name) > 50 or agency_name(name):
        return None
    if any(
        word.lower().strip(".'’s") in _byline_words().not_people or word.lower() in _byline_words().not_people
        for word in words
    ):
        return None
    if words[0].lower() in _NOT_FIRST_WORDS or not all(_WORD.fullmatch(word) for word in words):
        return None
    if name.isupper() or (name.islower() and len(words) <= MAX_UNCASED_NAME_WORDS):
        words = [_capitalize(word) for word in words]
    if not all(
        word[0].isupper() or word.lower().strip("'.") in _byline_words().particles or not word[0].isascii()
        for word in words
    ):
        return None
    return " ".join(words)


def _capitalize(word: str) -> str:
    if word.lower() in _byline_words().particles and len(word) > 1:
        return word.lower()
    return re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), word)
