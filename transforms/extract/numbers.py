"""Numbers in figures and words, read as ranges: the one reader of number words.

'two' is 2 to 2, 'at least 27' 27 or more, 'up to 30' 0 to 30, 'dozens' 24 or more.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from transforms.extract.languages.load import load_toml

FIGURES = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|\.\d+")
RANGE = re.compile(r"(\d+)[-–—](\d+)")
YEAR = re.compile(r"(?:19|20)\d\d")
PLUS = re.compile(r"(\d[\d,]*)\+")
DASHES = frozenset("-–—")
MAX_COUNT = 10_000_000_000
"""More than there are people: a greater number is an error or a joke, and may not fit its column."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A range of numbers read from words.

    Attributes:
        low: Lower bound.
        high: Upper bound; None if open.
        first: Index of the first word of the expression among the words given.
        last: Index behind its last word.
        core: Index of the word that carries the number, behind 'at least'.
    """

    low: int
    high: int | None
    first: int
    last: int
    core: int


type _Phrases = dict[str, list[tuple[list[str], Any]]]
"""Phrases with their values, by first word, the longest first."""


@dataclass(frozen=True, slots=True)
class _Tables:
    units: dict[str, int]
    scales: dict[str, int]
    vague: _Phrases
    exact: _Phrases
    before: _Phrases
    openers: frozenset[str]  # words that a number may start with, apart from figures and compounds


@cache
def _tables() -> _Tables:
    data = load_toml("numbers.toml")
    vague, exact = _phrases(data["vague"]), _phrases(data["exact"])
    before = _phrases({words: kind for kind, phrases in data["before"].items() for words in phrases})
    openers = frozenset(("a", "an", *data["units"], *data["scales"], *vague, *exact))
    return _Tables(data["units"], data["scales"], vague, exact, before, openers)


@lru_cache(maxsize=1 << 14)
def may_start(word: str) -> bool:
    """Whether an amount may start with a word, a quick test that rejects most words."""
    return _may_open(word) or word in _tables().before or word == "between"


@lru_cache(maxsize=1 << 14)
def _may_open(word: str) -> bool:
    """Whether a number may start with a word."""
    return word in _tables().openers or "-" in word or word[:1].isdecimal() or word[:1] == "."


def number_words() -> dict[str, int]:
    """Numbers from zero to ninety, by their words."""
    return _tables().units


def scale_words() -> dict[str, int]:
    """'dozen', 'hundred', 'thousand' and so on, with their values."""
    return _tables().scales


def _phrases(table: dict[str, Any]) -> _Phrases:
    found: _Phrases = {}
    for phrase in sorted(table, key=lambda phrase: -len(phrase.split())):
        found.setdefault(phrase.split()[0], []).append((phrase.split(), table[phrase]))
    return found


def _phrase(words: Sequence[str], at: int, table: _Phrases) -> tuple[Any, int] | None:
    """The longest phrase of a table that starts at a word: its value and the index behind it."""
    for phrase, value in table.get(words[at], ()) if at < len(words) else ():
        if words[at : at + len(phrase)] == phrase:
            return value, at + len(phrase)
    return None


def _figure(words: Sequence[str], at: int) -> tuple[float, int] | None:
    """A number in figures, with 'million' behind it."""
    if not FIGURES.fullmatch(words[at]):
        return None
    value, end = float(words[at].replace(",", "")), at + 1
    scale = _tables().scales.get(words[end]) if end < len(words) else None
    return (value * scale, end + 1) if scale else (value, end)


def _spelled(words: Sequence[str], at: int) -> tuple[float, int] | None:
    """A number in words: 'twenty-one', 'two hundred and five', 'a dozen', 'three thousand'."""
    units, scales = _tables().units, _tables().scales
    total, current, end = 0, 0, at
    if words[at] in ("a", "an") and at + 1 < len(words) and words[at + 1] in scales:
        current, end = 1, at + 1
    elif words[at] not in units:
        compound = words[at].split("-")
        if len(compound) == 2 and all(part in units for part in compound) and units[compound[0]] >= 20:
            return float(units[compound[0]] + units[compound[1]]), at + 1
        if words[at] not in scales:
            return None
        current = 1  # 'dozen' alone; 'hundred' after a word that was no number
    while end < len(words):
        word = words[end]
        if word in scales:
            if current == 0:
                break
            current *= scales[word]
            if scales[word] >= 1000:
                total, current = total + current, 0
        elif word in units:
            value = units[word]
            if current % 100 and not (current % 100 >= 20 and current % 10 == 0 and 0 < value < 10):
                break  # 'twenty five' is one number, 'two five' are two
            current += value
        elif word in DASHES and end + 1 < len(words) and end > at and 0 < units.get(words[end + 1], 0) < 10:
            if current % 10 or current % 100 < 20:
                break
        elif word == "and" and end > at and words[end - 1] in scales and end + 1 < len(words):
            if words[end - 1] == "dozen" or words[end + 1] not in units:
                break
        else:
            break
        end += 1
    return (float(total + current), end) if end > at and total + current <= MAX_COUNT else None


def _plain(words: Sequence[str], at: int) -> tuple[int, int | None, int] | None:
    """A number without qualifier or range: low, high, index behind it."""
    tables = _tables()
    if not _may_open(words[at]):
        return None
    sure, open_, spelled = _phrase(words, at, tables.exact), _phrase(words, at, tables.vague), _spelled(words, at)
    if open_ and (sure is None or open_[1] > sure[1]):
        return open_[0], None, open_[1]
    if sure and (spelled is None or sure[1] > spelled[1]):
        return sure[0], sure[0], sure[1]
    if match := RANGE.fullmatch(words[at]):
        low, high = float(match[1]), float(match[2])
        return (int(low), int(high), at + 1) if low < high <= MAX_COUNT else None
    if match := PLUS.fullmatch(words[at]):
        least = float(match[1].replace(",", ""))
        return (int(least), None, at + 1) if least <= MAX_COUNT else None
    number = _figure(words, at) or spelled
    if number is None or number[0] > MAX_COUNT or number[0] != int(number[0]):
        return None
    return int(number[0]), int(number[0]), number[1]


def amount_at(words: Sequence[str], at: int) -> Amount | None:
    """Read the amount that starts at a word.

    Args:
        words: Lower-case words of one sentence.
        at: Index where the expression starts, 'at' of 'at least 27'.

    Returns:
        The longest reading, or None where no amount starts.
    """
    if not may_start(words[at]):
        return None
    qualifier, core = None, at
    if words[at] == "between" and (first := _at(words, at + 1)) and first[2] < len(words) and words[first[2]] == "and":
        second = _at(words, first[2] + 1)
        if second and (second[1] is None or first[0] <= second[1]):
            return Amount(first[0], second[1], at, second[2], at + 1)
        return None
    while core < len(words) and (found := _phrase(words, core, _tables().before)):
        if _at(words, found[1]) is None and _phrase(words, found[1], _tables().before) is None:
            break
        if found[0] != "about" or qualifier is None:
            qualifier = found[0]
        core = found[1]
    number = _at(words, core)
    if number is None:
        return None
    low, high, end = number
    last = _at(words, end + 1) if end < len(words) and words[end] in ("to", "or", *DASHES) else None
    if last is not None and high is not None and last[1] is not None and low < last[0] and end + 1 != len(words):
        return Amount(low, last[1], at, last[2], core)
    if end + 1 < len(words) and words[end] in ("or", "and") and words[end + 1] == "more":
        qualifier, end = "least", end + 2
    match qualifier:
        case "least":
            high = None
        case "more":
            low, high = (low if high is None else low + 1), None
        case "most":
            low, high = 0, high
        case "fewer":
            low, high = 0, (None if high is None else max(0, high - 1))
    return Amount(low, high, at, end, core)


def _at(words: Sequence[str], at: int) -> tuple[int, int | None, int] | None:
    return _plain(words, at) if at < len(words) else None
