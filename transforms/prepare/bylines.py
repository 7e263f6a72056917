"""Authors as people: by-lines taken apart, without 'By', agencies, addresses, job titles and names of sites."""

import re
from collections.abc import Iterable, Sequence

from schemas.parsed import Found
from transforms.prepare.credits import agency_of
from transforms.prepare.plain import plain

_BY = re.compile(
    r"^\s*(?:(?:reviewed|written|posted|published|reported|compiled|edited|words|story|article|report|text|analysis|opinion|photos?|interview|review|exclusive|commentary)\s*(?:and \w+ )?)?"
    r"(?:by|from|author|authors|von|par)\b\s*[:\-–—]?\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:;|,|\||\u2022|\u00b7|/|\n|\band\b|\bwith\b|&|\+|\bby\b)\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|@\w+|\bu/\w+")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>")
_DATED = re.compile(
    r"\b(?:published|updated|posted|last updated|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2}:\d{2}|\d{4}|"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|oct|nov|dec)\.?\s+\d).*$",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"\b(?:reporters?|editors?|writers?|correspondents?|columnists?|contributors?|contributing|journalists?|producers?|anchors?|staff|senior|freelance|"
    r"chief|bureau|deputy|associate|assistant|managing|executive|director|intern|fellow|professor|lecturer|researcher|analyst|"
    r"photographers?|critic|meteorologist|presenter|newsroom|desk|team|board|agency|agencies|wire|service|services|news|press|media|network|"
    r"magazine|newspaper|times|post|herald|tribune|gazette|chronicle|guardian|telegraph|mirror|journal|daily|weekly|online|digital|"
    r"tv|radio|inc|llc|ltd|company|corporation|group|admin|administrator|webmaster|editorial|opinion|university|institute|college|"
    r"department|ministry|association|sports?|politics|world|business|entertainment|health|science|technology|updated|published|read|share|follow|"
    r"comments?|view|more|about|bio|profile|subscribe|special|guest|community|public|report|coverage|affairs|international|national|local|"
    r"author|affiliate|partner|sponsored|advertorial|anonymous|unknown|none|null|user|guide|reviews?|commerce|podcast|video)\b",
    re.IGNORECASE,
)
_HONOUR = re.compile(r"^(?:mr|mrs|ms|dr|prof|professor|sir|rev|fr)\.?\s+", re.IGNORECASE)
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|md|m\.d|phd|ph\.d|esq|rn|mph|ma|ba)\.?$", re.IGNORECASE)
_LOWER_PARTS = frozenset(
    "de del della der den van von da di du la le el al bin ibn ben y dos das e ter ten op af av zu st abu bint mc o".split()
)
_WORD = re.compile(r"[^\W\d_][\w'’.\-]*")
MOST_WORDS = 5
MOST_AUTHORS = 25


def authors_of(found: Iterable[Found], *, publishers: Sequence[str] = (), title: str | None = None) -> tuple[str, ...]:
    """Choose the authors: the people of the first source that names any.

    Args:
        found: By-lines, best source first; statements of one source are taken together.
        publishers: Names of the site and the publisher, which are no people.
        title: The headline, which is no author either.
    """
    sources: dict[str, list[str]] = {}
    for item in found:
        sources.setdefault(item.source, []).append(item.value)
    barred = {name.lower() for name in (*publishers, title or "") if name}
    for values in sources.values():
        names: dict[str, str] = {}
        for value in values:
            for name in people(value):
                if name.lower() not in barred:
                    names.setdefault(name.lower(), name)
        kept = [n for n in names.values() if not any(n != m and n.lower() in m.lower() for m in names.values())]
        if kept:
            return tuple(kept[:MOST_AUTHORS])
    return ()


def people(byline: str) -> tuple[str, ...]:
    """The people whom a by-line names: 'By Ann Example and Bob Sample, Reuters' gives the two of them."""
    text = _ADDRESS.sub(" ", plain(byline))
    text = _BRACKETS.sub(" ", text)
    text = _BY.sub("", text, count=1)
    names: list[str] = []
    for part in _SPLIT.split(text):
        part = _DATED.sub("", part).strip(" .,:;-–—|*'\"“”‘’")
        if names and _SUFFIX.fullmatch(part):
            continue
        name = _person(part)
        if name:
            names.append(name)
    return tuple(dict.fromkeys(names))


def without_by(byline: str) -> str:
    """A by-line without the 'By' before it."""
    return _BY.sub("", plain(byline), count=1)


def _person(part: str) -> str | None:
    """The part as a person's name; None when it is none."""
    part = re.split(r"\s+(?:for|of|at|in|on|from|is|has|who|to|via|—|–|-|as)\s+", part, maxsplit=1)[0]
    part = _HONOUR.sub("", part.strip())
    if not part or agency_of(part) or _JOB.search(part):
        return None
    words = part.split()
    if not 2 <= len(words) <= MOST_WORDS or len(part) > 50:
        return None
    if not all(_WORD.fullmatch(word) for word in words):
        return None
    if part.isupper() or part.islower():
        words = [_capital(word) for word in words]
    if not all(
        word[0].isupper() or word.lower().strip("'.") in _LOWER_PARTS or not word[0].isascii() for word in words
    ):
        return None
    if words[0].lower() in ("the", "a", "an", "this", "our", "all", "image", "photo", "how", "what", "why"):
        return None
    return " ".join(words)


def _capital(word: str) -> str:
    if word.lower() in _LOWER_PARTS and len(word) > 1:
        return word.lower()
    return re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), word)
