"""Passages of a text between quotation marks.

Straight, curly, doubled and single marks and guillemets are paired paragraph by paragraph. A quotation of several
paragraphs has an opening mark at the start of each and a closing mark only in the last (Chicago Manual of Style,
13.32).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from transforms.extract.languages.load import word_set

_MARK = re.compile(r"''|``|[\"＂“”„‟«»‹›'‘’‚]")
_DOUBLE = frozenset(("''", "``", '"', "＂", "“", "”", "„", "‟", "«", "»"))
_STRAIGHT = frozenset(("''", "``", '"', "＂"))
_BEFORE_OPENING = frozenset("([{-‐–—―/:,;…") | frozenset("\"“„‟«‘'")
_AFTER_CLOSING = frozenset(".,;:?!)]}-‐–—―/…") | frozenset("\"”»’'")
_INTRODUCING = frozenset(("", ":", ","))
"""What may stand before a single mark that is left open, the paragraph's start among them."""
_ELISION = re.compile(rf"(?:{'|'.join(sorted(word_set('quotes.toml', 'marks', 'elisions')))}|\d\ds?)\b", re.IGNORECASE)
_MAX_BLOCK = 8
"""Paragraphs behind the first one within which a quotation without further opening marks is closed."""
_MAX_WRAPPED_LINE = 150
"""Code points. A paragraph with a longer line is not hard-wrapped, so each of its lines is a paragraph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedPassage:
    """A passage between quotation marks.

    Attributes:
        parts: Start and end of the words within the marks, one pair a paragraph.
        opens: Offset of the opening mark.
        closes: Offset behind the closing mark.
    """

    parts: tuple[tuple[int, int], ...]
    opens: int
    closes: int

    @property
    def start(self) -> int:
        """Offset of the first word."""
        return self.parts[0][0]

    @property
    def end(self) -> int:
        """Offset behind the last word."""
        return self.parts[-1][1]


@dataclass(slots=True)
class _Scan:
    """The passages of one paragraph, and the mark that was left open."""

    closed: list[tuple[int, int, int, int]] = field(default_factory=list)  # opens, start, end, closes
    inner: list[tuple[int, int, int, int]] = field(default_factory=list)  # likewise, nested in an open passage
    open: tuple[int, int, str] | None = None  # offset, offset behind it, the mark


def quoted_passages(text: str, paragraphs: Iterable[tuple[int, int]]) -> tuple[QuotedPassage, ...]:
    """Every outermost passage between quotation marks, in text order.

    Args:
        text: The article's text.
        paragraphs: Start and end of each paragraph, in order.
    """
    found: list[QuotedPassage] = []
    running: list[tuple[int, int]] = []  # parts of a passage that the last paragraph left open
    opened = 0
    mark = ""
    lines = list(_lines(text, paragraphs))
    for number, (start, end) in enumerate(lines):
        first = start + len(text[start:end]) - len(text[start:end].lstrip())
        if running and mark == "“" and (closing := _closed_later(text, lines[number:])) is not None:
            until = min(end, closing)
            running.append((first, until))
            if until == closing:
                found += _passage(text, running, opened, closing + 1)
                running = []
            continue
        if running and not _continues(text, first, end, mark):
            found += _passage(text, running, opened, running[-1][1])
            running = []
        scan = _scan(text, first, end)
        if running:
            head = scan.closed.pop(0) if scan.closed and scan.closed[0][0] == first else None
            if head:
                found += _passage(text, [*running, (head[1], head[2])], opened, head[3])
                running = []
            elif scan.open and scan.open[0] == first:
                running.append((scan.open[1], end))
                continue
            else:
                found += _passage(text, running, opened, running[-1][1])
                running = []
        for opens, inside, until, closes in scan.closed:
            found += _passage(text, [(inside, until)], opens, closes)
        if scan.open:
            opened, inside, mark = scan.open
            if _left_open(text, first, opened):
                running = [(inside, end)]
            else:
                found += _nested_passages(text, scan)
    if running:
        found += _passage(text, running, opened, running[-1][1])
    return tuple(sorted(found, key=lambda passage: passage.opens))


def _lines(text: str, paragraphs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The paragraphs, split at line breaks where these separate paragraphs."""
    for start, end in paragraphs:
        if text.find("\n", start, end) < 0:
            yield start, end
            continue
        lines = text[start:end].split("\n")
        if max(map(len, lines)) <= _MAX_WRAPPED_LINE:
            yield start, end
            continue
        for line in lines:
            if line.strip():
                yield start, start + len(line)
            start += len(line) + 1


def _closed_later(text: str, lines: Iterable[tuple[int, int]]) -> int | None:
    """Where a quotation left open ends, if its further paragraphs have no opening mark and the last has a closing one.

    Args:
        text: The article's text.
        lines: Start and end of the paragraphs behind the one that opened it.
    """
    for start, end in islice(lines, _MAX_BLOCK):
        paragraph = text[start:end].rstrip()
        if "“" in paragraph:
            return None
        if "”" in paragraph:
            closing = paragraph.index("”")
            return start + closing if closing == len(paragraph) - 1 else None
    return None


