"""Rules for weeks and longer: last week, the third quarter of 1990, fiscal 1998, the early 1990s, next spring."""

from dataclasses import replace
from fractions import Fraction

from transforms.extract.entities.times.amounts import relative_duration
from transforms.extract.entities.times.context import Context, Reading, choose, dated
from transforms.extract.entities.times.dates import day_of_time, ordinal_of
from transforms.extract.entities.times.lexicon import lexicon
from transforms.extract.entities.times.periods import PER_YEAR, SEASONS, Period
from transforms.extract.entities.times.quantities import quantity
from transforms.extract.entities.times.rules import Rules, Words
from transforms.extract.languages.load import word_sets

RULES = Rules()
_UNKNOWN = {
    "day": "XXXX-XX-XX",
    "week": "XXXX-WXX",
    "weekend": "XXXX-WXX-WE",
    "fortnight": "P2W",
    "month": "XXXX-XX",
    "quarter": "XXXX-QX",
    "half": "XXXX-HX",
    "year": "XXXX",
    "decade": "XXX",
    "century": "XX",
}
"""The value of a period without an anchor."""
_CUES = word_sets("time_context.toml", "periods")
_SHIFTS = {
    word: shift
    for name in ("LAST", "PREVIOUS", "NEXT", "FOLLOWING", "COMING")
    for word, shift in lexicon().values[name].items()
}
"""-1 or 1 of 'last', 'next' and their synonyms."""
_RELATIVE_TO_TEXT = lexicon().words("THAT", "SAME", "PREVIOUS", "FOLLOWING")
"""Words that refer to the date mentioned last, not to the day of publication."""


@RULES.add(
    "THE (?P<unit>UNIT) (?P<thousands>NUMBER SCALE)(?:(?: AND)? (?P<rest>NUMBER(?:[- ]NUMBER)?))?",
    "THE (?P<unit>UNIT) (?P<hundreds>NUMBER) (?P<rest>NUMBER(?:[- ]NUMBER)?)",
)
def worded_year(words: Words, context: Context) -> Reading | None:
    """The year two thousand, the year nineteen ninety-eight."""
    whole = quantity(words["thousands"]) if words.has("thousands") else (quantity(words["hundreds"]) or 0) * 100
    number = (whole or 0) + ((quantity(words["rest"].replace("-", " ")) or 0) if words.has("rest") else 0)
    is_year = words["unit"] == "year" and 1600 <= number < 2100
    return dated(Period("year", int(number))) if is_year else None


