"""Reading toponyms off the text: the region written behind a place, directions before it, the site's country."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from schemas.rows.article import Article
from transforms.datelines import parse_dateline
from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.gazetteer.model import REGION, Gazetteer, Place
from transforms.extract.entities.gazetteer.name_keys import key_of
from transforms.extract.languages.load import load_lines

MOST_CANDIDATES = 40
"""Bearers of a name that are weighed; the rest are its least populous."""

_DIRECTION = re.compile(
    r"^(?:the )?(?:far |upper |lower |mainland |greater |downtown |central |inner |rural |metro |metropolitan )*"
    r"(?:(?:north|south|east|west|northeast|northwest|southeast|southwest|mid)(?:ern)?[ -])*"
    r"(?:far |upper |lower |mainland |greater |downtown |central |inner |rural |metro |metropolitan )*",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"(?:,|\s\()\s{0,2}((?:[A-Z][\w.'’&-]*)(?:\s(?:of\s)?[A-Z][\w.'’&-]*){0,3})")
_LIST = re.compile(r"\s*(?:,|,? and|,? or)\s+([A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*)?)")
_HOST = re.compile(r"[a-z]+://([^/:?#]+)")
_POSSESSIVE = re.compile(r"(?:'s|’s|')$")


@dataclass(slots=True, kw_only=True)
class Toponym:
    """A name that may stand for a place.

    Attributes:
        form: The name as written.
        spans: Its mentions' offsets in the text.
        candidates: The places it may stand for, the likelier first.
        regions: Rows of the regions written behind it ('Paris, Texas'), how often each.
        weight: What it counts for when others are settled.
        is_local: Whether the site bears its name, as local papers do.
        bases: What the words around its mentions say (`PlaceMention.basis`).
    """

    form: str
    spans: tuple[tuple[int, int], ...]
    candidates: tuple[Place, ...]
    regions: Counter[int]
    weight: float = 1.0
    is_local: bool = False
    bases: frozenset[str] = frozenset()


@lru_cache(maxsize=1 << 15)
def look_up(form: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """The places a form as written may stand for.

    Abbreviations of states first, then names, then names without 'north' or 'downtown', then the first of two that
    a hyphen joins ('Fargo-Moorhead').
    """
    form = _POSSESSIVE.sub("", form.strip())
    if state := gazetteer.abbreviated_division(form):
        return (state,)
    if _is_abbreviation(form):  # 'US' and 'U.S.', not the hamlet of Us
        return tuple(place for place in gazetteer.candidates(form) if place.is_country)
    if found := gazetteer.candidates(form):
        parts = tuple(place for place in found if place.feature == REGION and place.country_code is None)
        return parts or found[:MOST_CANDIDATES]  # a part of the world is no town's namesake: 'the Middle East'
    bare = _DIRECTION.sub("", form)
    if bare != form and bare[:1].isupper() and (found := gazetteer.candidates(bare)):
        return found[:MOST_CANDIDATES]
    first, dash, second = form.partition("-")
    if dash and len(first) > 3 and second[:1].isupper():
        return gazetteer.candidates(first)[:MOST_CANDIDATES]
    return ()


def _is_abbreviation(form: str) -> bool:
    letters = form.replace(".", "")
    return len(letters) <= 3 and letters.isupper()


def look_up_all(forms: Sequence[str], gazetteer: Gazetteer) -> tuple[str, tuple[Place, ...]]:
    """The first known form of a name, and the places that all its known forms may stand for, if there are such."""
    known = [(form, places) for form in forms if (places := look_up(form, gazetteer))]
    if not known:
        return "", ()
    form, places = known[0]
    shared = places
    for _, others in known[1:]:
        rows = {place.row for place in others}
        shared = tuple(place for place in shared if place.row in rows)
    return form, shared or places


def is_part(form: str, place: Place) -> bool:
    """Whether a form names a part of a country ('northern Syria'), which its middle does not stand for."""
    bare = _DIRECTION.sub("", form)
    return place.is_country and bare != form and key_of(form) != key_of(place.name) and bool(bare)


def regions_behind(text: str, end: int, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """The state, country or county written behind a place: ', Texas', ', N.H.', ' (Ga.)', ', Oxfordshire'.

    Args:
        text: The article's text.
        end: Offset behind the place's name.
    """
    match = _BEHIND.match(text, end)
    if not match:
        return ()
    words = match[1].split(" ")
    for count in range(len(words), 0, -1):
        form = " ".join(words[:count])
        for spelling in dict.fromkeys((form, form.rstrip("."))):
            if state := gazetteer.abbreviated_division(spelling):
                return (state,)
        form = _POSSESSIVE.sub("", form.rstrip("."))
        found = tuple(p for p in gazetteer.candidates(form) if p.is_country or p.is_division)
        if found:
            return found
    return ()


def is_listed(text: str, end: int, own: Sequence[Place], gazetteer: Gazetteer) -> bool:
    """Whether what stands behind is the next of a list of states or countries: 'Ohio, Indiana and Kentucky'."""
    if not any(place.is_country or place.feature == "ADM1" for place in own):
        return False
    match = _BEHIND.match(text, end)
    following = _LIST.match(text, match.end()) if match else None
    if not following:
        return False
    return any(p.is_country or p.feature == "ADM1" for p in look_up(following[1].rstrip("."), gazetteer))


def regions_of(text: str, spans: Iterable[tuple[int, int]], own: Sequence[Place], gazetteer: Gazetteer) -> Counter[int]:
    """Rows of the regions written behind a name's mentions, with how often each is."""
    rows: Counter[int] = Counter()
    for _, end in spans:
        behind = regions_behind(text, end, gazetteer)
        if behind and not is_listed(text, end, own, gazetteer):
            rows.update(place.row for place in behind)
    return rows


