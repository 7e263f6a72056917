"""Reads an article from the data that a page's scripts hold for building it in the browser.

Frameworks that render pages in the browser send the whole article as JSON in a script, and sometimes only its first
lines as markup. What the markup has tells which of the data is the article.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml.etree import ParserError
from lxml.html import HtmlElement, fragment_fromstring

from transforms.prepare.parse.body.frame import is_prose
from transforms.prepare.parse.body.second_opinion import KEY_CHARS, alphanumeric
from transforms.prepare.parse.jsonld import is_jsonld
from transforms.prepare.text.paragraphs import extract_paragraphs
from transforms.prepare.text.scripts import count_words

MAX_PART_WORDS = 300
"""Words; a longer text is not taken for the first lines of an article, and the scripts are not read."""

MIN_STATE_RATIO = 2.0
"""The words in the data, in relation to the text: with less they may be the same article, differently cut."""

MIN_KNOWN = 2
"""Blocks; a list that has fewer of a text with several of them may be of other articles, this one's lead among them."""

MIN_KNOWN_SHARE = 0.5
"""Share of the text's blocks of prose that a list in the data must have for being the article's."""

MIN_SCRIPT_CHARS = 1_000
MAX_SCRIPT_CHARS = 5_000_000
"""Code points; shorter and longer scripts are not read."""

MAX_LEVELS = 4
"""Levels of objects and lists that may stand between a paragraph and the list of all paragraphs."""

# A script that is JSON, or assigns it to a name, or passes it to a function.
_DATA = re.compile(r"\s*(?:[\w$.\[\]'\"|&(){}!; ]{0,200}?[=(]\s*)?(?=[\[{])")
_MARKUP = re.compile(r"<[a-z/][^<>]*>", re.IGNORECASE)

Path = tuple[str | int, ...]


def find_in_state(scripts: Sequence[HtmlElement], lines: Sequence[str]) -> list[str] | None:
    """The whole article's paragraphs, if a page's data has far more of the article than the text.

    Args:
        scripts: The page's scripts; JSON-LD is not read again.
        lines: The paragraphs found in the markup.
    """
    words = 0
    for line in lines:
        words += count_words(line)
        if words > MAX_PART_WORDS:
            return None
    keys = {alphanumeric(line)[:KEY_CHARS] for line in lines if is_prose(line)}
    if not keys:
        return None
    best: list[str] = []
    for script in scripts:
        text = script.text or ""
        if is_jsonld(script) or not MIN_SCRIPT_CHARS <= len(text) <= MAX_SCRIPT_CHARS:
            continue
        match = _DATA.match(text)
        if match is None:
            continue
        try:
            data, _ = json.JSONDecoder(strict=False).raw_decode(text, match.end())
            paragraphs = _innermost_list(list(_texts(data, ())), keys)
        except (ValueError, RecursionError):
            continue
        if sum(map(count_words, paragraphs)) > sum(map(count_words, best)):
            best = paragraphs
    return best if sum(map(count_words, best)) >= MIN_STATE_RATIO * words else None


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """The strings in data, and where each stands."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        items: Any = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from _texts(item, (*path, key))


def _innermost_list(texts: Sequence[tuple[Path, str]], keys: set[str]) -> list[str]:
    """The paragraphs of the deepest string, object or list that has enough of the known ones; [] if none has.

    Of its strings those are taken that are sentences, or stand where the others have sentences: subheadings.
    """
    prose = [(path, text) for path, text in texts if is_prose(_MARKUP.sub("", text))]
    known: dict[Path, set[str]] = {}
    for path, text in prose:
        letters = alphanumeric(_MARKUP.sub("", text))
        if found := {key for key in keys if key in letters}:
            for length in range(max(0, len(path) - MAX_LEVELS), len(path) + 1):
                known.setdefault(path[:length], set()).update(found)
    wanted = max(MIN_KNOWN_SHARE * len(keys), min(MIN_KNOWN, len(keys)))
    enough = [path for path, found in known.items() if len(found) >= wanted]
    if not enough:
        return []
    home = max(enough, key=len)
    places = {_place(path) for path, _ in prose if path[: len(home)] == home}
    inside = (text for path, text in texts if path[: len(home)] == home and _place(path) in places)
    return list(dict.fromkeys(paragraph for text in inside for paragraph in _paragraphs(text)))


def _place(path: Path) -> Path:
    """A path without the numbers of items."""
    return tuple(key for key in path if isinstance(key, str))


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a string, which may be markup."""
    if not _MARKUP.search(text):
        return [line for part in text.split("\n") if (line := " ".join(part.split()))]
    try:
        return extract_paragraphs(fragment_fromstring(text, create_parent="div"))
    except (ParserError, ValueError):
        return []
