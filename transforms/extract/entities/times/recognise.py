"""Find the time expressions of a text and read them in order."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from schemas.entity import Timex
from transforms.extract.entities.times import amounts, dates, days, references, spans
from transforms.extract.entities.times.context import Context, Reading
from transforms.extract.entities.times.lexicon import OTHER, pieces
from transforms.extract.entities.times.rules import Rule, Words, over_letters

# Words that begin no expression and are in none without another: a run of nothing but these is not looked at
WEAK = "THE AND OR SO OF ON AT TO FROM PREPOSITION ARTICLE NUMBER NN NNN NNNN NOT TOO LONGISH OLD MORE THAN APPROX FULL " \
       "VAGUE SAME THAT ORDINAL LATER BEGIN NEW SS MM PP OO FREQUENCY DATE DISTANT NEAR TERM ENDED TIMES ANOTHER SCALE " \
       "HALF COUPLE AFTER BEFORE SUFFIX ALTERNATE MOMENT FISCAL RIGHT DD SECOND THIS EARLY EARLIER FOLLOWING"  # fmt: skip
SPORT = re.compile(
    r"\b(?:touchdown|quarterback|halftime|rebounds|field goal|kickoff|scoreless|playoffs?|free throws?)s?\b",
    re.IGNORECASE,
)


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
        rules: In the order they are tried.
        patterns: Of each rule.
        segment: Runs of words that hold an expression, maybe.
        any_rule: Fits wherever any of the rules does.
    """

    rules: tuple[Rule, ...]
    patterns: tuple[re.Pattern[str], ...]
    segment: re.Pattern[str]
    any_rule: re.Pattern[str]


@cache
def grammar() -> Grammar:
    """The grammar, compiled once a process."""
    rules = (*dates.RULES, *days.RULES, *amounts.RULES, *spans.RULES, *references.RULES)
    sources = [over_letters(rule.pattern) for rule in rules]
    plain = [re.sub(r"\(\?P<\w+>", "(?:", source) for source in sources]
    return Grammar(
        rules=tuple(rules),
        patterns=tuple(map(re.compile, sources)),
        segment=re.compile(f"[^{OTHER}]+"),
        any_rule=re.compile("|".join(plain)),
    )


def recognise(text: str, published: date | None, tense: Callable[[int], int]) -> tuple[TimeMention, ...]:
    """The time expressions of a text, in order, none overlapping another.

    Args:
        text: Any text.
        published: The day that 'today' is; without it relative expressions keep an underspecified value and no days.
        tense: Gives for an offset -1 where the clause around it speaks of the past, 1 of the future, else 0.
    """
    own = grammar()
    cut, classes, offsets = pieces(text)
    context = Context(published=published, tense=tense, sport=SPORT.search(text) is not None)

    def first_fit(start: int, end: int) -> tuple[Reading, int] | None:
        for rule, pattern in zip(own.rules, own.patterns, strict=True):
            match = pattern.match(classes, start, end)
            if match is not None:
                reading = rule.reader(Words(cut, offsets, match, within), context)
                if reading is not None:
                    return reading, match.end()
        return None

    def within(start: int, end: int) -> Reading | None:
        found = first_fit(start, end)
        return found and found[0]

    mentions = []
    for segment in own.segment.finditer(classes):
        position, end = segment.span()
        while position < end:
            match = own.any_rule.search(classes, position, end)
            if match is None:
                break
            position = match.start()
            found = first_fit(position, len(classes))
            if found is None:
                position += 1
                continue
            reading, last = found
            mentions.append(_mention(text, offsets[position], offsets[last], reading))
            context.remember(reading, offsets[last])
            position = last
    return tuple(mentions)


def _mention(text: str, start: int, end: int, reading: Reading) -> TimeMention:
    first, last, precision = *reading.bounds, reading.precision
    if reading.period is not None:
        first, last, precision = reading.period.start, reading.period.end, reading.period.unit
    return TimeMention(
        text=text[start:end],
        start=start,
        end=end,
        label="TIME" if reading.clock else "DATE",
        time=Timex(timex=reading.timex, start=first, end=last, precision=precision),
    )
