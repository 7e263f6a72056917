"""Rules for days and their parts by name: Friday, this morning, overnight, the weekend, Christmas."""

from datetime import date, timedelta

from transforms.extract.entities.times.context import Context, Reading, choose, dated
from transforms.extract.entities.times.dates import day_meant
from transforms.extract.entities.times.lexicon import lexicon
from transforms.extract.entities.times.periods import Period, easter
from transforms.extract.entities.times.rules import Rules, Words

RULES = Rules()
# (month, day) or (month, weekday, which of the month; -1 the last)
FIXED = {"christmas": (12, 25), "christmas day": (12, 25), "christmas eve": (12, 24), "halloween": (10, 31),
         "new year's day": (1, 1), "new year's eve": (12, 31), "juneteenth": (6, 19), "valentine's day": (2, 14),
         "independence day": (7, 4), "boxing day": (12, 26), "veterans day": (11, 11)}  # fmt: skip
MOVING = {"thanksgiving": (11, 4, 4), "thanksgiving day": (11, 4, 4), "labor day": (9, 1, 1),
          "memorial day": (5, 1, -1), "mother's day": (5, 7, 2), "father's day": (6, 7, 3)}  # fmt: skip
HOLIDAY_THINGS = frozenset(
    ("album", "appeal", "bauble", "baubles", "bunny", "cake", "candy", "card", "cards", "carol", "carols", "chocolate",
     "concert", "cookies", "costume", "costumes", "decorations", "dinner", "dish", "egg", "eggs", "film", "films",
     "gift", "gifts", "jumper", "lights", "list", "lunch", "market", "markets", "meal", "movie", "movies", "music",
     "ornament", "ornaments", "parade", "party", "parties", "play", "present", "presents", "pudding", "sale", "sales",
     "shoppers", "shopping", "show", "song", "songs", "special", "story", "stories", "sweater", "tree", "trees",
     "turkey", "wreath", "wreaths")
)  # fmt: skip
"""What a holiday only gives its name to: a Christmas tree stands in November too."""
EASTER = {"easter": 0, "easter sunday": 0, "easter monday": 1, "good friday": -2}


def part(reading: Reading, word: str) -> Reading:
    """The reading with its part of the day, if any."""
    return reading.at(lexicon().value("PART", word)) if word else reading


@RULES.add("THE UNIT (?P<side>BEFORE|AFTER) (?P<word>DAYWORD)")
def next_but_one(words: Words, context: Context) -> Reading | None:
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
    return part(dated(context.now("day", values["DAYWORD"][word]), unknown), words["part"])


@RULES.add("EVERY (?P<day>WEEKDAY)(?: (?P<part>PART))?", "(?P<day>WEEKDAYS)(?: (?P<part>PART))?",
           "(?P<day>WEEKDAY) (?P<part>PARTS)")  # fmt: skip
def every_weekday(words: Words, context: Context) -> Reading | None:
    """Every Friday, Mondays, Sunday mornings."""
    values = lexicon().values
    day = values["WEEKDAY"].get(words["day"]) or values["WEEKDAYS"][words["day"]]
    word = words["part"]
    reading = Reading(f"XXXX-WXX-{day}")
    return reading.at(str(values["PART"].get(word) or values["PARTS"][word])) if word else reading


@RULES.add(
    "EDGE?(?:(?:THE |THIS )?(?P<which>LAST|THIS|NEXT|PREVIOUS|FOLLOWING|COMING|THAT|SAME) )?(?P<day>WEEKDAY)"
    "(?: (?P<part>PART))?"
)
def weekday(words: Words, context: Context) -> Reading | None:
    """Friday, late Monday night, last Tuesday, the previous Friday."""
    number, which = lexicon().value("WEEKDAY", words["day"]), words["which"]
    now = context.now("day")
    if which in {"previous", "following"} and context.last is not None and context.last.unit == "day":
        now = context.last
    if now is None:
        return part(Reading(f"XXXX-WXX-{number}"), words["part"])
    back = (now.number - number) % 7  # days since the last such day; ordinal 1 was a Monday
    week = [now.shifted(-back), now.shifted(7 - back)] if back else [now]
    if which in {"last", "past", "previous"}:
        found = now.shifted(-(back or 7))
    elif which in {"next", "following", "coming"}:
        found = now.shifted(7 - back)
    elif which in {"that", "same"} and context.last is not None:
        found = _in_week_of(context.last, number) or week[0]
    else:
        direction = (
            1
            if which == "this" and back > 3
            else context.direction(words.before(), words.after(), words.start, of_day=True)
        )
        # news tells more of what was than of what will be: of two days about as near, the past one
        found = choose(week, now if direction else now.shifted(-1), direction) or now
    return part(dated(found), words["part"])


