"""Names that their place on the page tells: the town of a dateline, the teams of a table of results.

The model was trained on sentences; lines such as 'Hull 0 Barnet 0' are none.
"""

import re
from collections.abc import Iterator

from transforms.datelines import Dateline, opening_dateline, parse_dateline
from transforms.extract.document import Document
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.names.forms import Candidate, candidate_of, words_of
from transforms.extract.entities.words import section

_LEAST = 3
"""Lines of results that make a table."""

_WORD = r"[A-ZÀ-Þ][\w'’.&\-]*"
_TEAM = rf"{_WORD}(?:\s(?:(?:of|de|del|da|la|el|and|&|the)\s)?{_WORD}){{0,4}}(?:\s\([A-Z]{{1,3}}\))?"
_RESULT = re.compile(rf"(?P<one>{_TEAM})\s\d{{1,3}}\s?[-:,]?\s?(?P<two>{_TEAM})\s?\d{{1,3}}(?!\S*[A-Za-z])")
_FIXTURE = re.compile(rf"(?:{_WORD}:\s)?(?P<one>{_TEAM})\s(?:v|vs|vs\.)\s(?P<two>{_TEAM})(?=$|,|\s\()")
_STANDING = re.compile(rf"(?P<one>{_TEAM})(?:\s[-+]?\.?\d[\d.,/]*){{3,}}(?:\s[-–])?\s*$")
_DAY = re.compile(
    r"(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ.'’\-]+(?:\s[A-ZÀ-Þ.'’\-]+){0,3})(?:,\s(?P<region>[A-ZÀ-Þ][\w .]*?))?"
    r",?\s(?:\d{4}-\d\d-\d\d|\w{3,9}\.?\s\d{1,2}(?:,\s\d{4})?|\d{1,2}\s\w{3,9}\.?(?:\s\d{4})?)"
)


def placed(document: Document) -> list[Candidate]:
    """Candidates with a `hint`, in text order."""
    found = list(_datelines(document))
    found += _teams(document)
    return found


def _datelines(document: Document) -> Iterator[Candidate]:
    """Places of datelines: ahead of the body, where nothing is parsed, and in paragraphs of their own."""
    text = document.text
    if document.body_start:
        yield from _parts(text, opening_dateline(text))
    for first, last in document.paragraphs:
        if first > document.body_start:
            yield from _parts(text, parse_dateline(text, first))
        if last - first > 60 or first < document.body_start:
            continue
        match = _DAY.fullmatch(text, first, last)
        if match is not None:
            for start, end in (match.span("place"), match.span("region")):
                run = document.tokens_in(start, end) if end > start else []
                if run and (run[0].start, run[-1].end) == (start, end):
                    yield candidate_of(document, run, "GPE", "GPE")


def _parts(text: str, ahead: Dateline | None) -> Iterator[Candidate]:
    """The town and region of a dateline, where it is surely one."""
    if ahead is None or not ahead.place:
        return
    parts = re.split(r"[,/(]", ahead.place)
    if not (ahead.agency or ahead.day or load_gazetteer().candidates(parts[0])):
        return
    at = ahead.start
    for part in parts:
        name = part.strip(" )")
        start = text.find(name, at)
        at = start + len(name)
        yield Candidate(tokens=[], start=start, end=at, label="GPE", text=name, words=words_of(name), hint="GPE")


def _teams(document: Document) -> list[Candidate]:
    """Teams, or players, of lines of results and standings, when there are several."""
    lines = 0
    spans: list[tuple[int, int]] = []
    text = document.text
    for first, last in document.paragraphs:
        start = first
        for line in text[first:last].split("\n"):
            end = start + len(line)
            if (6 < len(line) < 120 and line[-1] not in ".?!") or "  " in line:
                here = [
                    match.span(group)
                    for pattern in (_RESULT, _STANDING, _FIXTURE)
                    for match in pattern.finditer(text, start, end)
                    for group in match.groupdict()
                    if match[group]
                ]
                lines += bool(here)
                spans += [
                    span for i, span in enumerate(here) if not any(a < span[1] and span[0] < b for a, b in here[:i])
                ]
            start = end + 1
    if lines < _LEAST:
        return []
    return [candidate for span in sorted(spans) if (candidate := _side(document, *span))]


def _side(document: Document, start: int, end: int) -> Candidate | None:
    run = document.tokens_in(start, end)
    if not run or run[0].start != start or run[-1].end != end:
        return None
    name = document.text[start:end]
    if any(c.isdigit() for c in name) or name.lower() in section("context")["calendar"]:
        return None
    found = load_gazetteer().candidates(name)
    return candidate_of(document, run, "", "GPE" if found and found[0].is_country else "ORG")
