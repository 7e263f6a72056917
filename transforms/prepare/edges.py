"""What stands at the edges of a page's text: labels, the title again, the by-line, the author's biography."""

import re
from collections.abc import Sequence

from transforms.prepare.bylines import people
from transforms.prepare.dates import moment

HEAD = 6
"""Paragraphs at the start among which the title may stand again and the author may be presented."""

TAIL = 8
"""Paragraphs at the end among which the author may be presented."""

LABEL_WORDS = 15
"""Words; paragraphs before the title are no longer."""

BIOGRAPHY_WORDS = 130

_WORD = re.compile(r"\w+")
_BY = re.compile(r"\s*[Bb][Yy][:\s]\s*[A-ZÀ-Þ].{2,100}")
_NAME_AND_DATE = re.compile(
    r"(?P<name>[^\d,|·•]{5,50}?)\s*(?:[-–—|,·•]\s*)+(?P<date>(?:\w{3,9}\.?,? )?(?:\w{3,9}\.? )?\d.{4,35})"
)
_WORKS = re.compile(
    r"\b(?:is|was|writes|covers|reports|has|joined|worked|leads|edits|serves)\b.{0,120}"
    r"\b(?:writer|reporter|editor|correspondent|columnist|journalist|author|contributor|producer|fellow|professor|covers"
    r"|covering|writes?|writing|written|reporting|newsroom|staff|critic|analyst)\b"
    r"|\b(?:writes|covers|reports)\b.{0,30}\b(?:about|on|for)\b",
    re.IGNORECASE | re.DOTALL,
)


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    return _WORD.findall(text.lower())


def is_byline(paragraph: str) -> bool:
    """Whether a paragraph is 'By Ann Example' or 'Ann Example - November 29, 2024' and no more."""
    if len(paragraph) > 110:
        return False
    if _BY.fullmatch(paragraph):
        return bool(people(paragraph))
    match = _NAME_AND_DATE.fullmatch(paragraph)
    return bool(match and people(match["name"]) and moment(match["date"]))


def without_repeated_title(paragraphs: Sequence[str], title: str | None) -> list[str]:
    """Drop the title where it stands again among the first paragraphs, and the labels before it."""
    if title:
        wanted = words_of(title)
        for index, paragraph in enumerate(paragraphs[:HEAD]):
            if words_of(paragraph) == wanted:
                return list(paragraphs[index + 1 :])
            if len(paragraph.split()) > LABEL_WORDS:
                break
    return list(paragraphs)


def without_labels(paragraphs: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Drop first paragraphs that are nothing but a name of the section, a keyword or an author."""
    known = {" ".join(words_of(label)) for label in labels}
    start = 0
    while start < min(HEAD, len(paragraphs)) and " ".join(words_of(paragraphs[start])) in known:
        start += 1
    return list(paragraphs[start:])


def without_biographies(paragraphs: Sequence[str], authors: Sequence[str]) -> list[str]:
    """Drop paragraphs near either end that begin with an author's name and say what the author does."""
    if not authors:
        return list(paragraphs)
    names = "|".join(re.escape(part) for author in authors for part in (author, author.split()[-1]))
    begins = re.compile(rf"\W*(?:mr|ms|mrs|dr)?\.?\s*(?:{names})\b", re.IGNORECASE)
    last = len(paragraphs) - TAIL
    return [
        paragraph
        for index, paragraph in enumerate(paragraphs)
        if not (
            (index < HEAD or index >= last)
            and len(paragraph.split()) <= BIOGRAPHY_WORDS
            and begins.match(paragraph)
            and _WORKS.search(paragraph)
        )
    ]
