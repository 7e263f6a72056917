"""Datelines: 'ALEPPO, Syria (AP) —' or 'San Salvador, 3 Jan 90 --' at the start of a body."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from transforms.prepare.text.date_parsing import MONTH_NUMBERS
from transforms.prepare.text.word_lists import pattern, word_set

MAX_DATELINE_CHARS = 160
"""Code points; a dateline is not longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """A dateline, which stands before the first sentence of a body.

    Attributes:
        start: Offset of its first code point in the text.
        end: Offset where the first sentence starts.
        place: As written, with its region: 'ALEPPO, Syria'.
        agency: As written in brackets: 'AP'.
        day: The date as written, which may lack a year: 'Sept. 26'.
    """

    start: int
    end: int
    place: str | None
    agency: str | None
    day: str | None


_MONTH = pattern("dates.toml", "dateline_month")
_PARTICLE = pattern("dates.toml", "place_particle")
_DAY = rf"(?:{_MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?|\d{{1,2}}\s{_MONTH}(?:\s\d{{2,4}})?)"
_UPPER_CASE_NAME = r"[A-ZÀ-Þ](?:[A-ZÀ-Þ.'’\-]|(?<=M)c)*[A-ZÀ-Þ.]"
_NAME = r"[A-ZÀ-Þ][\w.'’\-]*"
_REGION = rf"(?:,\s?{_NAME}(?:\s(?:of\s)?{_NAME}){{0,3}}|\s\({_NAME}(?:\s{_NAME}){{0,2}}\)(?=,))"
_AGENCY = r"\((?P<agency>[^()\n]{2,40})\)"
_DASH = r"\s*(?:—|–|―|--+|-(?=\s)|_(?=\s))+\s*"
# A place in capitals needs only a dash after it; a place in mixed case needs a date or an agency as well.
_UPPER_CASE_DATELINE = re.compile(
    rf"\s*(?P<place>{_UPPER_CASE_NAME}(?:[\s/]{_UPPER_CASE_NAME}){{0,4}}(?:{_REGION}){{0,2}}?)"
    rf"(?:,?\s(?P<day>{_DAY}))?,?(?:\s?{_AGENCY})?{_DASH}"
)
_MIXED_CASE_DATELINE = re.compile(
    rf"\s*(?P<place>{_NAME}(?:\s(?:{_PARTICLE}\s){{0,2}}{_NAME}){{0,4}}(?:{_REGION}){{0,2}}?)"
    rf"(?:,\s(?P<day>{_DAY})(?:\s?{_AGENCY})?|(?:,\s(?P<day2>{_DAY}))?\s?\((?P<agency2>[^()\n]{{2,40}})\)){_DASH}"
)
_LOWER_CASE_LETTER = re.compile(r"[a-zß-ÿ]")
_DAY_AND_MONTH = re.compile(
    rf"(?:(?P<month>{_MONTH})\s(?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}})\s(?P<month2>{_MONTH}))"
    r"(?:,?\s(?P<year>\d{4}|\d{2}))?(?!\d)"
)
_DATE_PARAGRAPH = re.compile(rf"\s*(?:[A-Z][a-z]{{2,8}}day,?\s)?{_DAY},?(?:\s\d{{4}})?\s*\n\s*")
"""A paragraph that consists of a date, as some pages have above the dateline."""


def opening_dateline(text: str) -> Dateline | None:
    """The dateline at the start of a body, possibly after a paragraph with the date."""
    found = parse_dateline(text)
    date_paragraph = _DATE_PARAGRAPH.match(text) if found is None else None
    return parse_dateline(text, date_paragraph.end()) if date_paragraph else found


def parse_dateline(text: str, start: int = 0) -> Dateline | None:
    """The dateline at an offset of a text, None if there is none.

    Args:
        text: A body.
        start: Offset where a paragraph starts.
    """
    head = text[start : start + MAX_DATELINE_CHARS]
    match = _UPPER_CASE_DATELINE.match(head)
    if (
        match is None
        or match["place"].split()[0].strip(",.:") in word_set("dates.toml", "not_places")
        or not _sentence_follows(head, match.end())
    ):
        match = _MIXED_CASE_DATELINE.match(head)
    if match is None or not _sentence_follows(head, match.end()):
        return None
    groups = match.groupdict()
    return Dateline(
        start=start + match.start("place"),
        end=start + match.end(),
        place=match["place"].strip(" ,"),
        agency=groups["agency"] or groups.get("agency2"),
        day=groups["day"] or groups.get("day2"),
    )


def dateline_date(text: str, latest: date | None) -> date | None:
    """The date of a body's dateline, or of the date paragraph above it.

    Args:
        text: A body.
        latest: The latest possible date. A date without a year is the last such day up to it; without this argument
            it is not resolved.
    """
    found = opening_dateline(text)
    date_paragraph = _DATE_PARAGRAPH.match(text)
    date_text = found.day if found and found.day else date_paragraph[0] if date_paragraph else None
    match = _DAY_AND_MONTH.search(date_text) if date_text else None
    if match is None:
        return None
    day = int(match["day"] or match["day2"])
    month = MONTH_NUMBERS[(match["month"] or match["month2"])[:3].lower()]
    if match["year"]:
        year = int(match["year"])
        years = [year if year > 99 else year + (2000 if year < 70 else 1900)]
    else:
        years = [latest.year, latest.year - 1] if latest else []
    for year in years:
        with suppress(ValueError):
            candidate = date(year, month, day)
            if latest is None or candidate <= latest:
                return candidate
    return None


def body_start(text: str) -> int:
    """Offset where the body's first sentence starts, after the dateline if there is one."""
    found = opening_dateline(text)
    return found.end if found else len(text) - len(text.lstrip())


def _sentence_follows(head: str, end: int) -> bool:
    """Whether a sentence in mixed case follows; after 'SOCCER - CUP FINAL' none does."""
    words = head[end:].split(maxsplit=3)[:3]
    return not words or any(_LOWER_CASE_LETTER.search(word) for word in words)
