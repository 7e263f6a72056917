"""Rules for dates of the calendar and times of the clock."""

from datetime import date

from transforms.extract.entities.times.context import Context, Reading, choose, dated
from transforms.extract.entities.times.lexicon import lexicon
from transforms.extract.entities.times.periods import Period
from transforms.extract.entities.times.rules import Rules, Words

RULES = Rules()


def number_of_month(word: str) -> int:
    """'Sept.' -> 9; figures too."""
    word = word.rstrip(". ")
    if word.isdigit():
        return int(word)
    values = lexicon().values
    return int(values["MONTH"].get(word) or values["ABBREV"][word])


def figure(word: str) -> int:
    """'3rd' -> 3."""
    return int("".join(letter for letter in word if letter.isdigit()))


def full_year(word: str) -> int:
    """'98' -> 1998, '05' -> 2005."""
    year = int(word)
    return year if year > 99 else year + (2000 if year < 50 else 1900)


def day_of(year: int, month: int, day: int) -> Period | None:
    """The day, or None where the calendar has none such."""
    try:
        return Period.of("day", date(year, month, day))
    except ValueError:
        return None


@RULES.add(
    "(?P<year>YYYY)-(?P<month>DD)-(?P<day>DD)(?:[T ](?P<hours>DD):(?P<minutes>DD|NN)(?::(?:DD|NN))?Z?)?",
    "(?P<day>DD)[.](?P<month>DD)[.](?P<year>YYYY)",
    "(?P<month>DD)/(?P<day>DD)/(?P<year>YYYY|DD|NN)",
)
def all_figures(words: Words, context: Context) -> Reading | None:
    """2024-11-29, 29.11.2024, 11/29/2024 (month first, unless only day first is a date)."""
    year, month, day = full_year(words["year"]), int(words["month"]), int(words["day"])
    found = day_of(year, month, day) or day_of(year, day, month)
    if found is None or (words.joined and words.before() not in {"(", '"', "“"}):
        return None
    reading = dated(found)
    return reading.at(f"{int(words['hours']):02d}:{int(words['minutes']):02d}") if words.has("hours") else reading


@RULES.add("DD/DD")
def known_day(words: Words, context: Context) -> Reading | None:
    """9/11, the one day that has become a name; other figures with a slash may be anything."""
    return dated(day_of(2001, 9, 11)) if words.text == "9/11" and not words.joined else None


@RULES.add(
    "(?:DAYNAME,? )?(?P<which>LAST |THIS |NEXT )?(?P<month>CALENDARMONTH) (?P<day>DAYNO)(?![:,]DIG|SUFFIX)"
    "(?:,? (?P<year>YYYY)(?!,NNN)|(?=(?: AND | TO |-)(?:CALENDARMONTH )?DAYNO,? (?P<later>YYYY)))?",
    "(?P<day>DD)(?=(?:-| TO | AND )DAYNO (?:OF )?(?P<month>CALENDARMONTH)(?:,? (?P<year>YYYY))?)",
    "(?:DAYNAME,? )?(?:THE )?(?P<day>DAYNO) (?:OF )?(?P<month>CALENDARMONTH)(?:,? (?P<year>YYYY))?",
)
def month_day(words: Words, context: Context) -> Reading | None:
    """April 6, 1994; Friday, Nov. 25; the 3rd of May."""
    month, day = number_of_month(words["month"]), figure(words["day"])
    if year := words["year"] or words["later"]:
        found = day_of(int(year), month, day)
        return dated(found) if found else None
    if not day_of(2000, month, day):
        return None
    now = context.now("day")
    if now is None or context.published is None:
        return Reading(f"XXXX-{month:02d}-{day:02d}")
    direction = {"last": -1, "next": 1}.get(words["which"].strip()) or context.direction(
        words.before(), words.after(), words.start, of_day=True
    )
    around = [day_of(context.published.year + shift, month, day) for shift in (-1, 0, 1)]
    known = [period for period in around if period]
    # a report of the past may be dated a day before what it tells
    return dated(choose(known, now.shifted(1 if direction < 0 else 0), direction))


@RULES.add("(?:(?<=DD AND )|(?<=DD TO )|(?<=DD-))(?P<day>DAYNO)(?! UNIT| UNITS|,NNN|:)")
def another_day(words: Words, context: Context) -> Reading | None:
    """The second day of 'April 24 and 25'."""
    last = context.last
    if last is None or last.unit != "day" or not 0 < words.start - context.last_end <= 5 or last.start is None:
        return None
    found = day_of(last.start.year, last.start.month, figure(words["day"]))
    return dated(found) if found else None


