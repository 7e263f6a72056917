"""Rules for calendar dates and clock times."""

from datetime import date

from transforms.extract.entities.times.context import Context, Reading, choose, dated
from transforms.extract.entities.times.lexicon import lexicon
from transforms.extract.entities.times.periods import Period
from transforms.extract.entities.times.rules import Rules, Words
from transforms.extract.languages.load import word_sets

RULES = Rules()
_CUES = word_sets("time_context.toml", "periods")
_MAX_RANGE_GAP = 9
"""Code points between the two days of 'April 24 through 25'."""
_MAX_AGE = 335
"""Days; a day further in the past would be told with its year, so the one within the next month is meant."""


def month_number(word: str) -> int:
    """'Sept.' -> 9, '09' -> 9."""
    word = word.rstrip(". ")
    if word.isdigit():
        return int(word)
    values = lexicon().values
    return int(values["MONTH"].get(word) or values["ABBREV"][word])


def digits_of(word: str) -> int:
    """'3rd' -> 3."""
    return int("".join(letter for letter in word if letter.isdigit()))


def ordinal_of(word: str) -> int:
    """'third' -> 3, '20th' -> 20."""
    values = lexicon().values
    return int(values["ORDINAL"].get(word) or (2 if word == "second" else digits_of(word)))


def _full_year(word: str) -> int:
    """'98' -> 1998, '05' -> 2005."""
    year = int(word)
    return year if year > 99 else year + (2000 if year < 50 else 1900)


def _day(year: int, month: int, day: int) -> Period | None:
    """The day; None where it does not exist."""
    try:
        return Period.of("day", date(year, month, day))
    except ValueError:
        return None


@RULES.add(
    "(?P<year>YYYY)-(?P<month>DD)-(?P<day>DD)(?:[T ](?P<hours>DD):(?P<minutes>DD|NN)(?::(?:DD|NN))?Z?)?",
    "(?P<day>DD)[.](?P<month>DD)[.](?P<year>YYYY)",
    "(?P<month>DD)/(?P<day>DD)/(?P<year>YYYY|DD|NN)",
)
def numeric_date(words: Words, context: Context) -> Reading | None:
    """2024-11-29, 29.11.2024, 11/29/2024 (month first, unless only day first is a valid date)."""
    year, month, day = _full_year(words["year"]), int(words["month"]), int(words["day"])
    found = _day(year, month, day) or _day(year, day, month)
    if found is None or (words.is_joined_before and words.before() not in {"(", '"', "“"}):
        return None
    reading = dated(found)
    return reading.at(f"{int(words['hours']):02d}:{int(words['minutes']):02d}") if words.has("hours") else reading


@RULES.add("DD/DD")
def nine_eleven(words: Words, context: Context) -> Reading | None:
    """9/11, the only day that is a name; other figures with a slash may be anything."""
    return dated(_day(2001, 9, 11)) if words.text == "9/11" and not words.is_joined_before else None


@RULES.add(
    "NAMEDDAY?(?P<which>LAST |THIS |NEXT )?(?P<month>CALENDARMONTH) (?P<day>DAYNO)(?![:,]DIG|SUFFIX)"
    "(?:,? (?P<year>YYYY)(?!,NNN)|(?=(?: AND | TO | ?- ?)(?:CALENDARMONTH )?DAYNO,? (?P<later>YYYY)))?",
    "(?:DAYNAME,? )?(?P<day>DAYNO)(?=(?: ?- ?| TO | AND | OR |, )(?:DAYNAME,? )?DAYNO (?:OF )?(?P<month>CALENDARMONTH)"
    "(?:,? (?P<year>YYYY))?)",
    "(?P<day>DD)-(?P<month>CALENDARMONTH)-(?P<year>YYYY)",
    "(?:DAYNAME,? )?(?:THE )?(?P<day>DAYNO) (?:OF )?(?P<month>CALENDARMONTH)(?:,? (?P<year>YYYY))?",
)
def month_day(words: Words, context: Context) -> Reading | None:
    """April 6, 1994; Friday, Nov. 25; the 3rd of May; Monday 20 in 'Monday 20 and Tuesday 21 April'."""
    year = words["year"] or words["later"]
    return _read_day(words, context, int(year) if year else None, month_number(words["month"]), digits_of(words["day"]))


def _read_day(words: Words, context: Context, year: int | None, month: int, day: int) -> Reading | None:
    """A day of the calendar, of the year given or of the one that the words around it show."""
    if year is not None:
        found = _day(year, month, day)
        return dated(found) if found else None
    if not _day(2000, month, day):
        return None
    now = context.now("day")
    if now is None or context.published is None:
        return Reading(f"XXXX-{month:02d}-{day:02d}")
    direction = {"last": -1, "next": 1}.get(words["which"].strip()) or context.direction(
        words.cue, words.after(), words.start, of_day=True
    )
    nearby = [_day(context.published.year + shift, month, day) for shift in (-1, 0, 1)]
    candidates = [period for period in nearby if period]
    # a report of the past may be dated a day before the event
    found = choose(candidates, now.shifted(1 if direction < 0 else 0), direction)
    if found is not None and found.number < now.number - _MAX_AGE and words["which"].strip() != "last":
        found = choose(candidates, now, 0)
    return dated(found)


