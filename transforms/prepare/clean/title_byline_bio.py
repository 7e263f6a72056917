"""Removes titles, labels, bylines, author biographies and repeated paragraphs from the edges of a page's text."""

import re
from collections.abc import Sequence

from transforms.prepare.clean.authors import names_in_byline
from transforms.prepare.text.date_parsing import parse_date, parse_date_line, without_leading_date
from transforms.prepare.text.normalize import normalize
from transforms.prepare.text.scripts import SENTENCE_STOPS, count_words
from transforms.prepare.text.word_lists import pattern, word_set

MAX_HEAD_PARAGRAPHS = 6
"""Paragraphs at the start among which the title may be repeated and the author introduced."""

MAX_TAIL_PARAGRAPHS = 8
"""Paragraphs at the end among which the author may be introduced."""

MAX_LABEL_WORDS = 15
"""Words; paragraphs before a repeated title are labels if they are no longer."""

MAX_KICKER_WORDS = 3
"""Words; a first paragraph that is no longer and not a sentence names a section, a series or an author."""

MAX_BIOGRAPHY_WORDS = 130

MIN_REPEAT_CHARS = 80
"""Code points; paragraphs of at least this length are kept only once."""

MIN_REPEATED_SHARE = 0.8
"""Share of a paragraph's four-word runs found in other paragraphs from which it counts as a repetition of them."""

MAX_DATE_CHARS = 70
"""Code points; a longer line is more than a date."""

MIN_HEADLINE_WORDS = 4
"""Words; a shorter part of a title may be a label or the site's name."""

_TITLE_SEPARATOR = re.compile(r"\s+(?:[|–—•·»-]|::)\s+")
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(rf"[.!?:…{SENTENCE_STOPS}][\"'”’)」』]*$")
_BYLINE = re.compile(r"\s*[Bb][Yy][:\s]\s*[A-ZÀ-Þ].{2,100}")
_NAME_AND_DATE = re.compile(
    r"(?P<name>[^\d,|·•]{5,50}?)\s*(?:[-–—|,·•]\s*)+(?P<date>(?:\w{3,9}\.?,? )?(?:\w{3,9}\.? )?\d.{4,35})"
)
_LABEL_WORDS = word_set("bylines.toml", "label_words")
_JOB_DESCRIPTION = re.compile(pattern("bylines.toml", "job_description"), re.IGNORECASE | re.DOTALL)


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    return _WORD.findall(text.lower())


def is_byline(paragraph: str) -> bool:
    """Whether a paragraph is nothing but 'By Ann Example', with or without a date before or after."""
    if len(paragraph) > 110:
        return False
    if _BYLINE.fullmatch(without_leading_date(paragraph)):
        return bool(names_in_byline(paragraph))
    match = _NAME_AND_DATE.fullmatch(paragraph)
    return bool(match and names_in_byline(match["name"]) and parse_date(match["date"]))


def first_line_names(paragraphs: Sequence[str], *, title: str | None, labels: Sequence[str] = ()) -> str | None:
    """A line before the text that is nothing but the name of a person, or of several: a byline without 'By'.

    A name that the headline or the text mentions is that of somebody or something reported on; nor is a label a name,
    whose words the text uses in lower case.

    Args:
        paragraphs: The page's paragraphs.
        title: The headline.
        labels: Names of sections and keywords.
    """
    known = {" ".join(words_of(label)) for label in (*labels, title or "")}
    for index, paragraph in enumerate(paragraphs[:MAX_HEAD_PARAGRAPHS]):
        line = normalize(paragraph)
        if len(line.split()) > MAX_LABEL_WORDS:
            return None
        names = names_in_byline(line)
        words = [word for name in names for word in name.split()]
        if not names or len(line) > MAX_DATE_CHARS or _SENTENCE_END.search(line) or " ".join(words_of(line)) in known:
            continue
        rest = " ".join((title or "", *paragraphs[:index], *paragraphs[index + 1 :]))
        mentioned = set(_WORD.findall(rest))
        surnames = {name.split()[-1] for name in names}
        is_label = bool(_LABEL_WORDS.intersection(map(str.lower, words))) or not mentioned.isdisjoint(
            map(str.lower, words)
        )
        if not is_label and mentioned.isdisjoint(surnames) and _only_names(line, words):
            return line
    return None


def _only_names(line: str, words: Sequence[str]) -> bool:
    """Whether a line holds nothing but these words of names, and 'and' or 'with' between them."""
    return sorted(words_of(" ".join(words))) == sorted(set(words_of(line)) - {"and", "with", "by"})