@RULES.add(
    "(?P<date>(?:LAST|THIS|NEXT) UNIT)'SS (?P<nth>NTH)[- ](?P<unit>QUARTER|HALF)",
    "(?:THE )?(?P<year>YYYY)(?:'SS)? (?P<nth>NTH)[- ](?P<unit>QUARTER|HALF)",
    "(?:THE )?(?:FISCAL[- ])?(?P<nth>NTH)(?: FISCAL)?[- ](?P<unit>QUARTER|HALF)(?:,? (?:OF )?(?:FISCAL )?(?P<year>YYYY)"
    "| OF (?P<date>(?:LAST|THIS|NEXT|THAT|THE(?: SAME| CURRENT| FISCAL)?) UNIT))",
    "(?:THE )?(?:FISCAL[- ])?(?P<nth>NTH)(?:(?P<hyphen>-)| FISCAL | )(?P<unit>QUARTER|HALF)",
    "QQ(?P<nth>DD)(?: (?:OF )?(?P<year>YYYY))?",
)
def quarter(words: Words, context: Context) -> Reading | None:
    """The third quarter, fourth-quarter, Q1 2024, the first half of next year."""
    number = ordinal_of(words["nth"])
    unit = "half" if words["unit"] == "half" else "quarter"
    parts = PER_YEAR[unit]
    explicit = words.has("year") or words.has("date")
    if not 1 <= number <= parts or (context.is_sport and not explicit):
        return None
    if unit == "half" and not explicit and (not words.has("hyphen") or words.after() in {",", ".", "of"}):
        return None  # of a match, a loaf, a career
    year = Period("year", int(words["year"])) if words.has("year") else None
    if words.has("date"):
        read = words.read("date")
        year = read.period if read else None
        if year is None or year.unit != "year":
            return Reading(f"XXXX-{unit[0].upper()}{number}")
    if year is not None:
        return dated(Period(unit, year.number * parts + number - 1))
    now = context.now(unit)
    if now is None:
        return Reading(f"XXXX-{unit[0].upper()}{number}")
    candidates = [Period(unit, (now.number // parts + shift) * parts + number - 1) for shift in (-1, 0, 1)]
    direction = context.direction(words.cue, words.after(), words.start)
    return dated(choose(candidates, now, direction))


@RULES.add(
    "(?:EDGE|LATER )?(?:THE |THIS )?"
    "(?P<which>THIS|LAST|PREVIOUS|NEXT|FOLLOWING|COMING|CURRENT|LATEST|THAT|SAME)"
    "(?: SAME| COMING)?(?: FISCAL| FULL)? (?P<unit>UNIT|QUARTER|PERIOD)(?: OR SO)?",
)
def deictic(words: Words, context: Context) -> Reading | None:
    """Last week, this year, the current quarter, that same day, the following month, the end of next year."""
    which, unit, the = words["which"], words["unit"], "the " in words.text.lower()
    if words.text.split()[-1][0].isupper():
        return None  # the name of a broadcast or a paper
    if unit == "period" or which == "latest":
        known = context.recently_mentioned("quarter", words.start)
        return dated(known or context.now("quarter", -1), "XXXX-QX") if which == "latest" and unit != "day" else None
    over = which == "last" and the and words.before().lower() in {"in", "over", "during", "for", "within"}
    if which == "past" or (which == "coming" and the) or (over and unit != "decade"):
        return relative_duration(context, Fraction(1), unit, _SHIFTS[which])
    if unit == "fortnight":
        return Reading("P2W")
    shift = _SHIFTS.get(which, 0)
    if which in _RELATIVE_TO_TEXT or (which, unit) == ("next", "day"):
        found = context.mentioned(unit, shift)
        return dated(found or context.now(unit, shift) if shift else found, _UNKNOWN[unit])
    if unit == "day" and which in {"this", "last", "current"}:
        return Reading("PRESENT_REF") if words.before().lower() == "to" else None
    return dated(context.now(unit, shift), _UNKNOWN[unit])


@RULES.add(
    "(?:THE )?BEGIN OF (?P<date>(?:THE|THIS|LAST|NEXT|THAT) (?:FISCAL )?(?:UNIT|QUARTER)|(?:THE )?NTH QUARTER|YYYY"
    "|CALENDARMONTH(?:,? YYYY)?)"
)
def part_of_period(words: Words, context: Context) -> Reading | None:
    """The end of the month, the beginning of 1990: the part is not in the TIMEX3 value."""
    return words.read("date")


@RULES.add("UNIT(?:-| |'SS )BEGIN", "YEAREND")
def year_end(words: Words, context: Context) -> Reading | None:
    """Year-end, year's end: the nearest 31 December."""
    if words.text.lower().replace("’", "'") not in {"year-end", "yearend", "year end", "year's end"}:
        return None
    year = context.now("year")
    if year is None:
        return Reading("XXXX-12-31")
    ahead = context.direction(words.cue, words.after(), words.start) > 0
    end = (year if ahead else year.shifted(-1)).end
    return dated(Period.of("day", end)) if end else None


@RULES.add("THE (?:FULL |FISCAL )?(?P<unit>UNIT|QUARTER)")
def plain_unit(words: Words, context: Context) -> Reading | None:
    """The year, the quarter, the week: the one mentioned, else the present one."""
    unit = words["unit"]
    if unit == "day" and words.before() == "in" and words.before(2).lower() == "later":
        return day_of_time(context)
    if unit in {"day", "fortnight", "century"}:
        return None
    if unit == "week" and words.after().lower() in {"of", "before", "after", "when", "that"}:
        return None
    if unit == "quarter":
        known = context.recently_mentioned(unit, words.start)
        return None if context.is_sport else dated(known or context.now(unit, -1), _UNKNOWN[unit])
    if unit == "decade" or (unit == "month" and words.before().lower() not in _CUES["before"]):
        return None
    return dated(context.now(unit), _UNKNOWN[unit])


@RULES.add("THE (?P<year>YYYY) (?:PERIOD|QUARTER)")
def year_period(words: Words, context: Context) -> Reading | None:
    """The 1988 period, the 1988 quarter: the quarter of that year that is compared with the one mentioned."""
    year, known = int(words["year"]), context.recently_mentioned("quarter", words.start)
    meant = dated(Period("quarter", year * 4 + known.number % 4) if known else Period("year", year))
    return replace(meant, is_comparison=True)


@RULES.add(
    "(?:THE )?EDGE?(?:THE )?(?P<year>YYYY) ?SS",
    "(?:THE )?EDGE?(?:THE )?'?(?P<short>NN) ?SS",
    "(?:THE )?EDGE?(?P<word>DECADES)",
)
def decade(words: Words, context: Context) -> Reading | None:
    """The 1990s, the early '90s, the nineties, the 1800s."""
    text = words.text.lower()
    if words.has("year"):
        year = int(words["year"])
    elif words.has("short"):
        if "'" not in text and "’" not in text and words.before() not in {"'", "’"}:
            return None
        year = 1900 + int(words["short"])
    else:
        if not text.startswith("the"):
            return None
        year = 1900 + 10 * int(lexicon().value("DECADES", words["word"]))
    if year % 10 or " s" in text:
        return None
    if year % 100 == 0 and year < 2000:
        return dated(Period("century", year // 100))
    return dated(Period("decade", year // 10))


@RULES.add("(?:THE )?EDGE?(?:THE )?(?P<nth>NTH)(?: |-)UNIT")
def century(words: Words, context: Context) -> Reading | None:
    """The 19th century, the late twentieth century."""
    number = ordinal_of(words["nth"])
    return dated(Period("century", number - 1)) if words.text.lower().endswith("century") and number < 30 else None


@RULES.add(
    "(?:THE )?EDGE?(?:THE )?(?P<season>SEASON)(?: OF|,)? (?P<year>YYYY)",
    "EDGE?(?:THE |THIS )?(?P<which>LAST|THIS|NEXT|PREVIOUS|FOLLOWING|COMING|THAT) (?P<season>SEASON)",
    "(?P<the>THE )?(?P<edge>EDGE)?(?:THE )?(?P<season>SEASON)(?: OF (?P<of>LAST|THIS|NEXT) UNIT)?",
)
def season(words: Words, context: Context) -> Reading | None:
    """Last fall, the summer of 1990, early spring."""
    name = lexicon().value("SEASON", words["season"])
    index, which = SEASONS.index(name), words["which"]
    if words.has("year"):
        return dated(Period("season", int(words["year"]) * 4 + index))
    if not which and not words.has("of"):
        before = words.before().lower()
        verb = words["season"] in {"fall", "spring"} and (
            words.after().lower() in {"of", "in", "from", "to"} or not words.has("the")
        )
        over = before == "over" and words.has("the")  # 'over the summer'
        if (before not in _CUES["before"] and not words.has("edge") and not over) or verb:
            return None
    now = context.now("season")
    if now is None:
        return Reading(f"XXXX-{name}")
    if words.has("of"):
        year = now.number // 4 + _SHIFTS.get(words["of"], 0)
        return dated(Period("season", year * 4 + index))
    if which == "that":
        year_meant = context.mentioned("year")
        return dated(year_meant and Period("season", year_meant.number * 4 + index), f"XXXX-{name}")
    candidates = [Period("season", (now.number // 4 + shift) * 4 + index) for shift in (-2, -1, 0, 1, 2)]
    side = _SHIFTS.get(which, 0)
    if which == "this":
        return dated(choose(candidates, now, 0))
    if side:
        return dated(choose(candidates, now.shifted(side), side))
    return dated(choose(candidates, now, context.direction(words.cue, words.after(), words.start)))


@RULES.add("FISCAL(?: UNIT)? (?P<year>YYYY)", "FF ?(?P<year>YYYY)")
def fiscal_year(words: Words, context: Context) -> Reading | None:
    """Fiscal 1998."""
    return dated(Period("year", int(words["year"])))


@RULES.add("(?:EDGE)?(?P<year>YYYY)")
def year(words: Words, context: Context) -> Reading | None:
    """1998, early 1991; a bare figure needs evidence that it is a year."""
    number = int(words["year"])
    if not 1600 <= number < 2100 or _is_other_figure(words):
        return None
    after = words.after().lower()
    is_plural = after.endswith("s") and after not in {"as", "was", "is", "s", "has"}
    if not _has_year_cue(words, context, number) and (is_plural or not 1900 <= number < 2036):
        return None
    return dated(Period("year", number))


def _is_other_figure(words: Words) -> bool:
    """Whether a figure is part of a larger one, an amount or a count."""
    before, after = words.before().lower(), words.after().lower()
    in_range = before in {"-", "–", "/"} and words.before(2).isdigit()
    if words.is_joined_before and not in_range and before not in {"(", '"', "“", "‘", "'"}:
        return True
    is_amount = before in {"$", "£", "€", "#"} or (words.is_joined_behind and after in {"%", "$", "/"})
    return is_amount or after in _CUES["counted"]


def _has_year_cue(words: Words, context: Context, number: int) -> bool:
    """Whether the words around a figure show that it is a year: a preposition, a list of years, a determiner."""
    before = words.before().lower()
    if before in _CUES["before"] or before == "(" or words.text[0].isalpha():
        return True
    if before in {"and", "or", ",", "to", "-", "–", "/"} and context.last is not None and context.last.unit == "year":
        return True
    return before in _CUES["determiners"] and number % 1000 != 0
