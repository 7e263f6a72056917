"""Who a count of casualties is from: the source that the article names, else the agency it is from, else the paper."""

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from schemas.flow.linking import LinkAttribution, LinkEvent, ReportedIncident
from transforms.agencies import agency_name

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s$|['’]$")
_MAX_SHORT = 4  # letters; shorter aliases of agencies are also words and names of sites
_ARTICLE = re.compile(r"^(?:the|an|a)\s+", re.IGNORECASE)


def source_of(event: LinkEvent, report: ReportedIncident) -> str | None:
    """The name of the source of what an event says, the same in whatever words it is named.

    Args:
        event: The event.
        report: The report that it is in.

    Returns:
        Such as 'police', 'Reuters', 'Health Ministry'; the agency or site of the article where it says so itself; None
        if nothing is known of where it is from.
    """
    return (event.attribution and named_source(event.attribution)) or own_source(report)


def own_source(report: ReportedIncident) -> str | None:
    """Who speaks where an article names no source: the first agency that it credits, else its site."""
    return next(iter(report.credits), None) or (report.site and _site_source(report.site))


def named_source(attribution: LinkAttribution) -> str | None:
    """The name of a source that an article names; None if it is nobody in particular, such as 'sources' or 'a man'."""
    return _named_source(attribution.text, attribution.name)


def source_key(source: str | None, article_id: str) -> str:
    """What is equal of two sources that are one: 'Health Ministry', 'the ministry of health'.

    Args:
        source: Its name; None if it is not known, so that it is another one for each article.
        article_id: The article.
    """
    return f"article {article_id}" if source is None else _key(source)


@lru_cache(maxsize=1 << 14)
def _named_source(text: str, name: str | None) -> str | None:
    for written in (text, name or text):
        if agency := _agency(written):
            return agency
        if body := _body(written):
            return body
    written = name or text
    words = [word.casefold() for word in _WORD.findall(written)]
    if all(word in _words("unnamed") or word in _words("function_words") for word in words):
        return None
    return _ARTICLE.sub("", written)


@lru_cache(maxsize=1 << 12)
def _site_source(site: str) -> str:
    name = site.split(".")[0]
    return (_agency(name) if len(name) > _MAX_SHORT else None) or site


def _agency(text: str) -> str | None:
    """The full name of a news agency: of 'the Reuters agency', 'Reuters'."""
    left_out = frozenset().union(*map(_words, ("function_words", "agency_words", "voices")))
    kept = _POSSESSIVE.sub("", " ".join(word for word in text.split() if word.casefold() not in left_out))
    is_name = len(kept) > _MAX_SHORT or kept[:1].isupper()
    return (agency_name(text) or agency_name(kept)) if is_name else None


def _body(text: str) -> str | None:
    """The common name of a body: of 'Kirkuk police', 'detectives' or 'Police Chief Ann Lee', 'police'.

    Several together ('police and hospital officials') are a source of its own.
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    found = {_bodies()[word] for word in words if word in _bodies()}
    return found.pop() if len(found) == 1 and "and" not in words else None


@lru_cache(maxsize=1 << 14)
def _key(source: str) -> str:
    words = [_POSSESSIVE.sub("", word.casefold()) for word in _WORD.findall(source)]
    named = [word for word in words if word not in _words("function_words") and word not in _words("modifiers")]
    telling = [word for word in named if word not in _words("voices")]
    return " ".join(sorted(set(telling or named or words))) or source


@cache
def _bodies() -> dict[str, str]:
    return {word: body for body, words in _lists()["bodies"].items() for word in words.split()}


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_lists()[name].split())


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("sources.toml").read_text(encoding="utf-8"))
