"""The headline of an article, without the site's name or a label before it."""

import re
from collections.abc import Iterable, Sequence

from schemas.flow.parsed import Candidate
from transforms.prepare.text.normalize import normalize

_SEPARATOR = re.compile(r"\s+(?:\||[-–—]|::|•|·|»|«|~|⋆|›|/)\s+|\s*\|\s*|:\s+(?=[^:]{2,40}$)")
_WORD = re.compile(r"\w+")
_TRUNCATED = re.compile(r"(?:\.\.\.|…)$")
_LABELS = (
    r"(?:opinion|editorial|analysis|commentary|comment|review|watch|video|photos|live|exclusive|breaking|updated?|column"
    r"|letters?|podcast|gallery|politics|sports?|world|news|business|local)"
)
_LABEL_BEFORE = re.compile(rf"^{_LABELS}\s*\|\s+(?=\S+\s+\S+)", re.IGNORECASE)
_LABEL_AFTER = re.compile(rf"\s+\|\s*{_LABELS}$", re.IGNORECASE)
MIN_HEADING_WORDS = 3
"""Words; a shorter heading is taken for the name of the site or of a section."""

MIN_SIMILARITY = 0.5
"""Share of common words from which on two titles are about the same article."""


def choose_title(
    candidates: Iterable[Candidate], *, publishers: Sequence[str] = (), site: str | None = None
) -> str | None:
    """Choose the title.

    A title that the record gives comes first. Then the heading (`h1`) that shares most words with the other
    statements, if it shares half of them: headings are what readers see, and are not shortened or rewritten for other
    sites. Then JSON-LD's headline, meta elements, the window's title. Cut-short titles come last.

    Args:
        found: Candidates, best first.
        publishers: Names of the site and the publisher, which are taken off the end.
        site: Registered domain.
    """
    names = {_normalized_key(name) for name in (*publishers, *_site_names(site)) if name}
    cleaned = [(item.source, normalize(item.value)) for item in candidates]
    stripped = [(source, _strip_site_name(text, names)) for source, text in cleaned if text]
    records = [text for source, text in stripped if source == "record"]
    if records:
        return records[0]
    others = [text for source, text in stripped if source != "h1"]
    headings = sorted(
        (
            (max((_similarity(text, other) for other in others), default=0.0), -i, text)
            for i, (source, text) in enumerate(stripped)
            if source == "h1" and len(_WORD.findall(text)) >= MIN_HEADING_WORDS
        ),
        reverse=True,
    )
    if headings and (headings[0][0] >= MIN_SIMILARITY or len(headings) == 1):
        return _strip_label(headings[0][2], others)
    complete = [text for text in others if not _TRUNCATED.search(text)]
    for text in (*complete, *others):
        return _strip_last_segment(text, others)
    return None


def _site_names(site: str | None) -> tuple[str, ...]:
    return (site, site.split(".")[0]) if site else ()


def _normalized_key(text: str) -> str:
    """Letters and digits alone, lower case, without 'the' and a domain's ending."""
    text = re.sub(r"^the\s+|^www\.|\.(?:com|org|net|co\.uk|news|tv)$", "", text.lower().strip())
    return re.sub(r"\W+", "", text)


def _strip_site_name(text: str, names: set[str]) -> str:
    """Take off last segments that are a name of the site, and a first one."""
    while True:
        cuts = list(_SEPARATOR.finditer(text))
        if not cuts:
            return text
        head, tail = text[: cuts[-1].start()], text[cuts[-1].end() :]
        if head and _is_site_name(tail, names):
            text = head
            continue
        head, tail = text[: cuts[0].start()], text[cuts[0].end() :]
        if tail and _is_site_name(head, names):
            text = tail
            continue
        return text


def _is_site_name(segment: str, names: set[str]) -> bool:
    key = _normalized_key(segment)
    return bool(key) and any(
        key == name
        or (min(len(name), len(key)) > 4 and abs(len(name) - len(key)) <= 8 and (name in key or key in name))
        for name in names
    )


def _strip_label(text: str, others: Sequence[str]) -> str:
    """Take off 'Opinion | ' or ' | Editorial', and any few words before what another statement has alone."""
    text = _LABEL_AFTER.sub("", _LABEL_BEFORE.sub("", text))
    for other in others:
        if len(other) < len(text) and len(_WORD.findall(other)) >= 3:
            rest = text.removesuffix(other)
            if rest != text and len(rest.split()) <= 4:
                return other
    return text


def _strip_last_segment(text: str, others: Sequence[str]) -> str:
    """Take off the last segment of a window's title when another statement is the rest."""
    for cut in _SEPARATOR.finditer(text):
        head = text[: cut.start()]
        if any(_normalized_key(head) == _normalized_key(other) for other in others if other != text):
            return head
    return text


def _similarity(one: str, other: str) -> float:
    first, second = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0