def _in_week_of(period: Period, number: int) -> Period | None:
    start = period.start
    return Period.of("day", start).shifted(number - start.isoweekday()) if start else None


@RULES.add("EDGE?(?P<which>THIS|LAST|THAT|THE SAME|THE PREVIOUS|THE FOLLOWING|THE NEXT) (?P<part>PART)")
def part_of_a_day(words: Words, context: Context) -> Reading | None:
    """This morning, last night, that evening, the following afternoon."""
    which = words["which"].removeprefix("the ")
    if which in {"this", "last"}:
        day = context.now("day", -1 if which == "last" else 0)
    else:
        meant = day_meant(context).period
        day = meant and meant.shifted({"previous": -1, "following": 1, "next": 1}.get(which, 0))
    return part(dated(day, "XXXX-XX-XX"), words["part"])


@RULES.add("EVERY (?P<part>PART)")
def every_part(words: Words, context: Context) -> Reading | None:
    """Every morning."""
    return part(Reading("XXXX-XX-XX"), words["part"])


@RULES.add("(?:THE )?EDGE?(?P<part>PART)(?: OF| ON)? (?P<date>SHORTDATE)")
def part_of_date(words: Words, context: Context) -> Reading | None:
    """The evening of Nov. 3, noon on Friday."""
    date = words.read("date")
    return None if date is None or date.clock else part(date, words["part"])


@RULES.add("(?:THE )?EDGE?(?P<part>PART)")
def some_part(words: Words, context: Context) -> Reading | None:
    """In the morning, at noon, by late afternoon; without a preposition a night is not a time but a thing."""
    if words.before().lower() not in {
        "in",
        "by",
        "at",
        "during",
        "until",
        "since",
        "after",
        "before",
        "around",
        "from",
    }:
        return None
    if words.after().lower() in {"of", "when", "session"}:
        return None
    return part(day_meant(context), words["part"])


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
    if which.endswith("past"):  # told on a Sunday, 'this past weekend' is the one that ends
        return dated(now.shifted(-1) if context.published.weekday() < 5 else now)
    ahead = context.direction(words.before(), words.after(), words.start) > 0
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
    if _holiday(name, 2000) is None or (" " not in name and words.after().lower() in HOLIDAY_THINGS):
        return None
    if words.has("year"):
        return dated(_holiday(name, int(words["year"])))
    now = context.now("day")
    if now is None or context.published is None:
        return Reading("XXXX-{:02d}-{:02d}".format(*FIXED[name]) if name in FIXED else "XXXX-XX-XX")
    around = [_holiday(name, context.published.year + shift) for shift in (-1, 0, 1)]
    direction = {"last": -1, "next": 1}.get(words["which"]) or context.direction(
        words.before(), words.after(), words.start
    )
    return dated(choose([day for day in around if day], now, direction))


def _holiday(name: str, year: int) -> Period | None:
    if not 1583 <= year < 9999:
        return None
    if name in FIXED:
        return Period.of("day", date(year, *FIXED[name]))
    if name in EASTER:
        return Period.of("day", easter(year) + timedelta(days=EASTER[name]))
    if name == "election day":
        return Period.of("day", _nth_weekday(year, 11, 1, 1) + timedelta(days=1))
    if name in MOVING:
        return Period.of("day", _nth_weekday(year, *MOVING[name]))
    return None


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * max(nth - 1, 0))
    while nth < 0 and (day + timedelta(days=7)).month == month:
        day += timedelta(days=7)
    return day
