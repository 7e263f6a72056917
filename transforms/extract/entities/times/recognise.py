"""Finds the time expressions of a text and reads them in order."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from schemas.rows.entity import Timex
from transforms.extract.entities.times import amounts, dates, days, references, spans
from transforms.extract.entities.times.context import Context, Reading
from transforms.extract.entities.times.lexicon import OTHER, segment
from transforms.extract.entities.times.rules import Reader, Words, compile_classes

_REQUIRED_CLASSES = """MONTH ABBREV WEEKDAY WEEKDAYS SEASON PART PARTS DAYWORD NIGHTWORD UNIT UNITS WEEKEND WEEKENDS
CLOCKUNIT CLOCKUNITS QUARTER QUARTERS HALF PERIOD YYYY DECADES YEAREND NOW REFERENCE CURRENT RECENT COMING LAST OFTEN
LONG HOLIDAY HOLIDAYNAME CLOCKWORD MERIDIEM MM ZONE TERM DATE MOMENT QQ FF NN SECOND / :"""
"""Every expression contains one of these: a run of words without any is skipped."""
_INNER_CLASSES = "AND OR OF ON AT TO PREPOSITION"
"""No expression begins or ends with one of these."""
_TABLE_UNITS = {"weekend": "day", "fortnight": "week", "half": "quarter"}
"""Units that the tables' column `precision` does not have, and the ones written for them."""
_DURATION_UNITS = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year", "E": "decade", "C": "century"}
_CACHED_RUNS = 20_000
"""Runs of classes whose matches are cached: few different ones occur in all the news."""
_MAX_CACHED_LENGTH = 60
"""Pieces of a run that may recur; longer ones are tables."""


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression of the text.

    Attributes:
        text: The words as written.
        start: Offset of the first code point.
        end: Offset behind the last code point.
        label: TIME for less than a day, else DATE.
        time: What it means.
    """

    text: str
    start: int
    end: int
    label: str
    time: Timex | None


@dataclass(frozen=True, slots=True)
class _Grammar:
    """All rules, compiled.

    Attributes:
        rules: In the order in which they are tried, each with its pattern.
        any_rule: Matches wherever any of the rules does.
        required: Finds a class that every expression contains one of.
        inner: Letters and marks that no expression begins or ends with.
    """

    rules: tuple[tuple[Reader, re.Pattern[str]], ...]
    any_rule: re.Pattern[str]
    required: re.Pattern[str]
    inner: str


@cache
def _grammar() -> _Grammar:
    """The grammar, compiled once a process."""
    rules = (*dates.RULES, *days.RULES, *amounts.RULES, *spans.RULES, *references.RULES)
    sources = [compile_classes(rule.pattern) for rule in rules]
    without_group_names = [re.sub(r"\(\?P<\w+>", "(?:", source) for source in sources]
    return _Grammar(
        rules=tuple((rule.reader, re.compile(source)) for rule, source in zip(rules, sources, strict=True)),
        any_rule=re.compile("|".join(without_group_names)),
        required=re.compile(f"[{_letters(_REQUIRED_CLASSES)}]"),
        inner=_letters(_INNER_CLASSES) + " (),:;'-/",
    )


def _letters(class_names: str) -> str:
    return "".join(compile_classes(class_names).split())


_Matches = dict[int, tuple[tuple[Reader, re.Match[str]], ...]]
"""The rules that match at each position of a run of classes, in the order in which they are tried."""


def _match_rules(run: str) -> _Matches:
    grammar = _grammar()
    found = {}
    position = 0
    while match := grammar.any_rule.search(run, position):
        position = match.start()
        found[position] = tuple(
            (reader, fit) for reader, pattern in grammar.rules if (fit := pattern.match(run, position))
        )
        position += 1
    return found


_cached_match_rules = lru_cache(maxsize=_CACHED_RUNS)(_match_rules)


def _matches(run: str) -> _Matches:
    return _cached_match_rules(run) if len(run) <= _MAX_CACHED_LENGTH else _match_rules(run)


def _unknown_tense(offset: int) -> int:
    return 0


def _no_name(start: int, end: int) -> bool:
    return False


def recognise(
    text: str,
    published: date | None,
    tense: Callable[[int], int] = _unknown_tense,
    is_name: Callable[[int, int], bool] = _no_name,
) -> tuple[TimeMention, ...]:
    """The time expressions of a text, in order, without overlaps.

    Args:
        text: Any text.
        published: The day that 'today' is; without it relative expressions have an underspecified value and no days.
        tense: For an offset -1 where the clause around it is about the past, 1 about the future, else 0.
        is_name: Whether the words from one offset to another are (part of) a name.
    """
    grammar = _grammar()
    pieces, classes, offsets = segment(text)
    context = Context(published=published, text=text, tense=tense)
    expressions = _Expressions(pieces, offsets, context)
    mentions: list[TimeMention] = []
    done = 0
    while required := grammar.required.search(classes, done):
        first, last = classes.rfind(OTHER, 0, required.start()) + 1, classes.find(OTHER, required.end())
        done = len(classes) if last < 0 else last
        run = classes[first:done].rstrip(grammar.inner)
        first += len(run) - len(run := run.lstrip(grammar.inner))
        end = 0
        matches = _matches(run)
        for position in matches:
            found = expressions.read(matches, position, first) if position >= end else None
            if found is None:
                continue
            reading, end = found
            start, behind = offsets[first + position], offsets[first + end]
            if text[start].isupper() and is_name(start, behind):
                continue
            mentions.append(_mention(text, start, behind, reading))
            context.remember(reading, behind)
    return tuple(mentions)


@dataclass(frozen=True, slots=True)
class _Expressions:
    """Reads the expressions of a text, and those that are parts of others.

    Attributes:
        pieces: Words, figures and marks of the text.
        offsets: Their offsets.
        context: What was read before.
    """

    pieces: list[str]
    offsets: list[int]
    context: Context

    def read(self, matches: _Matches, position: int, first: int, cue: str = "") -> tuple[Reading, int] | None:
        """The expression at a position of a run, and where it ends.

        Args:
            matches: The rules that match in the run.
            position: In the run.
            first: Index of the run's first piece.
            cue: Words before a part that say what it is.
        """
        for reader, match in matches.get(position, ()):
            reading = reader(Words(self.pieces, self.offsets, first, match, self._read_part, cue), self.context)
            if reading is not None:
                return reading, match.end()
        return None

    def _read_part(self, run: str, first: int, cue: str) -> Reading | None:
        found = self.read(_matches(run), 0, first, cue)
        return found and found[0]


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
    """The unit of a value: that of its days, else that of a duration ('P3D': day), else vague ('PAST_REF')."""
    if unit is not None:
        return _TABLE_UNITS.get(unit, unit)
    if timex.startswith("PT"):
        return "time"
    return _DURATION_UNITS.get(timex[-1], "vague") if timex.startswith("P") and not timex.endswith("REF") else "vague"
