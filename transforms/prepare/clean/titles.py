"""Chooses an article's headline and removes the site's name and labels from it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from schemas.flow.parsed import Candidate
from transforms.prepare.text.normalize import normalize
from transforms.prepare.text.word_lists import pattern

_SEPARATOR = re.compile(r"\s+(?:\||[-–—]|::|•|·|»|«|~|⋆|›|/)\s+|\s*\|\s*|:\s+(?=[^:]{2,40}$)")
_WORD = re.compile(r"\w+")
_TRUNCATED = re.compile(r"(?:\.\.\.|…)$")
_LABEL = pattern("words.toml", "headline_label")
_LABEL_BEFORE = re.compile(rf"^{_LABEL}\s*\|\s+(?=\S+\s+\S+)", re.IGNORECASE)
_LABEL_AFTER = re.compile(rf"\s+\|\s*{_LABEL}$", re.IGNORECASE)
MIN_HEADING_WORDS = 3
"""Words; a shorter heading is taken to be the name of the site or of a section, unless another source repeats it."""

MAX_SITE_WORDS = 4
"""Words of a segment of a title that may be the name of its site."""

MIN_SIMILARITY = 0.5
"""Share of words in common from which two titles are taken to describe the same article."""

_Titles = Sequence[tuple[str, str]]  # source, text


def choose_title(
    candidates: Iterable[Candidate], *, publishers: Sequence[str] = (), site: str | None = None
) -> str | None:
    """Choose the title.

    A title in the record wins. Next is the page heading (`h1`) that shares most words with the other candidates, if
    it shares half of them: headings are what readers see, neither shortened nor rewritten for other sites. Then
    JSON-LD's headline, meta elements, and the `title` element, unless no two of these agree and the page has only one
    heading. Truncated titles come late, headings that nothing confirms last.

    Args:
        candidates: Best first.
        publishers: Names of the site and its publisher, which are stripped from the title.
        site: Registered domain.
    """
    names = {_normalized_key(name) for name in (*publishers, *_site_names(site)) if name}
    cleaned = [(item.source, normalize(item.value)) for item in candidates]
    stripped = [(source, _strip_site_name(text, names)) for source, text in cleaned if text]
    records = [text for source, text in stripped if source == "record"]
    if records:
        return records[0]
    headings = [text for source, text in stripped if source == "h1"]
    stated = [(source, text) for source, text in stripped if source != "h1"]
    others = [text for _, text in stated]
    if heading := _confirmed_heading(headings, stated, names):
        return _strip_label(heading, others)
    complete = [text for text in others if not _TRUNCATED.search(text)]
    for text in (*complete, *others):
        return _strip_last_segment(text, others)
    return max(headings, key=lambda text: len(_WORD.findall(text)) >= MIN_HEADING_WORDS, default=None)


def _confirmed_heading(headings: Sequence[str], stated: _Titles, names: set[str]) -> str | None:
    """The heading most like the page's stated titles; the only one also if it is unlike them and they disagree."""
    others = [text for _, text in stated]
    keys = {_normalized_key(form) for text in others for form in (text, *_before_short_segment(text))} - names
    ranked = sorted(
        (
            (max((_similarity(text, other) for other in others), default=0.0), -i, text)
            for i, text in enumerate(headings)
            if len(_WORD.findall(text)) >= MIN_HEADING_WORDS or _normalized_key(text) in keys
        ),
        reverse=True,
    )
    if not ranked:
        return None
    similarity, _, heading = ranked[0]
    if similarity >= MIN_SIMILARITY or (len(ranked) == 1 and not _agree(stated)):
        return heading
    return None


def _before_short_segment(text: str) -> Iterator[str]:
    """A title without its last segment, if that is short as the name of a site: 'Bridge closes | Larkfield News'."""
    cuts = list(_SEPARATOR.finditer(text))
    if cuts and len(_WORD.findall(text[cuts[-1].end() :])) <= MAX_SITE_WORDS:
        yield text[: cuts[-1].start()]


def _agree(stated: _Titles) -> bool:
    """Whether two sources state one title."""
    sources: defaultdict[str, set[str]] = defaultdict(set)
    for source, text in stated:
        sources[_normalized_key(text)].add(source)
    return any(len(same) > 1 for same in sources.values())


def _site_names(site: str | None) -> tuple[str, ...]:
    return (site, site.split(".")[0]) if site else ()


def _normalized_key(text: str) -> str:
    """The text in lower case, letters and digits only, without 'the' and a domain suffix, for comparison."""
    text = re.sub(r"^the\s+|^www\.|\.(?:com|org|net|co\.uk|news|tv)$", "", text.lower().strip())
    return re.sub(r"\W+", "", text)


def _strip_site_name(text: str, names: set[str]) -> str:
    """Strip site names from the end and the start of a title."""
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
    """Strip 'Opinion | ' or ' | Editorial', and up to four words before what another candidate is on its own."""
    text = _LABEL_AFTER.sub("", _LABEL_BEFORE.sub("", text))
    for other in others:
        if len(other) < len(text) and len(_WORD.findall(other)) >= 3:
            rest = text.removesuffix(other)
            if rest != text and len(rest.split()) <= 4:
                return other
    return text


def _strip_last_segment(text: str, others: Sequence[str]) -> str:
    """Strip the last segment of a title if what is left equals another candidate."""
    for cut in _SEPARATOR.finditer(text):
        head = text[: cut.start()]
        if any(_normalized_key(head) == _normalized_key(other) for other in others if other != text):
            return head
    return text


def _similarity(one: str, other: str) -> float:
    first, second = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0