@RULES.add(
    "EDGE?(?P<month>CALENDARMONTH)(?:, ?| OF | )(?P<year>YYYY)",
    "EDGE?(?P<month>CALENDARMONTH)(?: OF)? (?:THE )?(?P<which>THIS|LAST|PREVIOUS|NEXT|FOLLOWING|THAT|SAME) UNIT",
    "EDGE?(?:THE )?(?P<which>LAST|THIS|NEXT|PREVIOUS|FOLLOWING|COMING) EDGE?(?P<month>CALENDARMONTH)",
    "EDGE?(?P<month>CALENDARMONTH)",
)
def month(words: Words, context: Context) -> Reading | None:
    """October 1998, late November, last October, April next year."""
    name = words["month"]
    number = number_of_month(name)
    if words.has("year"):
        return dated(Period("month", int(words["year"]) * 12 + number - 1))
    which = words["which"]
    if (
        (name in {"may", "march"} or (len(name.rstrip(".")) < 5 and name not in {"june", "july"}))
        and not which
        and not _is_month(words)
    ):
        return None
    now = context.now("month")
    if which in {"that", "same", "previous", "following"}:
        year = context.mentioned("year", {"previous": -1, "following": 1}.get(which, 0))
        return dated(year and Period("month", year.number * 12 + number - 1), f"XXXX-{number:02d}")
    if now is None:
        return Reading(f"XXXX-{number:02d}")
    this = now.number // 12
    if words.text.lower().endswith("year"):
        return dated(Period("month", (this + {"last": -1, "next": 1}.get(which, 0)) * 12 + number - 1))
    around = [Period("month", (this + shift) * 12 + number - 1) for shift in (-1, 0, 1)]
    if which == "last":
        return dated(choose(around, now.shifted(-1), -1))
    if which in {"next", "coming"}:
        return dated(choose(around, now.shifted(1), 1))
    return dated(choose(around, now, context.direction(words.before(), words.after(), words.start)))


def _is_month(words: Words) -> bool:
    """Whether 'May' or 'March' is the month: a preposition or a possessive tells."""
    before = words.before().lower()
    return before in {
        "in", "since", "until", "by", "from", "of", "during", "for", "through", "between", "early", "late", "mid",
        "to", "last", "next", "this", "-", "before", "after",
    } and words.after().lower() not in {"be", "have", "not", "day"}  # fmt: skip


def clock_value(hour: int, minute: int, meridiem: str = "") -> str | None:
    """'6', '30', 'p.m.' -> 18:30; None where no clock shows it."""
    if meridiem:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if meridiem.startswith("p") else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


@RULES.add(
    "CLOCKTIME(?:(?:,? ON|,)? (?P<date>SHORTDATE))?",
    "(?P<date>SHORTDATE),? (?:AT )?CLOCKTIME",
)
def clock(words: Words, context: Context) -> Reading | None:
    """6 a.m. Friday, Friday at 18:30."""
    if words.has("meridiem"):
        value = clock_value(int(words["hour"]), int(words["minute"] or 0), words["meridiem"])
    else:
        value = clock_value(int(words["hours"]), int(words["minutes"]))
        if words.before().lower() not in {"at", "by", "until", "around", "from", "about", "to", "(", ","}:
            return None  # 3:16 may be a verse, a score, a time of a race
    if value is None or (words.joined and words.before() not in {"(", "-", "–", '"', "“"}):
        return None
    return (words.read("date") or day_meant(context)).at(value)


@RULES.add("(?P<clock>YYYY|NNNN) ZONE")
def zulu(words: Words, context: Context) -> Reading | None:
    """0630 GMT."""
    value = clock_value(int(words["clock"][:2]), int(words["clock"][2:]))
    return day_meant(context).at(value) if value else None


@RULES.add("(?P<hour>DD|NUMBER) OO'CLOCKWORD")
def o_clock(words: Words, context: Context) -> Reading | None:
    """Three o'clock."""
    hour = words["hour"]
    number = int(hour) if hour.isdigit() else lexicon().values["NUMBER"][hour]
    return day_meant(context).at(f"{number:02d}:00") if number < 25 else None


def day_meant(context: Context) -> Reading:
    """The day a time of the day belongs to: the last one mentioned, else the day of publication."""
    last = context.last if context.last is not None and context.last.unit == "day" else context.now("day")
    return dated(last, "XXXX-XX-XX")
