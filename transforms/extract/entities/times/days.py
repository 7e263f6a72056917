"""Rules for named days and parts of days: Friday, this morning, overnight, the weekend, Christmas."""

from datetime import date, timedelta

from transforms.extract.entities.times.context import Context, Reading, choose, dated
from transforms.extract.entities.times.dates import day_of_time, ordinal_of
from transforms.extract.entities.times.lexicon import lexicon
from transforms.extract.entities.times.periods import Period, easter
from transforms.extract.entities.times.rules import Rules, Words
from transforms.extract.languages.load import load_toml, word_set

RULES = Rules()
_HOLIDAY_THINGS = word_set("time_context.toml", "holidays", "things")
"""Things that only bear the name of a holiday: there are Christmas trees in November."""
_BEFORE_PART_OF_DAY = word_set("time_context.toml", "periods", "before_part_of_day")
_APPROACHES = word_set("time_context.toml", "holidays", "approaches")
_HOLIDAYS = load_toml("time_context.toml")
_FIXED: dict[str, tuple[int, int]] = _HOLIDAYS["fixed_holidays"]
"""Month and day."""
_MOVING: dict[str, tuple[int, int, int, int]] = _HOLIDAYS["moving_holidays"]
"""Month, weekday, which of the month (-1 the last), days after it."""
_EASTER: dict[str, int] = _HOLIDAYS["easter_holidays"]
"""Days after Easter Sunday."""


def _at_part(reading: Reading, word: str) -> Reading:
    """A day at the part of the day that a word names; the day itself where there is no word."""
    return reading.at(lexicon().value("PART", word)) if word else reading


@RULES.add("THE UNIT (?P<side>BEFORE|AFTER) (?P<word>DAYWORD)")
def two_days_away(words: Words, context: Context) -> Reading | None:
    """The day after tomorrow, the day before yesterday."""
    shift = 2 if words["side"] == "after" else -2
    if words["word"] != ("tomorrow" if shift > 0 else "yesterday"):
        return None
    return dated(context.now("day", shift), "XXXX-XX-XX")


@RULES.add("EDGE?(?P<word>NIGHTWORD)", "EDGE?(?P<word>DAYWORD)(?: (?P<part>PART))?",
           "(?:EDGE?(?P<part>PART) )(?P<word>DAYWORD)", "LATER (?P<word>DAYWORD)(?: (?P<part>PART))?")  # fmt: skip
def day_word(words: Words, context: Context) -> Reading | None:
    """Today, late yesterday, tomorrow morning, tonight, overnight."""
    values, word = lexicon().values, words["word"]
    if word in values["NIGHTWORD"]:
        return dated(context.now("day", values["NIGHTWORD"][word]), "XXXX-XX-XX").at("NI")
    unknown = "PRESENT_REF" if word == "today" and not words.has("part") else "XXXX-XX-XX"
    return _at_part(dated(context.now("day", values["DAYWORD"][word]), unknown), words["part"])


@RULES.add(
    "EVERY (?P<day>WEEKDAY)(?: (?P<part>PART))?",
    "(?P<day>WEEKDAYS)(?: (?P<part>PART))?",
    "(?P<day>WEEKDAY) (?P<part>PARTS)",
    "(?P<day>WEEKDAY)(?=(?:, WEEKDAY)*,? (?:AND|OR|TO) WEEKDAY (?P<part>PARTS))",
)
def every_weekday(words: Words, context: Context) -> Reading | None:
    """Every Friday, Mondays, Sunday mornings, both days of 'Monday and Tuesday nights'."""
    values = lexicon().values
    day = values["WEEKDAY"].get(words["day"]) or values["WEEKDAYS"][words["day"]]
    word = words["part"]
    reading = Reading(f"XXXX-WXX-{day}")
    return reading.at(str(values["PART"].get(word) or values["PARTS"][word])) if word else reading