def site_country(article: Article, gazetteer: Gazetteer) -> str | None:
    """The country of the site's top-level domain: 'UK' of example.co.uk is GB; None of .com."""
    host = host_of(article)
    ending = host.rsplit(".", 1)[-1].upper() if host else ""
    code = {"UK": "GB", "EU": "", "TV": "", "ME": "", "IO": "", "CO": "", "FM": "", "AI": ""}.get(ending, ending)
    return code if code in gazetteer.countries else None


def is_in_site(form: str, article: Article) -> bool:
    """Whether the site bears a place's name: Springfield in springfieldnews.example."""
    key = key_of(form).replace(" ", "")
    return len(key) > 4 and key in host_of(article).rsplit(".", 1)[0].replace("-", "")


def host_of(article: Article) -> str:
    """Host name of the article's page."""
    match = _HOST.match(article.canonical_url or article.url or "")
    return (match[1] if match else article.site or "").lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """A stretch of the text that the gazetteer knows as a place.

    Attributes:
        text: As written.
        start: Offset of its first code point.
        end: Offset behind its last.
        basis: What says that it is meant as a place: dateline, region (', Texas' follows), designation ('X County',
            'the town of X'), preposition ('in X'), body ('X police'), or name when nothing but the name does.
    """

    text: str
    start: int
    end: int
    basis: str


LONGEST = 5
"""Words of the longest name looked for."""

SURE_BASES = frozenset(("region", "designation", "dateline"))
"""Contexts that leave no doubt that a place is meant."""


@cache
def common_words() -> frozenset[str]:
    """Words that name a place only where the context says so beyond doubt."""
    return frozenset(word for line in load_lines("common_words.txt") for word in line.split())


def is_doubtful(form: str, bases: Iterable[str]) -> bool:
    """Whether a form is a common word that no mention's context makes a place."""
    if _is_abbreviation(form):  # 'US' is no pronoun
        return False
    return key_of(form) in common_words() and not SURE_BASES.intersection(bases)


_OTHER_LABELS = frozenset(
    ("PERSON", "DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL", "WORK_OF_ART", "QUANTITY")
)
_PREPOSITIONS = frozenset(
    ("in", "near", "outside", "around", "across", "throughout", "from", "at", "to", "toward", "towards", "within")
)
_LOCAL = (
    "airport borough chamber church city college commissioners council county court courthouse department district "
    "elementary fire hall high hospital jail library mayor museum police prison school sheriff station town township "
    "university village"
)
LOCAL_BODIES = frozenset(_LOCAL.split())
"""Words for what a place has one of: 'Lancaster City Council', 'Dayton police'."""

_FIRST_SENTENCES = 8
"""Sentences that a dateline may open; behind a headline or a caption it stands within the text."""

