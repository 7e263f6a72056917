"""Quantities of time units: numbers as written, and the TIMEX3 value of a duration."""

import re
from fractions import Fraction
from functools import lru_cache

from transforms.extract.entities.times.lexicon import lexicon

_TIMEX_LETTERS = {
    "second": "S", "minute": "M", "hour": "H", "day": "D", "week": "W", "weekend": "WE", "month": "M", "quarter": "Q",
    "year": "Y", "decade": "E", "century": "C", "fortnight": "W", "season": "S", "night": "D",
}  # fmt: skip
CLOCK_UNITS = frozenset(("second", "minute", "hour"))
FINER_UNITS = {"year": ("month", 12), "hour": ("minute", 60), "minute": ("second", 60), "decade": ("year", 10),
         "century": ("year", 100), "week": ("day", 7), "day": ("hour", 24)}  # fmt: skip
FIGURES = re.compile(r"\d[\d,]*(?:\.\d+)?")


def unit_of(word: str) -> str:
    """The unit that a word names: 'years' -> 'year'."""
    values = lexicon().values
    for name in ("UNIT", "UNITS", "CLOCKUNIT", "CLOCKUNITS", "QUARTER", "QUARTERS"):
        if word in values[name]:
            return str(values[name][word])
    return "second"


@lru_cache(maxsize=1 << 12)
def quantity(words: str) -> Fraction | None:
    """A number as written: 'two', '2 1/2', 'a couple of', 'three and a half'; None for 'several'.

    Of alternatives and ranges ('two or three', '10 to 15') the last number.
    """
    values = lexicon().values
    words = re.split(r" (?:or|to) |(?<=\d)[-–](?=\d)", words)[-1]
    if words.startswith(("half", "a half")):
        return Fraction(6) if "dozen" in words else Fraction(1, 2)
    total = Fraction(0)
    known = False
    for word in re.findall(r"\d+/\d+|\d[\d,]*(?:\.\d+)?|[a-z]+", words):
        if "/" in word:
            above, below = word.split("/")
            total += Fraction(int(above), int(below)) if int(below) else 0
        elif word[0].isdigit():
            total += Fraction(word.replace(",", ""))
        elif word in values["NUMBER"]:
            total += values["NUMBER"][word]
        elif word in values["SCALE"]:
            total = (total or 1) * values["SCALE"][word]
        elif word in values["COUPLE"]:
            total = Fraction(2)
        elif word == "half":
            total += Fraction(1, 2)
        elif word in values["ARTICLE"] or word == "another":
            total += 0 if known else 1
        elif word in values["VAGUE"]:
            return None
        else:
            continue
        known = True
    return total if known else None


def duration(count: Fraction | None, unit: str) -> str:
    """The TIMEX3 value of so many units: `P3D`, `PT16H`, `P2Y6M`, `PXW` for an unknown number."""
    clock = "T" if unit in CLOCK_UNITS else ""
    if count is None:
        return f"P{clock}X{_TIMEX_LETTERS[unit]}"
    if unit == "fortnight":
        count, unit = count * 2, "week"
    if unit == "decade" and count >= 2:
        count, unit = count * 10, "year"
    whole, rest = divmod(count, 1)
    text = f"{whole}{_TIMEX_LETTERS[unit]}" if whole else ""
    if rest:
        finer, each = FINER_UNITS.get(unit, (unit, 1))
        if each == 1 or (rest * each) % 1:
            return f"P{clock}{float(count):.4g}{_TIMEX_LETTERS[unit]}"
        text += ("T" if finer in CLOCK_UNITS and not clock else "") + f"{rest * each}{_TIMEX_LETTERS[finer]}"
    return f"P{clock}{text or '0' + _TIMEX_LETTERS[unit]}"
