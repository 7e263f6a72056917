"""Names recognized by their position on the page: the town of a dateline, the teams of a table of results.

The model was trained on sentences, which lines such as 'Hull 0 Barnet 0' are not.
"""

import re
from collections.abc import Iterator

from transforms.datelines import Dateline, opening_dateline, parse_dateline
from transforms.extract.document import Document
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.names.forms import Candidate, make_candidate, words_of
from transforms.extract.languages.load import word_set

_CALENDAR = word_set("names.toml", "context", "calendar")
_MIN_TABLE_LINES = 3
_MAX_DATELINE_LENGTH = 60
"""Code points of a paragraph that may be a dateline by itself."""

_PARTICLE = "|".join(sorted(word_set("names.toml", "context", "team_particles")))
_WORD = r"[A-ZÀ-Þ][\w'’.&\-]*"
_TEAM = rf"{_WORD}(?:\s(?:(?:{_PARTICLE}|&)\s)?{_WORD}){{0,4}}(?:\s\([A-Z]{{1,3}}\))?"
_RESULT = re.compile(rf"(?P<first>{_TEAM})\s\d{{1,3}}\s?[-:,]?\s?(?P<second>{_TEAM})\s?\d{{1,3}}(?!\S*[A-Za-z])")
_FIXTURE = re.compile(rf"(?:{_WORD}:\s)?(?P<first>{_TEAM})\s(?:v|vs|vs\.)\s(?P<second>{_TEAM})(?=$|,|\s\()")
_STANDING = re.compile(rf"(?P<first>{_TEAM})(?:\s[-+]?\.?\d[\d.,/]*){{3,}}(?:\s[-–])?\s*$")
_DATELINE = re.compile(
    r"(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ.'’\-]+(?:\s[A-ZÀ-Þ.'’\-]+){0,3})(?:,\s(?P<region>[A-ZÀ-Þ][\w .]*?))?"
    r",?\s(?:\d{4}-\d\d-\d\d|\w{3,9}\.?\s\d{1,2}(?:,\s\d{4})?|\d{1,2}\s\w{3,9}\.?(?:\s\d{4})?)"
)


def positional_candidates(document: Document) -> list[Candidate]:
    """Candidates with a `hint`: the places of datelines, then the teams of tables."""
    return [*_dateline_places(document), *_table_teams(document)]


def _dateline_places(document: Document) -> Iterator[Candidate]:
    """Places of datelines: before the body, where nothing is parsed, and in paragraphs."""
    text = document.text
    if document.body_start:
        yield from _parts(text, opening_dateline(text))
    for first, last in document.paragraphs:
        if first > document.body_start:
            yield from _parts(text, parse_dateline(text, first))
        if last - first > _MAX_DATELINE_LENGTH or first < document.body_start:
            continue
        match = _DATELINE.fullmatch(text, first, last)
        if match is not None:
            for start, end in (match.span("place"), match.span("region")):
                run = document.tokens_in(start, end) if end > start else []
                if run and (run[0].start, run[-1].end) == (start, end):
                    yield make_candidate(document, run, "GPE", "GPE")


def _parts(text: str, found: Dateline | None) -> Iterator[Candidate]:
    """The town and region of a dateline; nothing when an agency, a day or a known place does not confirm it."""
    if found is None or not found.place:
        return
    parts = re.split(r"[,/(]", found.place)
    if not (found.agency or found.day or load_gazetteer().candidates(parts[0])):
        return
    offset = found.start
    for part in parts:
        name = part.strip(" )")
        start = text.find(name, offset)
        offset = start + len(name)
        yield Candidate(tokens=[], start=start, end=offset, label="GPE", text=name, words=words_of(name), hint="GPE")


def _table_teams(document: Document) -> list[Candidate]:
    """Teams, or players, in lines of results, fixtures and standings, where there are several such lines."""
    table_lines = 0
    spans: list[tuple[int, int]] = []
    text = document.text
    for start, end in _lines(document):
        if (6 < end - start < 120 and text[end - 1] not in ".?!") or "  " in text[start:end]:
            found = [
                match.span(group)
                for pattern in (_RESULT, _STANDING, _FIXTURE)
                for match in pattern.finditer(text, start, end)
                for group in match.groupdict()
                if match[group]
            ]
            table_lines += bool(found)
            spans += [
                span for i, span in enumerate(found) if not any(a < span[1] and span[0] < b for a, b in found[:i])
            ]
    if table_lines < _MIN_TABLE_LINES:
        return []
    return [candidate for span in sorted(spans) if (candidate := _team(document, *span))]


def _lines(document: Document) -> Iterator[tuple[int, int]]:
    """Start and end of each line of the text."""
    for first, last in document.paragraphs:
        start = first
        for line in document.text[first:last].split("\n"):
            yield start, start + len(line)
            start += len(line) + 1


def _team(document: Document, start: int, end: int) -> Candidate | None:
    """The candidate of a span; None when it does not begin and end with tokens, or is no name."""
    run = document.tokens_in(start, end)
    if not run or run[0].start != start or run[-1].end != end:
        return None
    name = document.text[start:end]
    if any(c.isdigit() for c in name) or name.lower() in _CALENDAR:
        return None
    places = load_gazetteer().candidates(name)
    return make_candidate(document, run, "", "GPE" if places and places[0].is_country else "ORG")