@RULES.add(
    "(?:THE )?(?:(?P<nth>NTH)|LAST) (?P<day>WEEKDAY) (?P<joint>OF|PREPOSITION) "
    "(?P<month>CALENDARMONTH(?:,? YYYY)?|(?:THIS|LAST|NEXT) UNIT)"
)
def weekday_of_month(words: Words, context: Context) -> Reading | None:
    """The third Monday of January, the last Friday in May 2024, the first Sunday of next month."""
    month = words.read("month") if words["joint"] in {"of", "in"} else None
    first = month.period.start if month is not None and month.period is not None else None
    nth = ordinal_of(words["nth"]) if words.has("nth") else -1
    if first is None or month is None or month.period is None or month.period.unit != "month" or not nth or nth > 5:
        return None
    day = _nth_weekday(first.year, first.month, lexicon().value("WEEKDAY", words["day"]), nth)
    return dated(Period.of("day", day)) if day.month == first.month else None


@RULES.add(
    "(?:EDGE|EARLIER )?(?:(?:THE |THIS )?(?P<which>LAST|THIS|NEXT|PREVIOUS|FOLLOWING|COMING|THAT|SAME) )?"
    "(?P<day>WEEKDAY)(?: (?P<part>PART))?"
)
def weekday(words: Words, context: Context) -> Reading | None:
    """Friday, late Monday night, last Tuesday, the previous Friday."""
    number, which = lexicon().value("WEEKDAY", words["day"]), words["which"]
    now = context.now("day")
    if which in {"previous", "following"} and context.last is not None and context.last.unit == "day":
        now = context.last
    if now is None:
        return _at_part(Reading(f"XXXX-WXX-{number}"), words["part"])
    days_since = (now.number - number) % 7  # ordinal 1 was a Monday
    candidates = [now.shifted(-days_since), now.shifted(7 - days_since)] if days_since else [now]
    if which in {"last", "past", "previous"}:  # 'last Monday', on a Tuesday, is not yesterday
        found = now.shifted(-days_since if days_since > (which == "last") else -days_since - 7)
    elif which in {"next", "following", "coming"}:
        found = now.shifted(7 - days_since)
    elif which in {"that", "same"} and context.last is not None:
        found = _weekday_of_week(context.last, number) or candidates[0]
    else:
        direction = context.direction(words.cue, words.after(), words.start, of_day=True)
        if which == "this" and days_since > 3:
            direction = 1
        # the news is more about the past than the future: of two days about equally near, the past one
        found = choose(candidates, now if direction else now.shifted(-1), direction) or now
    return _at_part(dated(found), words["part"])


def _weekday_of_week(period: Period, number: int) -> Period | None:
    start = period.start
    return Period.of("day", start).shifted(number - start.isoweekday()) if start else None


@RULES.add("EDGE?(?P<which>THIS|LAST|THAT|THE SAME|THE PREVIOUS|THE FOLLOWING|THE NEXT) (?P<part>PART)")
def deictic_part(words: Words, context: Context) -> Reading | None:
    """This morning, last night, that evening, the following afternoon."""
    which = words["which"].removeprefix("the ")
    if which in {"this", "last"}:
        day = context.now("day", -1 if which == "last" else 0)
    else:
        meant = day_of_time(context).period
        day = meant and meant.shifted({"previous": -1, "following": 1, "next": 1}.get(which, 0))
    return _at_part(dated(day, "XXXX-XX-XX"), words["part"])


@RULES.add("EVERY (?P<part>PART)")
def every_part(words: Words, context: Context) -> Reading | None:
    """Every morning."""
    return _at_part(Reading("XXXX-XX-XX"), words["part"])


@RULES.add("(?:THE )?EDGE?(?P<part>PART)(?: OF| ON)? (?P<date>SHORTDATE)")
def part_of_date(words: Words, context: Context) -> Reading | None:
    """The evening of Nov. 3, noon on Friday."""
    date = words.read("date")
    return None if date is None or date.clock else _at_part(date, words["part"])


