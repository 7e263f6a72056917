"""Rules for durations, distances in time and sets: three days, four years ago, the past three days, every quarter."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from transforms.extract.entities.times.context import Context, Reading, dated
from transforms.extract.entities.times.lexicon import lexicon
from transforms.extract.entities.times.periods import Period, shift_day
from transforms.extract.entities.times.quantities import CLOCK_UNITS, FINER_UNITS, duration, quantity, unit_of
from transforms.extract.entities.times.rules import Rules, Words
from transforms.extract.languages.load import word_sets

RULES = Rules()
_CUES = word_sets("time_context.toml", "durations")
_PAST = lexicon().words("LAST", "LATEST", "PREVIOUS")
_MAX_SHIFT = 10_000
"""Units; a date further away is not given as a date."""


def relative_duration(context: Context, count: Fraction | None, unit: str, side: int) -> Reading:
    """The past three days, the next year: a duration that ends or begins on the day of publication."""
    value, day = duration(count, unit), context.published
    if day is None or count is None or unit in CLOCK_UNITS or count.denominator != 1 or count > _MAX_SHIFT:
        return Reading(value, clock=unit in CLOCK_UNITS)
    far = shift_day(day, unit, side * int(count))
    if far is None or far in {date.min, date.max}:
        return Reading(value)
    if side < 0:
        return Reading(value, bounds=(far + timedelta(days=1), day), precision=unit)
    return Reading(value, bounds=(day, far), precision=unit)


@RULES.add(
    "(?:THE )?(?P<which>LAST|LATEST|PREVIOUS|NEXT|FOLLOWING|COMING) (?P<count>SEVERAL)[- ](?P<unit>ANYUNIT)(?: OR SO)?"
)
def recent_duration(words: Words, context: Context) -> Reading | None:
    """The past three days, the last few months, the next two years or so."""
    which = words["which"]
    return relative_duration(context, quantity(words["count"]), unit_of(words["unit"]), -1 if which in _PAST else 1)


@RULES.add("(?:THE )?(?P<nth>ORDINAL) (?P<count>NUMBER) QUARTERS OF (?P<year>YYYY)")
def two_quarters(words: Words, context: Context) -> Reading | None:
    """The first two quarters of 1990: a half year."""
    if words["nth"] != "first" or words["count"] != "two":
        return None
    return dated(Period("half", int(words["year"]) * 2))


@RULES.add(
    "(?:THE )?(?:FISCAL )?(?P<nth>ORDINAL) (?P<count>RANGE) (?P<unit>MANYUNITS)",
    "THE (?:UNIT-EARLIER )?(?P<count>RANGE)[- ](?P<unit>MANYUNITS)",
)
def counted_units(words: Words, context: Context) -> Reading | None:
    """The first nine months, the nine months."""
    unit = unit_of(words["unit"])
    return Reading(duration(quantity(words["count"]), unit), clock=unit in CLOCK_UNITS)


@RULES.add(
    "NEARLY?(?P<count>COUNT)[- ](?P<unit>ANYUNIT)(?P<half> AND ARTICLE HALF)?(?: OR (?:SO|MORE))? "
    "(?P<side>AGO|EARLIER|LATER|HENCE|FROM NOW|BEFORE THAT)",
    "(?:THE )?(?P<unit>UNIT)-(?P<side>AGO|EARLIER)(?: (?:QUARTER|PERIOD))?",
    "(?P<unit>UNITS) (?P<side>AGO|EARLIER|LATER)",
)
def distance(words: Words, context: Context) -> Reading | None:
    """Nearly four years ago, a year earlier, two days later, the year-ago quarter."""
    unit, side = unit_of(words["unit"]), words["side"]
    sign = 1 if side in {"later", "hence", "from now"} else -1
    count = _distance_count(words)
    if unit in CLOCK_UNITS:
        return Reading(duration(count, unit), clock=True)
    indefinite = Reading("FUTURE_REF" if sign > 0 else "PAST_REF")
    if count is None:
        return indefinite
    unit, count = _whole_units(unit, count)
    if unit == "year" and side in {"ago", "earlier"} and count == 1:
        compared, now = context.recently_mentioned("quarter", words.start), context.now("quarter")
        if compared and (now is None or compared.number <= now.number):
            return replace(dated(compared.shifted(-4)), is_comparison=True)
    steps = sign * int(count)
    if abs(steps) > _MAX_SHIFT:
        return indefinite
    if side in {"ago", "hence", "from now"}:
        return dated(context.now(unit, steps), duration(count, unit))
    return dated(_shifted_from_mentioned(words, context, unit, steps), duration(count, unit))


def _distance_count(words: Words) -> Fraction | None:
    """The number of units of a distance; None for a vague one ('years ago')."""
    if not words.has("count"):
        return None if words["unit"].endswith("s") else Fraction(1)
    count = quantity(words["count"])
    return count + Fraction(1, 2) if words.has("half") and count is not None else count


def _whole_units(unit: str, count: Fraction) -> tuple[str, Fraction]:
    """A count in units of dates: a broken number in a finer unit, fortnights in weeks, decades in years."""
    while count.denominator != 1 and unit in FINER_UNITS and FINER_UNITS[unit][0] not in CLOCK_UNITS:
        unit, count = FINER_UNITS[unit][0], count * FINER_UNITS[unit][1]
    if unit == "fortnight":
        return "week", count * 2
    if unit == "decade" and count > 1:
        return "year", count * 10
    return unit, count


def _shifted_from_mentioned(words: Words, context: Context, unit: str, steps: int) -> Period | None:
    """The period so many units from the one mentioned last; for 'earlier' also from the day of publication."""
    base = context.mentioned(unit)
    if base is None and words["side"] == "earlier":
        base = context.now(unit)
    shifted, now = base and base.shifted(steps), context.now(unit)
    if shifted and now and shifted.number > now.number and context.tense(words.start) <= 0:
        return None  # what has already happened is later than another date
    return shifted


@RULES.add(
    "EVERY (?:(?P<other>ALTERNATE)|(?P<count>RANGE|VAGUE)) (?P<unit>ANYUNIT)",
    "EVERY (?P<unit>UNIT|CLOCKUNIT|QUARTER|SECOND|WEEKEND)",
    "(?:TIMES|NUMBER FREQUENCY) (?:ARTICLE|EVERY) (?P<unit>ONEUNIT)",
)
def every(words: Words, context: Context) -> Reading | None:
    """Every day, each quarter, every two weeks, every other year, twice a week."""
    if words["unit"] == "weekend":
        return Reading("XXXX-WXX-WE")
    unit = unit_of(words["unit"])
    count = Fraction(2) if words.has("other") else quantity(words["count"]) if words.has("count") else Fraction(1)
    return Reading(duration(count, unit), clock=unit in CLOCK_UNITS)


@RULES.add("(?:THE|ARTICLE) (?P<unit>UNIT) (?P<side>BEFORE|AFTER)")
def unit_before_or_after(words: Words, context: Context) -> Reading | None:
    """The day before, a week after, not followed by what it is before or after."""
    unit, side = words["unit"], words["side"]
    if words.after()[:1].isalnum():
        return None
    base = context.mentioned(unit, -1 if side == "before" else 1)
    return dated(base, duration(Fraction(1), unit))


@RULES.add("EVERY (?P<season>SEASON)", "EVERY (?P<month>MONTH)")
def every_season(words: Words, context: Context) -> Reading | None:
    """Every summer, every May."""
    values = lexicon().values
    if words.has("season"):
        return Reading(f"XXXX-{values['SEASON'][words['season']]}")
    return Reading(f"XXXX-{values['MONTH'][words['month']]:02d}")


@RULES.add("OFTEN")
def often(words: Words, context: Context) -> Reading | None:
    """Daily, annually; not in names such as the Daily Planet."""
    if words.text[0].isupper() or words.after()[:1].isupper() or words.text == "quarterly":
        return None
    value = str(lexicon().value("OFTEN", words.text))
    return Reading(value, clock=value.startswith("PT"))


@RULES.add(
    "(?P<count>ARTICLE|NUMBER) (?P<unit>ONEUNIT) AND ARTICLE HALF",
    "NEARLY?(?P<count>COUNT)(?: KIND)?[- ](?P<unit>MANYUNITS|ONEUNIT)(?P<long>-LONGISH| OR SO)?",
)
def plain_duration(words: Words, context: Context) -> Reading | None:
    """Three days, 16-hour, a couple of weeks, a minute and a half, a year."""
    word, number = words["unit"], words["count"]
    unit, count = unit_of(word), quantity(number)
    if unit == "quarter" and number in {"three", "one", "3", "1"} and ("-" in words.text or words.after() == "of"):
        return None  # three-quarters of the food
    if words.text.lower() == "one day" and words.before() not in _CUES["before"] and context.tense(words.end - 1) > 0:
        return Reading("FUTURE_REF")  # 'it will one day be'
    if words.text.lower().endswith("a half"):
        count = (count or 0) + Fraction(1, 2)
    elif (words.after() == "-" and words.after(2).lower() in _CUES["age"]) or words.after().lower() in _CUES["age"]:
        return None  # an age
    elif number in {"a", "an"}:
        rate = words.text.lower().split()[0] == number and words.before().lower() not in _CUES["before"]
        if rate or "-" in words.text or unit in {"second", "quarter"} or words.after().lower() == "when":
            return None
    elif not word.endswith("s") and (unit == "quarter" or number in {"some", "many"}):
        return None  # a three-quarter majority, some day
    elif word == "second" and "-" not in words.text:
        return None  # one second thought
    if count is not None and count > 10**9:
        return None
    return Reading(duration(count, unit), clock=unit in CLOCK_UNITS)


@RULES.add("UNITS", "CLOCKUNITS")
def bare_units(words: Words, context: Context) -> Reading | None:
    """For weeks, in years, after hours, in the years that followed."""
    unit, the = unit_of(words.text.lower()), words.before().lower() == "the"
    if words.before(2 if the else 1).lower() not in _CUES["before_bare_unit"]:
        return None
    if the and (unit == "day" or words.after().lower() not in _CUES["after_the_units"]):
        return None
    return Reading(duration(None, unit), clock=unit in CLOCK_UNITS)


@RULES.add("THE (?P<unit>UNIT|QUARTER)(?=,? ENDED)", "(?P<unit>LONG)", "(?P<unit>UNIT)-LONGISH")
def whole_unit(words: Words, context: Context) -> Reading | None:
    """The year (ended 30 June), a yearlong."""
    word = words["unit"]
    long = lexicon().values["LONG"].get(word)
    return Reading(str(long)) if long else Reading(duration(Fraction(1), unit_of(word)))
