"""Rules for durations, distances in time and sets: three days, four years ago, the past week, every quarter."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from transforms.extract.entities.times.context import Context, Reading, dated
from transforms.extract.entities.times.lexicon import lexicon
from transforms.extract.entities.times.periods import Period, move
from transforms.extract.entities.times.quantities import CLOCK, FINER, duration, quantity, unit_of
from transforms.extract.entities.times.rules import Rules, Words

RULES = Rules()
# Words before 'a year' or 'weeks' that make it a stretch of time; after a figure it is a rate ('300 jobs a month')
STRETCH = {
    "in", "for", "within", "over", "after", "during", "since", "than", "of", "about", "nearly", "almost", "least",
    "spent", "spend", "spending", "took", "take", "takes", "taking", "lasted", "lasts", "lasting", "just", "only",
    "half", "up", "to", "past", "under", "around", "barely", "before", "until", "by", "through", "throughout",
    "roughly", "approximately", "wait", "waited", "served", "serving", "and",
}  # fmt: skip
PAST = {"last", "past", "previous", "preceding", "prior"}
OLD = {"old", "olds", "older", "young", "younger"}
FAR = 10_000  # units; a date further away is none of the calendar


def stretch(context: Context, count: Fraction | None, unit: str, side: int) -> Reading:
    """The past three days, the next year: a duration that ends or begins at the day of publication."""
    value, day = duration(count, unit), context.published
    if day is None or count is None or unit in CLOCK or count.denominator != 1 or count > 10_000:
        return Reading(value, clock=unit in CLOCK)
    far = move(day, unit, side * int(count))
    if far is None or far in {date.min, date.max}:
        return Reading(value)
    if side < 0:
        return Reading(value, bounds=(far + timedelta(days=1), day), precision=unit)
    return Reading(value, bounds=(day, far), precision=unit)


@RULES.add("(?:THE )?(?P<which>LAST|PREVIOUS|NEXT|FOLLOWING|COMING) (?P<count>SEVERAL)[- ](?P<unit>ANYUNIT)(?: OR SO)?")
def recent_stretch(words: Words, context: Context) -> Reading | None:
    """The past three days, the last few months, the next two years or so."""
    which = words["which"]
    return stretch(context, quantity(words["count"]), unit_of(words["unit"]), -1 if which in PAST else 1)


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
def counted(words: Words, context: Context) -> Reading | None:
    """The first nine months, the nine months."""
    unit = unit_of(words["unit"])
    return Reading(duration(quantity(words["count"]), unit), clock=unit in CLOCK)


@RULES.add(
    "NEARLY?(?P<count>COUNT)[- ](?P<unit>ANYUNIT)(?P<half> AND ARTICLE HALF)?(?: OR (?:SO|MORE))? "
    "(?P<side>AGO|EARLIER|LATER|HENCE|FROM NOW|BEFORE THAT)",
    "(?:THE )?(?P<unit>UNIT)-(?P<side>AGO|EARLIER)(?: (?:QUARTER|PERIOD))?",
    "(?P<unit>UNITS) (?P<side>AGO|EARLIER|LATER)",
)
def distance(words: Words, context: Context) -> Reading | None:
    """Nearly four years ago, a year earlier, two days later, the year-ago quarter."""
    unit, side = unit_of(words["unit"]), words["side"]
    count = quantity(words["count"]) if words.has("count") else None if words["unit"].endswith("s") else Fraction(1)
    if words.has("half") and count is not None:
        count += Fraction(1, 2)
    if unit in CLOCK:
        return Reading(duration(count, unit), clock=True)
    sign = 1 if side in {"later", "hence", "from now"} else -1
    if count is None:
        return Reading("FUTURE_REF" if sign > 0 else "PAST_REF")
    while count.denominator != 1 and unit in FINER and FINER[unit][0] not in CLOCK:
        unit, count = FINER[unit][0], count * FINER[unit][1]
    if unit == "fortnight":
        unit, count = "week", count * 2
    if unit == "decade" and count > 1:
        unit, count = "year", count * 10
    steps = sign * int(count)
    if (unit, side) in {("year", "ago"), ("year", "earlier")}:
        compared, now = context.near("quarter", words.start), context.now("quarter")
        if compared and count == 1 and (now is None or compared.number <= now.number):
            return replace(dated(compared.shifted(-4)), aside=True)
    if abs(steps) > FAR:
        return Reading("FUTURE_REF" if sign > 0 else "PAST_REF")
    if side in {"ago", "hence", "from now"}:
        return dated(context.now(unit, steps), duration(count, unit))
    base = context.mentioned(unit)
    if base is None and side == "earlier":
        base = context.now(unit)
    moved = base and base.shifted(steps)
    now = context.now(unit)
    if moved and now and moved.number > now.number and context.tense(words.start) <= 0:
        moved = None  # what has happened by now is later than something else
    return dated(moved, duration(count, unit))


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
    return Reading(duration(count, unit), clock=unit in CLOCK)


@RULES.add("(?:THE|ARTICLE) (?P<unit>UNIT) (?P<side>BEFORE|AFTER)")
def neighbour(words: Words, context: Context) -> Reading | None:
    """The day before, a week after, with nothing behind that it would be before or after."""
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
    "NEARLY?(?P<count>COUNT)[- ](?P<unit>MANYUNITS|ONEUNIT)(?P<long>-LONGISH)?",
)
def plain_duration(words: Words, context: Context) -> Reading | None:
    """Three days, 16-hour, a couple of weeks, a minute and a half, a year."""
    word, number = words["unit"], words["count"]
    unit, count = unit_of(word), quantity(number)
    if words.text.lower().endswith("a half"):
        count = (count or 0) + Fraction(1, 2)
    elif (words.after() == "-" and words.after(2).lower() in OLD) or words.after().lower() in OLD:
        return None  # an age
    elif number in {"a", "an"}:
        rate = words.text.lower().split()[0] == number and words.before().lower() not in STRETCH
        if rate or "-" in words.text or unit in {"second", "quarter"} or words.after().lower() == "when":
            return None
    elif not word.endswith("s") and (unit == "quarter" or number in {"some", "many"}):
        return None  # a three-quarter majority, some day
    elif word == "second" and "-" not in words.text:
        return None  # one second thought
    if count is not None and count > 10**9:
        return None
    return Reading(duration(count, unit), clock=unit in CLOCK)


@RULES.add("UNITS", "CLOCKUNITS")
def bare_units(words: Words, context: Context) -> Reading | None:
    """For weeks, in years, after hours."""
    if words.before().lower() not in {"for", "in", "over", "after", "within", "took", "take", "spent", "lasted"}:
        return None
    unit = unit_of(words.text.lower())
    return Reading(duration(None, unit), clock=unit in CLOCK)


@RULES.add("THE (?P<unit>UNIT|QUARTER)(?=,? ENDED)", "(?P<unit>LONG)", "(?P<unit>UNIT)-LONGISH")
def whole(words: Words, context: Context) -> Reading | None:
    """The year (ended 30 June), a yearlong."""
    word = words["unit"]
    long = lexicon().values["LONG"].get(word)
    return Reading(str(long)) if long else Reading(duration(Fraction(1), unit_of(word)))