def is_date(paragraph: str) -> bool:
    """Whether a paragraph is nothing but a full date, perhaps with a time of day and a label."""
    return len(paragraph) <= MAX_DATE_CHARS and parse_date_line(paragraph) is not None


def drop_repeated_title(paragraphs: Sequence[str], title: str | None) -> list[str]:
    """Drop repetitions of the title among the first paragraphs, and the labels before them.

    A title may still have the site's name in it: its parts of some length count as well.
    """
    parts = [words_of(part) for part in _TITLE_SEPARATOR.split(title or "")]
    wanted = [
        words
        for words in (words_of(title or ""), *(part for part in parts if len(part) >= MIN_HEADLINE_WORDS))
        if words
    ]
    start, kept = 0, list(paragraphs)
    for index, paragraph in enumerate(paragraphs[:MAX_HEAD_PARAGRAPHS]):
        if words_of(paragraph) in wanted:
            kept.remove(paragraph)
            if all(count_words(before) <= MAX_LABEL_WORDS for before in paragraphs[start:index]):
                kept = list(paragraphs[index + 1 :])
                start = index + 1
    return kept


def drop_repeated_paragraphs(paragraphs: Sequence[str]) -> list[str]:
    """Drop repeated paragraphs, such as those of a print version, and a leading summary of what follows.

    A long paragraph is dropped if it occurred before, or if it is longer than all before it and made of their words
    (a copy without paragraph breaks). A short one is dropped if it occurred before and follows a dropped one. One of
    the first paragraphs is dropped as a summary if it is made of what follows. "Made of" means that
    `MIN_REPEATED_SHARE` of its four-word runs occur there.
    """
    kept: list[str] = []
    kept_runs: list[set[tuple[str, ...]]] = []
    seen: set[str] = set()
    before: set[tuple[str, ...]] = set()
    drop, longest = False, MIN_REPEAT_CHARS - 1
    for paragraph in paragraphs:
        runs = _four_word_runs(paragraph)
        is_merged_copy = len(paragraph) > longest and len(runs & before) >= max(1, MIN_REPEATED_SHARE * len(runs))
        drop = is_merged_copy or (paragraph in seen and (drop or len(paragraph) >= MIN_REPEAT_CHARS))
        if not drop:
            kept.append(paragraph)
            kept_runs.append(runs)
        seen.add(paragraph)
        before |= runs
        longest = max(longest, len(paragraph))
    behind: set[tuple[str, ...]] = set()
    for index in range(len(kept) - 1, -1, -1):
        runs = kept_runs[index]
        if (
            index < MAX_HEAD_PARAGRAPHS
            and runs
            and len(kept[index]) >= MIN_REPEAT_CHARS
            and len(runs & behind) >= MIN_REPEATED_SHARE * len(runs)
        ):
            del kept[index]
        behind |= runs
    return kept


def _four_word_runs(paragraph: str) -> set[tuple[str, ...]]:
    words = words_of(paragraph)
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def drop_labels(paragraphs: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Drop first paragraphs that name a section, a keyword or an author, or are a few words and no sentence."""
    known = {" ".join(words_of(label)) for label in labels}
    start = 0
    while start < min(MAX_HEAD_PARAGRAPHS, len(paragraphs) - 1) and _is_label(paragraphs[start], known):
        start += 1
    return list(paragraphs[start:])


def _is_label(paragraph: str, known: set[str]) -> bool:
    if count_words(paragraph) <= MAX_KICKER_WORDS and not _SENTENCE_END.search(paragraph) and not is_byline(paragraph):
        return True
    return " ".join(words_of(paragraph)) in known


def drop_biographies(paragraphs: Sequence[str], authors: Sequence[str]) -> list[str]:
    """Drop paragraphs near either end that start with an author's name and describe the author's job."""
    if not authors:
        return list(paragraphs)
    names = "|".join(re.escape(part) for author in authors for part in (author, author.split()[-1]))
    begins = re.compile(rf"\W*(?:mr|ms|mrs|dr)?\.?\s*(?:{names})\b", re.IGNORECASE)
    last = len(paragraphs) - MAX_TAIL_PARAGRAPHS
    return [
        paragraph
        for index, paragraph in enumerate(paragraphs)
        if not (
            (index < MAX_HEAD_PARAGRAPHS or index >= last)
            and len(paragraph.split()) <= MAX_BIOGRAPHY_WORDS
            and begins.match(paragraph)
            and _JOB_DESCRIPTION.search(paragraph)
        )
    ]
