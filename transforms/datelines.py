"""Datelines: 'ALEPPO, Syria (AP) —' or 'San Salvador, 3 Jan 90 --' at the start of a body."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from transforms.prepare.text.word_lists import word_list

MAX_DATELINE_CHARS = 160
"""Code points; a dateline ends within so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """What stands before the first sentence of a body.

    Attributes:
        start: Offset of its first code point in the text.
        end: Offset where the first sentence starts.
        place: As written, with its region: 'ALEPPO, Syria'.
        agency: What stands in brackets, or what a bare 'CNN —' says: 'AP'.
        day: The date as written, which may lack a year: 'Sept. 26'.
    """

    start: int
    end: int
    place: str | None
    agency: str | None
    day: str | None


_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?|\d{{1,2}}\s{_MONTH}(?:\s\d{{2,4}})?)"
_UPPER_CASE_NAME = r"[A-ZÀ-Þ](?:[A-ZÀ-Þ.'’\-]|(?<=M)c)*[A-ZÀ-Þ.]"
_NAME = r"[A-ZÀ-Þ][\w.'’\-]*"
_REGION = rf"(?:,\s?{_NAME}(?:\s(?:of\s)?{_NAME}){{0,3}}|\s\({_NAME}(?:\s{_NAME}){{0,2}}\)(?=,))"
_AGENCY = r"\((?P<agency>[^()\n]{2,40})\)"
_DASH = r"\s*(?:—|–|―|--+|-(?=\s)|_(?=\s))+\s*"
# A place in capitals needs no more than the dash; one in mixed case needs a day or an agency as well.
_UPPER_CASE_DATELINE = re.compile(
    rf"\s*(?P<place>{_UPPER_CASE_NAME}(?:[\s/]{_UPPER_CASE_NAME}){{0,4}}(?:{_REGION}){{0,2}}?)"
    rf"(?:,?\s(?P<day>{_DAY}))?,?(?:\s?{_AGENCY})?{_DASH}"
)
_MIXED_CASE_DATELINE = re.compile(
    rf"\s*(?P<place>{_NAME}(?:\s(?:(?:de|del|la|al|el|of|the)\s){{0,2}}{_NAME}){{0,4}}(?:{_REGION}){{0,2}}?)"
    rf"(?:,\s(?P<day>{_DAY})(?:\s?{_AGENCY})?|(?:,\s(?P<later>{_DAY}))?\s?\((?P<wire>[^()\n]{{2,40}})\)){_DASH}"
)
_LOWER_CASE_LETTER = re.compile(r"[a-zß-ÿ]")


_DAY_AND_MONTH = re.compile(
    r"(?:(?P<month>[A-Z][a-z]{2})[a-z]*\.?\s(?P<day>\d{1,2})|(?P<day2>\d{1,2})\s(?P<month2>[A-Z][a-z]{2})[a-z]*\.?)"
    r"(?:,?\s(?P<year>\d{4}|\d{2}))?(?!\d)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE_PARAGRAPH = re.compile(rf"\s*(?:[A-Z][a-z]{{2,8}}day,?\s)?{_DAY},?(?:\s\d{{4}})?\s*\n\s*")
"""A paragraph that holds the day alone, as some pages print it above the dateline."""


def opening_dateline(text: str) -> Dateline | None:
    """The dateline at the start of a body, behind a paragraph with the day if there is one."""
    found = parse_dateline(text)
    dated = _DATE_PARAGRAPH.match(text) if found is None else None
    return parse_dateline(text, dated.end()) if dated else found


def parse_dateline(text: str, start: int = 0) -> Dateline | None:
    """The dateline that stands at an offset of a text, if one does.

    Args:
        text: A body.
        start: Where its paragraph starts.
    """
    head = text[start : start + MAX_DATELINE_CHARS]
    match = _UPPER_CASE_DATELINE.match(head)
    if (
        match is None
        or match["place"].split()[0].strip(",.:") in word_list("not_places")
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
        agency=groups["agency"] or groups.get("wire"),
        day=groups["day"] or groups.get("later"),
    )


def dateline_date(text: str, latest: date | None) -> date | None:
    """The day that the dateline of a body names, or the paragraph with the day above it.

    Args:
        text: A body.
        latest: The last day that it can be. A day without year is the last one of that name up to then; without
            this argument it is none.
    """
    found = opening_dateline(text)
    date_paragraph = _DATE_PARAGRAPH.match(text)
    date_text = found.day if found and found.day else date_paragraph[0] if date_paragraph else None
    match = _DAY_AND_MONTH.search(date_text) if date_text else None
    if match is None:
        return None
    day, month = int(match["day"] or match["day2"]), _MONTHS.index((match["month"] or match["month2"])[:3].lower()) + 1
    if match["year"]:
        year = int(match["year"])
        years = [year if year > 99 else year + (2000 if year < 70 else 1900)]
    else:
        years = [latest.year, latest.year - 1] if latest else []
    for year in years:
        with suppress(ValueError):
            day_named = date(year, month, day)
            if latest is None or day_named <= latest:
                return day_named
    return None


def body_start(text: str) -> int:
    """Offset where the body's first sentence starts, behind any dateline."""
    found = opening_dateline(text)
    return found.end if found else len(text) - len(text.lstrip())


def _sentence_follows(head: str, end: int) -> bool:
    """Whether a sentence in mixed case begins there: after 'SOCCER - CUP FINAL' none does."""
    date_text = head[end:].split(maxsplit=3)[:3]
    return not date_text or any(_LOWER_CASE_LETTER.search(word) for word in date_text)