@RULES.add(
    "NAMEDDAY?(?P<month>MONTH) (?P<day>WORDEDDAY)(?!-)",
    "NAMEDDAY?(?P<the>THE )(?P<day>WORDEDDAY) OF (?P<month>MONTH)(?:,? (?P<year>YYYY))?",
)
def worded_day(words: Words, context: Context) -> Reading | None:
    """March eighth, the twenty-first of May."""
    after = words.after()
    if not words.has("the") and after.isalpha() and after.lower() not in _CUES["before"]:
        return None  # 'in March second place went to ...'
    tens, _, ones = words["day"].replace("-", " ").rpartition(" ")
    number = int(lexicon().values["NUMBER"][tens]) if tens else 0
    if number not in {0, 20, 30}:
        return None
    year = int(words["year"]) if words.has("year") else None
    return _read_day(words, context, year, month_number(words["month"]), number + ordinal_of(ones))


@RULES.add("(?:(?<=DD AND )|(?<=DD TO )|(?<=DD-)|(?<=DD - ))(?P<day>DAYNO)(?! UNIT| UNITS|,NNN|:)(?:,? YYYY)?")
def second_day(words: Words, context: Context) -> Reading | None:
    """The second day of 'April 24 and 25'."""
    last = context.last
    if (
        last is None
        or last.unit != "day"
        or not 0 < words.start - context.last_end <= _MAX_RANGE_GAP
        or last.start is None
    ):
        return None
    found = _day(last.start.year, last.start.month, digits_of(words["day"]))  # whose year is that of the first day
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
    number = month_number(name)
    if words.has("year"):
        return dated(Period("month", int(words["year"]) * 12 + number - 1))
    which = words["which"]
    if not which and _may_be_other_word(name) and not _is_month(words):
        return None
    now = context.now("month")
    if which in {"that", "same", "previous", "following"}:
        year = context.mentioned("year", {"previous": -1, "following": 1}.get(which, 0))
        return dated(year and Period("month", year.number * 12 + number - 1), f"XXXX-{number:02d}")
    if now is None:
        return Reading(f"XXXX-{number:02d}")
    this_year = now.number // 12
    if words.text.lower().endswith("year"):
        return dated(Period("month", (this_year + {"last": -1, "next": 1}.get(which, 0)) * 12 + number - 1))
    candidates = [Period("month", (this_year + shift) * 12 + number - 1) for shift in (-1, 0, 1)]
    if which == "last":
        is_last_month = now.number % 12 and number == now.number % 12  # which would be called so: a year before
        return dated(choose(candidates, now.shifted(-2 if is_last_month else -1), -1))
    if which in {"next", "coming"}:
        return dated(choose(candidates, now.shifted(1), 1))
    return dated(choose(candidates, now, context.direction(words.cue, words.after(), words.start)))


def _may_be_other_word(month: str) -> bool:
    """Whether the name of a month may be another word: 'May', 'March' and abbreviations."""
    return month in {"may", "march"} or (len(month.rstrip(".")) < 5 and month not in {"june", "july"})


def _is_month(words: Words) -> bool:
    """Whether the words around 'May' or 'March' show that it is the month."""
    is_verb = words.after().lower() in {"be", "have", "not", "day"}
    return words.before().lower() in _CUES["before_month"] and not is_verb


def _clock_value(hour: int, minute: int, meridiem: str = "") -> str | None:
    """6, 30, 'p.m.' -> 18:30; None where there is no such time."""
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
        value = _clock_value(int(words["hour"]), int(words["minute"] or 0), words["meridiem"])
    else:
        value = _clock_value(int(words["hours"]), int(words["minutes"]))
        if words.before().lower() not in _CUES["before_clock"]:
            return None  # 3:16 may be a verse, a score, the time of a race
    if value is None or (words.is_joined_before and words.before() not in {"(", "-", "–", '"', "“"}):
        return None
    return (words.read("date") or day_of_time(context)).at(value)


@RULES.add("(?P<clock>YYYY|NNNN) ZONE")
def time_with_zone(words: Words, context: Context) -> Reading | None:
    """0630 GMT."""
    value = _clock_value(int(words["clock"][:2]), int(words["clock"][2:]))
    return day_of_time(context).at(value) if value else None


@RULES.add("(?P<hour>DD|NUMBER) OO'CLOCKWORD")
def full_hour(words: Words, context: Context) -> Reading | None:
    """Three o'clock."""
    hour = words["hour"]
    number = int(hour) if hour.isdigit() else lexicon().values["NUMBER"][hour]
    return day_of_time(context).at(f"{number:02d}:00") if number < 25 else None


def day_of_time(context: Context) -> Reading:
    """The day that a time of day is on: the last one mentioned, else the day of publication."""
    last = context.last if context.last is not None and context.last.unit == "day" else context.now("day")
    return dated(last, "XXXX-XX-XX")