@RULES.add("(?:THE )?EDGE?(?P<part>PART)")
def part_of_last_day(words: Words, context: Context) -> Reading | None:
    """In the morning, at noon, by late afternoon; 'a night' without a preposition is not a time."""
    if words.before().lower() not in _BEFORE_PART_OF_DAY:
        return None
    if words.after().lower() in {"of", "when", "session"}:
        return None
    return _at_part(day_of_time(context), words["part"])


@RULES.add(
    "EDGE?(?P<which>THE|THIS|THAT|NEXT|(?:THIS )?LAST|(?:THE )?(?:PREVIOUS|FOLLOWING|COMING|SAME)|THE (?:LAST|NEXT))"
    " WEEKEND"
)
def weekend(words: Words, context: Context) -> Reading | None:
    """Over the weekend, this weekend, last weekend."""
    which = words["which"].removeprefix("the").strip()
    if which in {"that", "same", "previous", "following"}:
        return dated(context.mentioned("weekend", {"previous": -1, "following": 1}.get(which, 0)), "XXXX-WXX-WE")
    now = context.now("weekend")
    if now is None or context.published is None:
        return Reading("XXXX-WXX-WE")
    if which in {"last", "next"}:
        return dated(now.shifted(-1 if which == "last" else 1))
    if which.endswith("past"):  # on a Sunday, 'this past weekend' is the one that ends
        return dated(now.shifted(-1) if context.published.weekday() < 5 else now)
    ahead = context.direction(words.cue, words.after(), words.start) > 0
    over = context.published.weekday() < 5 and not ahead and (not which or context.published.weekday() < 2)
    return dated(now.shifted(-1) if over else now)


@RULES.add(
    "(?:(?P<which>LAST|THIS|NEXT) )?(?P<name>HOLIDAY(?: UNIT| HOLIDAYDAY| WEEKDAY)?)(?:,? (?P<year>YYYY))?",
    "(?P<name>(?:HOLIDAYNAME(?:'SS)?|NEW UNIT'SS) (?:UNIT|HOLIDAYDAY))(?:,? (?P<year>YYYY))?",
    "(?P<name>HOLIDAYNAME WEEKDAY)(?:,? (?P<year>YYYY))?",
)
def holiday(words: Words, context: Context) -> Reading | None:
    """Christmas, Labor Day, New Year's Eve 1999."""
    name = words["name"].replace("’", "'")
    if _holiday(name, 2000) is None or (" " not in name and words.after().lower() in _HOLIDAY_THINGS):
        return None
    if words.has("year"):
        return dated(_holiday(name, int(words["year"])))
    now = context.now("day")
    if now is None or context.published is None:
        return Reading("XXXX-{:02d}-{:02d}".format(*_FIXED[name]) if name in _FIXED else "XXXX-XX-XX")
    candidates = [_holiday(name, context.published.year + shift) for shift in (-1, 0, 1)]
    direction = {"last": -1, "next": 1}.get(words["which"]) or context.direction(words.cue, words.after(), words.start)
    if words.before().lower() in _APPROACHES:  # 'killed weeks before Christmas' may be told before it
        direction = 0
    return dated(choose([day for day in candidates if day], now, direction))


def _holiday(name: str, year: int) -> Period | None:
    if not 1583 <= year < 9999:
        return None
    if name in _FIXED:
        return Period.of("day", date(year, *_FIXED[name]))
    if name in _EASTER:
        return Period.of("day", easter(year) + timedelta(days=_EASTER[name]))
    if name in _MOVING:
        month, weekday, nth, days_after = _MOVING[name]
        return Period.of("day", _nth_weekday(year, month, weekday, nth) + timedelta(days=days_after))
    return None


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * max(nth - 1, 0))
    while nth < 0 and (day + timedelta(days=7)).month == month:
        day += timedelta(days=7)
    return day