def _continues(text: str, first: int, end: int, mark: str) -> bool:
    """Whether a paragraph opens with a mark of that kind, so that it continues the passage left open before it."""
    found = _MARK.match(text, first, end)
    return found is not None and (found[0] in _DOUBLE) == (mark in _DOUBLE)


def _left_open(text: str, first: int, opened: int) -> bool:
    """Whether an unclosed mark opens a quotation that goes on in the next paragraph, rather than being a slip.

    It does where it opens the paragraph or a statement.
    """
    before = text[first:opened].rstrip()
    return not before or before[-1] in ",:.?!—–-"


def _nested_passages(text: str, scan: _Scan) -> Iterator[QuotedPassage]:
    """The outermost passages nested in one whose opening mark turned out to be a slip."""
    last = -1
    for opens, start, end, closes in sorted(scan.inner):
        if opens >= last:
            yield from _passage(text, [(start, end)], opens, closes)
            last = closes


def _passage(text: str, parts: list[tuple[int, int]], opens: int, closes: int) -> Iterator[QuotedPassage]:
    """The passage without white space at its ends; nothing where it has neither letters nor digits."""
    stripped = []
    for start, end in parts:
        inside = text[start:end]
        start += len(inside) - len(inside.lstrip())
        end -= len(inside) - len(inside.rstrip())
        if any(character.isalnum() for character in text[start:end]):
            stripped.append((start, end))
    if stripped:
        yield QuotedPassage(parts=tuple(stripped), opens=opens, closes=max(closes, stripped[-1][1]))


def _scan(text: str, start: int, end: int) -> _Scan:
    """Pair the marks of one paragraph."""
    scan = _Scan()
    stack: list[tuple[int, int, str]] = []
    nested_end = -1
    position = start
    while found := _MARK.search(text, position, end):
        position = found.end()
        mark, here, behind = found[0], found.start(), found.end()
        if mark not in _DOUBLE and (stack or mark not in "'‘‚‹"):
            continue
        before = text[here - 1] if here > start else " "
        after = text[behind] if behind < end else " "
        can_open = (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()
        can_close = not before.isspace() and (after.isspace() or after in _AFTER_CLOSING)
        if mark not in _DOUBLE:
            if can_open:
                closing = _closing_single(text, behind, end)
                if closing >= 0:
                    scan.closed.append((here, behind, closing, closing + 1))
                    position = closing + 1
                elif text[start:here].rstrip()[-1:] in _INTRODUCING and not _ELISION.match(text, behind):
                    stack.append((here, behind, mark))
            continue
        if not stack or stack[0][2] not in _DOUBLE:
            if _opens(mark, can_open, can_close, before, after):
                stack = [(here, behind, mark)]
                scan.inner, nested_end = [], -1
            continue
        if _nests(mark, stack[-1][2], can_open, can_close):
            stack.append((here, behind, mark))
        elif len(stack) > 1 and _closes(mark, stack[-1][2]):
            opens, inside, _ = stack.pop()
            scan.inner.append((opens, inside, here, behind))
            nested_end = behind
        elif mark in _STRAIGHT and can_open and not can_close:
            stack = [(here, behind, mark)]  # the earlier mark was never closed
            scan.inner = []
        else:
            opens, inside, _ = stack[0]
            scan.closed.append((opens, inside, here, behind))
            stack, scan.inner = [], []
    if stack:
        scan.open = stack[0]
        if nested_end >= 0 and not text[nested_end:end].strip():
            # One closing mark for two opening ones at the paragraph's end.
            scan.closed.append((stack[0][0], stack[0][1], scan.inner[-1][2], nested_end))
            scan.open = None
    return scan


def _opens(mark: str, can_open: bool, can_close: bool, before: str, after: str) -> bool:
    """Whether a double mark outside any quotation opens one."""
    if mark in "“„‟«":
        return can_open or not can_close
    if mark in "”»":
        return can_open and not can_close
    return can_open or (not before.isalnum() and not before.isspace() and after.isalnum())


def _nests(mark: str, outer: str, can_open: bool, can_close: bool) -> bool:
    """Whether a double mark within a quotation opens another one."""
    if mark in _STRAIGHT:
        return outer not in _STRAIGHT and can_open and not can_close
    if mark in "“«":
        return outer not in "„»" and (can_open or not can_close)
    return False


def _closes(mark: str, opening: str) -> bool:
    """Whether a double mark is of the kind that closes this opening mark."""
    return (mark in _STRAIGHT) == (opening in _STRAIGHT)


def _closing_single(text: str, start: int, end: int) -> int:
    """Offset of the single mark that closes a quotation whose words start at `start`; -1 where none does.

    An apostrophe between letters closes nothing; one after the s of a plural only where no better one follows.
    """
    if _ELISION.match(text, start) or not (text[start].isalnum() or text[start] in "[(…$£€#@"):
        return -1
    possible_apostrophe = -1
    for found in re.finditer(r"['’›‘]", text[start:end]):
        here = start + found.start()
        before, after = text[here - 1], text[here + 1] if here + 1 < end else " "
        if here == start or before.isspace() or after.isalnum():
            if found[0] == "‘":
                break
            continue
        if before in "sS" and after.isspace() and text[here + 2 : here + 3].islower():
            possible_apostrophe = here if possible_apostrophe < 0 else possible_apostrophe
            continue
        return here
    return possible_apostrophe