_LINKS = frozenset(("of", "the", "de", "la", "-", "upon"))
_KINDS = frozenset(("city", "town", "village", "suburb", "port", "state", "province", "region", "district", "county"))


@per_document
def scan(document: Document) -> tuple[PlaceMention, ...]:
    """Every longest stretch of capitalised words that is a place's name, in text order; those in persons' names not.

    Words at the start of a sentence count too: 'Reading' and 'Of' are towns, so what has no basis but the name is
    weak evidence.
    """
    gazetteer = load_gazetteer()
    found = [mention for mention in datelines(document) if not document.tokens_in(mention.start, mention.end)]
    behind = 0  # the last place that was read
    for first in document.tokens:
        if not first.text[0].isupper() or first.i < behind or not _may_open(first):
            continue
        run = _run(document.tokens, first.i)
        while run:
            form = document.text[first.start : run[-1].end]
            if _is_place(form, run, gazetteer):
                basis = basis_of(document, run, gazetteer)
                if not is_doubtful(form, (basis,)):
                    found.append(PlaceMention(text=form, start=first.start, end=run[-1].end, basis=basis))
                behind = run[-1].i + 1
                break
            run.pop()
    return tuple(found)


@per_document
def datelines(document: Document) -> tuple[PlaceMention, ...]:
    """The places that datelines name: before the body, and at the start of paragraphs and of the first sentences."""
    text = document.text
    starts = {0, *(start for start, _ in document.paragraphs)}
    starts.update(sentence.start for sentence in document.sentences[:_FIRST_SENTENCES])
    found: dict[int, PlaceMention] = {}
    for start in sorted(starts):
        line = parse_dateline(text, start)
        if line is None or not line.place:
            continue
        place = line.place.split(",")[0].split("(")[0].strip()
        at = text.find(place, line.start, line.end)
        if at >= 0 and place:
            found.setdefault(at, PlaceMention(text=place, start=at, end=at + len(place), basis="dateline"))
    return tuple(found.values())


@per_document
def _dateline_starts(document: Document) -> frozenset[int]:
    return frozenset(mention.start for mention in datelines(document))


def _may_open(token: Token) -> bool:
    return token.label not in _OTHER_LABELS and token.tag not in ("PRP", "DT", "MD", "UH")


def _run(tokens: Sequence[Token], first: int) -> list[Token]:
    """The capitalised words from a token on, 'of' and 'the' and hyphens among them."""
    run = [tokens[first]]
    for token in tokens[first + 1 : first + LONGEST]:
        if not (token.text[0].isupper() or token.text in _LINKS):
            break
        if token.sentence is not run[0].sentence or token.label in _OTHER_LABELS:
            break
        run.append(token)
    while not run[-1].text[0].isupper():
        run.pop()
    return run


def _is_place(form: str, run: Sequence[Token], gazetteer: Gazetteer) -> bool:
    if gazetteer.abbreviated_division(form):
        return len(form) > 2 or form in ("US", "UK")  # 'IN', 'OR', 'ME' stand for states only behind a comma
    if len(form) < 3 or (len(run) == 1 and run[0].pos not in ("PROPN", "NOUN", "ADJ", "X")):
        return False
    return bool(look_up(form, gazetteer)) and not gazetteer.is_adjective(form)


def basis_of(document: Document, run: Sequence[Token], gazetteer: Gazetteer) -> str:
    """What the words around say for a stretch being meant as a place (`PlaceMention.basis`)."""
    if not run:
        return "name"
    if run[0].start in _dateline_starts(document):
        return "dateline"
    tokens, first, last = document.tokens, run[0].i, run[-1].i
    if run[-1].lower in ("county", "township", "province", "oblast", "parish") and len(run) > 1:
        return "designation"
    before = tokens[first - 1] if first and tokens[first - 1].sentence is run[0].sentence else None
    if before is not None and before.lower == "of" and first > 1 and tokens[first - 2].lower in _KINDS:
        return "designation"
    if regions_behind(document.text, run[-1].end, gazetteer):
        return "region"
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    continues = following is not None and following.text[0].isupper() and following.sentence is run[0].sentence
    if before is not None and before.lower in _PREPOSITIONS and before.tag in ("IN", "TO") and not continues:
        return "preposition"
    if following is not None and following.lower in LOCAL_BODIES and following.start == run[-1].end + 1:
        return "body"
    return "name"
