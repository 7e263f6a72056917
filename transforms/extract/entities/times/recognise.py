"""Find the time expressions of a text and read them in order."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from schemas.rows.entity import Timex
from transforms.extract.entities.times import amounts, dates, days, references, spans
from transforms.extract.entities.times.context import Context, Reading
from transforms.extract.entities.times.lexicon import OTHER, pieces
from transforms.extract.entities.times.rules import Reader, Words, over_letters

# Every expression holds one of these: a run of words without any is not looked at
STRONG = """MONTH ABBREV WEEKDAY WEEKDAYS SEASON PART PARTS DAYWORD NIGHTWORD UNIT UNITS WEEKEND WEEKENDS CLOCKUNIT
CLOCKUNITS QUARTER QUARTERS HALF PERIOD YYYY DECADES YEAREND NOW REFERENCE CURRENT RECENT COMING LAST OFTEN LONG HOLIDAY
HOLIDAYNAME CLOCKWORD MERIDIEM MM ZONE TERM DATE MOMENT QQ FF NN SECOND / :"""
# No expression begins or ends with one of these
LOOSE = "AND OR SO OF ON AT TO PREPOSITION"
PRECISIONS = {"weekend": "day", "fortnight": "week", "half": "quarter"}  # units the tables do not know
REMEMBERED = 20_000  # runs of classes whose rules are kept; the same few run through all the news
SHORT = 60  # pieces of a run that may come again; longer ones are tables


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression of the text.

    Attributes:
        text: The words as written.
        start: Offset of the first code point.
        end: Offset behind the last code point.
        label: TIME below a day, else DATE.
        time: What it means.
    """

    text: str
    start: int
    end: int
    label: str
    time: Timex | None


@dataclass(frozen=True, slots=True)
class Grammar:
    """All rules, compiled.

    Attributes:
        rules: In the order they are tried, each with its pattern.
        any_rule: Fits wherever any of the rules does.
        strong: Finds what every expression holds.
        loose: Letters and marks at whose edge no expression stands.
    """

    rules: tuple[tuple[Reader, re.Pattern[str]], ...]
    any_rule: re.Pattern[str]
    strong: re.Pattern[str]
    loose: str


@cache
def grammar() -> Grammar:
    """The grammar, compiled once a process."""
    rules = (*dates.RULES, *days.RULES, *amounts.RULES, *spans.RULES, *references.RULES)
    sources = [over_letters(rule.pattern) for rule in rules]
    plain = [re.sub(r"\(\?P<\w+>", "(?:", source) for source in sources]
    return Grammar(
        rules=tuple((rule.reader, re.compile(source)) for rule, source in zip(rules, sources, strict=True)),
        any_rule=re.compile("|".join(plain)),
        strong=re.compile(f"[{_letters(STRONG)}]"),
        loose=_letters(LOOSE) + " (),:;'-/",
    )


def _letters(names: str) -> str:
    return "".join(over_letters(names).split())


Fits = dict[int, tuple[tuple[Reader, re.Match[str]], ...]]


def fits(run: str) -> Fits:
    """The rules that fit at each place of a run of classes, in the order they are tried."""
    own = grammar()
    found = {}
    place = 0
    while match := own.any_rule.search(run, place):
        place = match.start()
        found[place] = tuple((reader, fit) for reader, pattern in own.rules if (fit := pattern.match(run, place)))
        place += 1
    return found


remembered_fits = lru_cache(maxsize=REMEMBERED)(fits)


def _unknown(offset: int) -> int:
    return 0


def _never(start: int, end: int) -> bool:
    return False


def recognise(
    text: str,
    published: date | None,
    tense: Callable[[int], int] = _unknown,
    named: Callable[[int, int], bool] = _never,
) -> tuple[TimeMention, ...]:
    """The time expressions of a text, in order, none overlapping another.

    Args:
        text: Any text.
        published: The day that 'today' is; without it relative expressions keep an underspecified value and no days.
        tense: Gives for an offset -1 where the clause around it speaks of the past, 1 of the future, else 0.
        named: Whether the words from one offset to another are (part of) the name of someone or something.
    """
    own = grammar()
    cut, classes, offsets = pieces(text)
    context = Context(published=published, text=text, tense=tense)

    def look_up(run: str) -> Fits:
        return remembered_fits(run) if len(run) <= SHORT else fits(run)

    def read(found: Fits, place: int, first: int) -> tuple[Reading, int] | None:
        for reader, match in found.get(place, ()):
            reading = reader(Words(cut, offsets, first, match, within), context)
            if reading is not None:
                return reading, match.end()
        return None

    def within(run: str, first: int) -> Reading | None:
        found = read(look_up(run), 0, first)
        return found and found[0]

    mentions: list[TimeMention] = []
    done = 0
    while strong := own.strong.search(classes, done):
        first, last = classes.rfind(OTHER, 0, strong.start()) + 1, classes.find(OTHER, strong.end())
        done = len(classes) if last < 0 else last
        run = classes[first:done].rstrip(own.loose)
        first += len(run) - len(run := run.lstrip(own.loose))
        end = 0
        known = look_up(run)
        for place in known:
            found = read(known, place, first) if place >= end else None
            if found is None:
                continue
            reading, end = found
            start, behind = offsets[first + place], offsets[first + end]
            if text[start].isupper() and named(start, behind):
                continue
            mentions.append(_mention(text, start, behind, reading))
            context.remember(reading, behind)
    return tuple(mentions)


_DURATIONS = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year", "E": "decade", "C": "century"}


def _mention(text: str, start: int, end: int, reading: Reading) -> TimeMention:
    first, last, precision = *reading.bounds, reading.precision
    if reading.period is not None:
        first, last, precision = reading.period.start, reading.period.end, reading.period.unit
    return TimeMention(
        text=text[start:end],
        start=start,
        end=end,
        label="TIME" if reading.clock else "DATE",
        time=Timex(timex=reading.timex, start=first, end=last, precision=_precision(reading.timex, precision)),
    )


def _precision(timex: str, unit: str | None) -> str:
    """The unit of a value: of the days it means, else of a duration ('P3D' is of days), else vague ('PAST_REF')."""
    if unit is not None:
        return PRECISIONS.get(unit, unit)
    if timex.startswith("PT"):
        return "time"
    return _DURATIONS.get(timex[-1], "vague") if timex.startswith("P") and not timex.endswith("REF") else "vague"
