"""Rules for weeks and longer: last week, the third quarter of 1990, fiscal 1998, the early 1990s, next spring."""

from fractions import Fraction

from transforms.extract.entities.times.amounts import stretch
from transforms.extract.entities.times.context import Context, Reading, choose, dated
from transforms.extract.entities.times.dates import figure
from transforms.extract.entities.times.lexicon import lexicon
from transforms.extract.entities.times.periods import PER_YEAR, SEASONS, Period
from transforms.extract.entities.times.rules import Rules, Words

RULES = Rules()
# The value of a period that nothing anchors
UNKNOWN = {
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
SHIFT = {"last": -1, "past": -1, "previous": -1, "prior": -1, "preceding": -1, "next": 1, "coming": 1, "upcoming": 1,
         "future": 1, "following": 1, "subsequent": 1, "ensuing": 1}  # fmt: skip
FROM_TEXT = {"that", "those", "same", "previous", "prior", "preceding", "following", "subsequent", "ensuing"}
INTO = {
    "in", "by", "since", "until", "till", "during", "through", "throughout", "from", "into", "before", "after",
    "for", "between", "of", "and", "to",
}  # fmt: skip
# What a figure counts, so that it is no year
COUNTED = {
    "people", "percent", "per", "miles", "km", "feet", "dollars", "euros", "troops", "soldiers", "men", "women", "jobs",
    "meters", "metres", "yards", "pounds", "tons", "tonnes", "workers", "homes", "houses", "cases", "deaths",
}  # fmt: skip
OWNERS = {"the", "a", "an", "this", "that", "its", "their", "his", "her", "our", "my", "your", "s", "whose"}


def ordinal(word: str) -> int:
    """'third' -> 3, '20th' -> 20."""
    values = lexicon().values
    return int(values["ORDINAL"].get(word) or (2 if word == "second" else figure(word)))


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
    number = ordinal(words["nth"])
    unit = "half" if words["unit"] == "half" else "quarter"
    parts = PER_YEAR[unit]
    explicit = words.has("year") or words.has("date")
    if not 1 <= number <= parts or (context.sport and not explicit):
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
    around = [Period(unit, (now.number // parts + shift) * parts + number - 1) for shift in (-1, 0, 1)]
    direction = context.direction(words.before(), words.after(), words.start)
    return dated(choose(around, now, direction))


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
        known = context.near("quarter", words.start)
        return dated(known or context.now("quarter", -1), "XXXX-QX") if which == "latest" and unit != "day" else None
    over = which == "last" and the and words.before().lower() in {"in", "over", "during", "for", "within"}
    if which == "past" or (which == "coming" and the) or (over and unit != "decade"):
        return stretch(context, Fraction(1), unit, SHIFT[which])
    if unit == "fortnight":
        return Reading("P2W")
    shift = SHIFT.get(which, 0)
    if which in FROM_TEXT or (which, unit) == ("next", "day"):
        found = context.mentioned(unit, shift)
        return dated(found or context.now(unit, shift) if shift else found, UNKNOWN[unit])
    if unit == "day" and which in {"this", "last", "current"}:
        return Reading("PRESENT_REF") if words.before().lower() == "to" else None
    return dated(context.now(unit, shift), UNKNOWN[unit])


@RULES.add(
    "(?:THE )?BEGIN OF (?P<date>(?:THE|THIS|LAST|NEXT|THAT) (?:FISCAL )?(?:UNIT|QUARTER)|(?:THE )?NTH QUARTER|YYYY"
    "|CALENDARMONTH(?:,? YYYY)?)"
)
def edge_of(words: Words, context: Context) -> Reading | None:
    """The end of the month, the beginning of 1990: TIMEX3 keeps the edge out of the value."""
    return words.read("date")


@RULES.add("UNIT-BEGIN", "YEAREND")
def year_end(words: Words, context: Context) -> Reading | None:
    """Year-end: the nearest 31 December."""
    if words.text.lower() not in {"year-end", "yearend"}:
        return None
    year = context.now("year")
    if year is None:
        return Reading("XXXX-12-31")
    ahead = context.direction(words.before(), words.after(), words.start) > 0
    end = (year if ahead else year.shifted(-1)).end
    return dated(Period.of("day", end)) if end else None


@RULES.add("THE (?:FULL |FISCAL )?(?P<unit>UNIT|QUARTER)")
def plain_unit(words: Words, context: Context) -> Reading | None:
    """The year, the quarter, the week: the one spoken of, else the present one."""
    unit = words["unit"]
    if unit in {"day", "fortnight", "century"}:
        return None
    if unit == "week" and words.after().lower() in {"of", "before", "after", "when", "that"}:
        return None
    if unit == "quarter":
        known = context.near(unit, words.start)
        return None if context.sport else dated(known or context.now(unit, -1), UNKNOWN[unit])
    if unit == "decade" or (unit == "month" and words.before().lower() not in INTO):
        return None
    return dated(context.now(unit), UNKNOWN[unit])


@RULES.add("THE (?P<year>YYYY) PERIOD")
def year_period(words: Words, context: Context) -> Reading | None:
    """The 1988 period: the quarter of that year that compares with the one spoken of."""
    year, known = int(words["year"]), context.near("quarter", words.start)
    return dated(Period("quarter", year * 4 + known.number % 4) if known else Period("year", year))


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
    number = ordinal(words["nth"])
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
        if (before not in INTO and not words.has("edge")) or verb:
            return None
    now = context.now("season")
    if now is None:
        return Reading(f"XXXX-{name}")
    if words.has("of"):
        year = now.number // 4 + SHIFT.get(words["of"], 0)
        return dated(Period("season", year * 4 + index))
    if which == "that":
        year_meant = context.mentioned("year")
        return dated(year_meant and Period("season", year_meant.number * 4 + index), f"XXXX-{name}")
    around = [Period("season", (now.number // 4 + shift) * 4 + index) for shift in (-2, -1, 0, 1, 2)]
    side = SHIFT.get(which, 0)
    if which == "this":
        return dated(choose(around, now, 0))
    if side:
        return dated(choose(around, now.shifted(side), side))
    return dated(choose(around, now, context.direction(words.before(), words.after(), words.start)))


@RULES.add("FISCAL(?: UNIT)? (?P<year>YYYY)", "FF ?(?P<year>YYYY)")
def fiscal_year(words: Words, context: Context) -> Reading | None:
    """Fiscal 1998."""
    return dated(Period("year", int(words["year"])))


@RULES.add("(?:EDGE)?(?P<year>YYYY)")
def year(words: Words, context: Context) -> Reading | None:
    """1998, early 1991; a figure alone needs a sign that it is a year."""
    number = int(words["year"])
    before, after = words.before().lower(), words.after().lower()
    ranged = before in {"-", "–", "/"} and words.before(2).isdigit()
    if (words.joined and not ranged and before not in {"(", '"', "“", "‘", "'"}) or before in {"$", "£", "€", "#"}:
        return None
    if (words.continued and after in {"%", "$", "/"}) or after in COUNTED or not 1600 <= number < 2100:
        return None
    listed = (
        before in {"and", "or", ",", "to", "-", "–", "/"} and context.last is not None and context.last.unit == "year"
    )
    sure = before in INTO or words.text[0].isalpha() or listed or before == "("
    sure = sure or (before in OWNERS and number % 1000 != 0)
    plural = after.endswith("s") and after not in {"as", "was", "is", "s", "has"}
    if not sure and (plural or not 1900 <= number < 2036):
        return None
    return dated(Period("year", number))
