"""Extracts an article's own text from its parsed paragraphs, and what the removed ones say: credits, byline, date."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from transforms.agencies import find_agencies
from transforms.datelines import parse_dateline
from transforms.prepare.clean import title_byline_bio
from transforms.prepare.clean.agencies import credited_agencies, is_credit_line
from transforms.prepare.clean.boilerplate import remove_boilerplate, split_at_page_controls, tail_start
from transforms.prepare.text.normalize import normalize

MAX_EDGE_PARAGRAPHS = 4
"""Paragraphs at the start among which a date or a byline may stand, and at either end where credits are looked for."""

_DATE_HEADER = re.compile(
    r"\s*(?:pub)?date\s*[:=]?\s*(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?(?:\s+|$)",
    re.IGNORECASE,
)
_BARE_AGENCY = re.compile(r"\(([^()]{2,30})\)\s*(?:—|–|--+|-)\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanBody:
    """An article's paragraphs, and what the removed text says of it.

    Attributes:
        paragraphs: The article's own text.
        removed_chars: Code points removed.
        credits: Agencies named in removed lines or in the dateline.
        header_date: The date before the text, as the crawler or the page wrote it.
        byline: A byline found among the first paragraphs.
    """

    paragraphs: tuple[str, ...]
    removed_chars: int = 0
    credits: tuple[str, ...] = ()
    header_date: str | None = None
    byline: str | None = None


@dataclass(slots=True)
class _SortedParagraphs:
    """Paragraphs by what they are; boilerplate is in none of the lists."""

    text: list[str] = field(default_factory=list)
    credit_lines: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    byline: str | None = None


def clean_body(
    parsed: Sequence[str],
    *,
    is_page: bool,
    title: str | None = None,
    authors: Sequence[str] = (),
    labels: Sequence[str] = (),
) -> CleanBody:
    """Remove everything from the paragraphs that is not the article's own text.

    Args:
        parsed: The paragraphs as parsed.
        is_page: Whether the record is a page. If so, repetitions of the title at the start, labels, author
            biographies and repeated paragraphs are removed too.
        title: The headline.
        authors: The article's authors.
        labels: Names of sections and keywords.
    """
    paragraphs = [line for paragraph in parsed if (line := normalize(paragraph))]
    chars_before = sum(map(len, paragraphs))
    paragraphs = [part for paragraph in paragraphs for part in split_at_page_controls(paragraph)]
    header_date = None
    if paragraphs and not is_page and (match := _DATE_HEADER.match(paragraphs[0])):
        header_date = match[1]
        paragraphs[0] = paragraphs[0][match.end() :]
    paragraphs = paragraphs[: tail_start(paragraphs)]
    if is_page:
        paragraphs = title_byline_bio.drop_repeated_title(paragraphs, title)
        paragraphs = title_byline_bio.drop_labels(paragraphs, (*labels, *authors))
        paragraphs = title_byline_bio.drop_biographies(paragraphs, authors)
        paragraphs = title_byline_bio.drop_repeated_paragraphs(paragraphs)
    found = _sort_paragraphs(paragraphs)
    text, credit_lines = _strip_credits(found.text)
    return CleanBody(
        paragraphs=tuple(text),
        removed_chars=max(0, chars_before - sum(map(len, text))),
        credits=_all_agencies([*found.credit_lines, *credit_lines], text),
        header_date=header_date or next(iter(found.dates), None),
        byline=found.byline,
    )


def _sort_paragraphs(paragraphs: Iterable[str]) -> _SortedParagraphs:
    found = _SortedParagraphs()
    for paragraph in paragraphs:
        at_start = len(found.text) < MAX_EDGE_PARAGRAPHS
        if at_start and title_byline_bio.is_date(paragraph):
            found.dates.append(paragraph)
        elif at_start and found.byline is None and title_byline_bio.is_byline(paragraph):
            found.byline = paragraph
        elif is_credit_line(paragraph):
            found.credit_lines.append(paragraph)
        elif text := remove_boilerplate(paragraph):
            found.text.append(text)
        elif find_agencies(paragraph) and "copyright" in paragraph.lower():
            found.credit_lines.append(paragraph)
    return found


def _strip_credits(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """The paragraphs without the credits at either end, and those credits.

    Several paragraphs are looked at, not just the first and the last: site boilerplate, which may precede and follow
    them, is removed only later.
    """
    text, credit_lines = list(paragraphs), list[str]()
    for i in sorted({*range(len(text))[:MAX_EDGE_PARAGRAPHS], *range(len(text))[-MAX_EDGE_PARAGRAPHS:]}):
        text[i], leading = _strip_bare_agency(text[i])
        text[i], trailing = _strip_trailing_credits(text[i])
        credit_lines.extend((*leading, *trailing))
    return [paragraph for paragraph in text if paragraph], credit_lines


def _strip_bare_agency(paragraph: str) -> tuple[str, list[str]]:
    """Strip '(Reuters) - ' from the start of a paragraph; a dateline with a place is kept."""
    match = _BARE_AGENCY.match(paragraph)
    if match and find_agencies(match[1]):
        return paragraph[match.end() :], [match[1]]
    return paragraph, []


def _strip_trailing_credits(paragraph: str) -> tuple[str, list[str]]:
    """Strip credits from the end of a paragraph, sentence by sentence."""
    lines: list[str] = []
    while (cut := max(paragraph.rfind(mark) for mark in (". ", ".” ", '." ', "! ", "? "))) > 0:
        cut = paragraph.index(" ", cut) + 1
        if not is_credit_line(paragraph[cut:]):
            break
        lines.append(paragraph[cut:])
        paragraph = paragraph[:cut].rstrip()
    return paragraph, lines


def _all_agencies(credit_lines: Sequence[str], paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The agencies of the credit lines and of the datelines among the first paragraphs."""
    datelines = filter(None, map(parse_dateline, paragraphs[:MAX_EDGE_PARAGRAPHS]))
    in_datelines = (name for dateline in datelines if dateline.agency for name in find_agencies(dateline.agency))
    return tuple(dict.fromkeys((*credited_agencies(credit_lines), *in_datelines)))
