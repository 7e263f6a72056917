"""The lines that credit news agencies or other contributors to a report."""

import re
from collections.abc import Iterable

from transforms.agencies import agency_name, find_agencies
from transforms.prepare.text.word_lists import load_toml

_CREDIT_LINE = re.compile("|".join(load_toml("bylines.toml")["credit_lines"]))
_SOURCE_LINE = re.compile(r"(?:sources?|via|agency|agencies):? (?P<agency>.{2,60})", re.IGNORECASE)
_AGENCY_BYLINE = re.compile(
    r"(?:by )?(?:(?:\S+ ){0,3}\S+?(?: for |/|, | of | \| | [—–-] ))?(?:the )?(?P<agency>[^,/|]{2,40})", re.IGNORECASE
)
_SURROUNDING_MARKS = "()[]—–-*_ ."


def is_credit_line(paragraph: str) -> bool:
    """Whether a paragraph only says who reported, wrote, edited or supplied the article."""
    line = paragraph.strip(_SURROUNDING_MARKS)
    words = len(line.split())
    if not 0 < words <= 45:
        return False
    if words <= 10 and any(
        match and agency_name(match["agency"])
        for match in (_AGENCY_BYLINE.fullmatch(line), _SOURCE_LINE.fullmatch(line))
    ):
        return True
    return bool(_CREDIT_LINE.fullmatch(line.lower()))


def credited_agencies(lines: Iterable[str]) -> tuple[str, ...]:
    """The agencies of several credit lines, without duplicates, in order."""
    return tuple(dict.fromkeys(name for line in lines for name in find_agencies(line)))
