"""Which mentions are of one name: same words, surname and full name, short and long form, acronym, spelling."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from transforms.extract.document import Document
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.names.forms import Candidate, candidate_of
from transforms.extract.entities.names.identity import canonical
from transforms.extract.entities.names.typing import RELIABILITY, TYPES, context_clues, name_clues
from transforms.extract.entities.words import given_names, kind_of, section
from transforms.extract.fold import fold

_PLACES = ("GPE", "LOC", "FAC")
_ORDER = {kind: place for place, kind in enumerate(TYPES)}
_LEAST = 1.0
"""Points that a name needs which the model passed over."""


def _zeros() -> defaultdict[str, float]:
    return defaultdict(float)


@dataclass(slots=True, eq=False)
class Group:
    """Mentions of one name while they are gathered."""

    words: tuple[str, ...]
    candidates: list[Candidate]
    points: defaultdict[str, float] = field(default_factory=_zeros)
    type: str = ""

    def take(self, other: "Group") -> None:
        """Become one with another group."""
        self.candidates += other.candidates
        for kind, value in other.points.items():
            self.points[kind] += value
        other.candidates = []

    @property
    def labelled(self) -> bool:
        """Whether the model saw a name in any of the mentions."""
        return any(candidate.label for candidate in self.candidates)


def groups_of(found: list[Candidate], document: Document) -> list[Group]:
    """Gather mentions into names and decide each name's type."""
    by_words: dict[tuple[str, ...], Group] = {}
    for candidate in _without_openers(found, document):
        words = _core(candidate.words)
        if words not in by_words:
            by_words[words] = Group(words, [])
        by_words[words].candidates.append(candidate)
    groups = list(by_words.values())
    for group in groups:
        _weigh(group, document)
        group.type = _decide(group)
    _reuse(groups)
    _coordinate(groups)
    for group in groups:
        group.type = _decide(group)
    _join_acronyms(groups, document)
    groups = _join_people([group for group in groups if group.candidates])
    _join_organisations(groups)
    kept = []
    for group in groups:
        if not group.candidates:
            continue
        group.type = _decide(group)
        if group.type:
            kept.append(group)
    return kept


def _without_openers(found: list[Candidate], document: Document) -> Iterator[Candidate]:
    """The candidates; of 'American Lee' or 'Yesterday Lee', at a sentence's start, the known person alone."""
    people: set[str] = set()
    for candidate in found:
        if candidate.label == "PERSON" or candidate.hint == "PERSON":
            people.update((candidate.words[-1], " ".join(candidate.words)))
    for candidate in found:
        run = candidate.tokens
        if len(run) > 1 and candidate.label not in ("EVENT", "LAW", "GPE") and " ".join(candidate.words[1:]) in people:
            first = run[0]
            adjective = load_gazetteer().is_adjective(first.text)
            common = first.tag not in ("NNP", "NNPS") or len(candidate.words) > 2
            if adjective or (common and first is first.sentence.tokens[0] and fold(first.text) not in given_names()):
                if adjective:
                    yield candidate_of(document, run[:1], "NORP")
                yield candidate_of(document, run[1:], "PERSON", candidate.hint)
                continue
        yield candidate


def _reuse(groups: list[Group]) -> None:
    """People are called again by their last word, teams and firms by their first."""
    single = {group.words[0]: group for group in groups if len(group.words) == 1}
    heads = kind_of("heads")
    for group in groups:
        if not 2 <= len(group.words) <= 3 or group.words[-1] in heads or group.points["GPE"] >= 3:
            continue
        if group.words[-1] in single and not _firmly_else(single[group.words[-1]]):
            group.points["PERSON"] += 1.5
        elif group.words[0] in single and group.words[0] not in given_names():
            group.points["ORG"] += 0.7


def _coordinate(groups: list[Group]) -> None:
    """Names joined by 'and' or a comma are mostly of one type."""
    at = {c.head.i: group for group in groups for c in group.candidates if c.tokens}
    gains: list[tuple[Group, str]] = []
    for group in groups:
        for candidate in group.candidates:
            if candidate.tokens and candidate.head.dep == "conj":
                other = at.get(candidate.head.head.i)
                if other is not None and other is not group:
                    gains += [(group, other.type), (other, group.type)]
    seen: Counter[int] = Counter()
    for group, kind in gains:
        seen[id(group)] += 1
        if kind and seen[id(group)] <= 2:
            group.points[kind] += 0.7


def _core(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without the ending of a firm's name."""
    suffixes = section("firms")["suffixes"]
    while len(words) > 1 and words[-1] in suffixes:
        words = words[:-1]
    return words


def _weigh(group: Group, document: Document) -> None:
    """Add up the clues of a group."""
    points = group.points
    labels = [candidate.label for candidate in group.candidates]
    count = len(labels)
    weight = min(1.0 + 0.4 * (count - 1), 3.0) / count
    for label in dict.fromkeys(labels):
        if label in RELIABILITY:
            points[label] += RELIABILITY[label] * labels.count(label) * weight
    before = points["GPE"]
    for kind, value in name_clues(max([candidate.text for candidate in group.candidates], key=len)):
        points[kind] += value
    if points["GPE"] == before:  # few places are missing from the gazetteer
        points["GPE"] *= 0.75
    around = _zeros()
    for candidate in group.candidates[:12]:
        for kind, value in context_clues(candidate, document.tokens):
            around[kind] += value
    for kind, value in around.items():
        points[kind] += min(value, 4.0)


def _decide(group: Group) -> str:
    """The type with most points, or '' when too little speaks for a name."""
    points = group.points
    if not points:
        return ""
    best, most = "", 0.0
    for kind, value in points.items():
        if value > most or (value == most and _ORDER[kind] < _ORDER.get(best, 99)):
            best, most = kind, value
    if most < _LEAST and not group.labelled:
        return "PERSON" if _looks_like_a_person(group) else ""
    if len(group.words) == 1 and kind_of("heads").get(group.words[0]) in ("FAC", "LOC", "GPE") and most < 3:
        return ""
    if most < 2 and all(_common(candidate) for candidate in group.candidates):
        return ""
    return best


def _looks_like_a_person(group: Group) -> bool:
    """Two or three capitalised words of no known kind, in the midst of a sentence."""
    heads = kind_of("heads")
    return 2 <= len(group.words) <= 3 and any(
        candidate.tokens
        and candidate.tokens[0] is not candidate.tokens[0].sentence.tokens[0]
        and all(token.text.isalpha() and not token.text.isupper() for token in candidate.tokens)
        and not any(word in heads for word in group.words)
        for candidate in group.candidates
    )


def _common(candidate: Candidate) -> bool:
    """Whether it is a single common word with the capital of a sentence's start."""
    tokens = candidate.tokens
    return len(tokens) == 1 and tokens[0] is tokens[0].sentence.tokens[0] and tokens[0].tag not in ("NNP", "NNPS")


def _join_acronyms(groups: list[Group], document: Document) -> None:
    """'Hayat Tahrir al-Sham (HTS)', 'HTS (Hayat Tahrir al-Sham)', or initials that fit one name alone."""
    tokens = document.tokens
    at = {candidate.tokens[0].i: group for group in groups for candidate in group.candidates if candidate.tokens}
    short = [group for group in groups if len(group.words) == 1 and _acronym(group)]
    for group in list(groups):
        if len(group.words) < 2:
            continue
        for candidate in [candidate for candidate in group.candidates if candidate.tokens]:
            i = candidate.tokens[-1].i + 1
            if i + 2 < len(tokens) and tokens[i].text in ("(", "[") and tokens[i + 2].text in (")", "]", ","):
                other = at.get(i + 1)
                if other is None or other is group or not other.candidates:
                    continue
                closed = tokens[i + 2].text in (")", "]")
                if _abbreviates(other.words[0], candidate) or (closed and _bracketed(group, other)):
                    _abbreviate(group, other)
    long: dict[str, list[Group]] = {}
    for group in groups if short else ():
        if group.candidates and len(group.words) > 1 and group.type in ("ORG", "GPE", "EVENT", ""):
            for initials in _initials(group):
                long.setdefault(initials, []).append(group)
    for group in short:
        fitting = long.get(group.words[0], [])
        if group.candidates and len(fitting) == 1 and fitting[0].candidates:
            _abbreviate(fitting[0], group)


def _abbreviate(long: Group, short: Group) -> None:
    """The short form says little of the type but that it is no person's."""
    short.points.clear()
    long.take(short)
    if long.type == "PERSON":
        long.points["PERSON"] = 0
    if long.type not in ("GPE", "EVENT", "LAW", "FAC"):
        long.points["ORG"] += 3.0
    long.type = _decide(long)


def _acronym(group: Group) -> bool:
    text = group.candidates[0].text.replace(".", "")
    return 2 <= len(text) <= 8 and text.isupper() and text.isalpha()


def _abbreviates(short: str, candidate: Candidate) -> bool:
    """Whether letters of the short form stand in order at the heads of the long one's words, or within them."""
    initials = [word[0] for word in _all_words(candidate.text)]
    if not short or not initials or short[0] != initials[0]:
        return False
    rest = iter(fold(candidate.text))
    if not all(letter in rest for letter in short):
        return False
    hits, rest = 0, iter(initials)
    for letter in short:
        hits += letter in rest
    return hits >= max(2, len(short) - 2) or len(short) <= 3


def _bracketed(long: Group, short: Group) -> bool:
    """Whether an acronym in brackets is a body's though its letters fit another language's name of it.

    Behind 'Popular Front for Renewal' stands '(FRP)'. No known body or country, and behind no second name.
    """
    text = short.candidates[0].text
    return (
        long.type == "ORG"
        and _acronym(short)
        and 3 <= len(text) <= 6
        and not canonical("ORG", text)
        and load_gazetteer().country_code_of(text) is None
    )


def _initials(group: Group) -> dict[str, None]:
    """The letters that a name's forms may be shortened to, of all words or without the links."""
    found: dict[str, None] = {}
    links = section("context")["links"]
    for text in dict.fromkeys(candidate.text for candidate in group.candidates):
        words = _all_words(text)
        found["".join(word[0] for word in words)] = None
        found["".join(word[0] for word in words if word not in links)] = None
    return found


def _all_words(text: str) -> list[str]:
    return [word for word in fold(text).replace("-", " ").split() if word[0].isalnum()]


def _join_people(groups: list[Group]) -> list[Group]:
    """Surnames, given names, initials and spellings to full names."""
    by_end: dict[str, list[Group]] = {}
    by_first: dict[str, list[Group]] = {}
    people = [group for group in groups if group.type == "PERSON" and len(group.words) > 1]
    people.sort(key=lambda group: (-len(group.words), group.candidates[0].start))
    kept: list[Group] = []
    for group in people:
        same = next(
            (other for other in by_end.get(group.words[-1], ()) if _same_person(group.words, other.words)), None
        )
        if same is None:
            same = next((other for other in by_first.get(group.words[0], ()) if _spelled_alike(group, other)), None)
        if same is not None:
            same.take(group)
            continue
        kept.append(group)
        by_end.setdefault(group.words[-1], []).append(group)
        by_first.setdefault(group.words[0], []).append(group)
    for group in groups:
        if not group.candidates or (group.type == "PERSON" and len(group.words) > 1):
            continue
        if len(group.words) > 1:  # a double surname
            size = len(group.words)
            longer = [p for p in by_end.get(group.words[-1], ()) if p.words[-size:] == group.words and p is not group]
            if longer and not _firmly_else(group):
                _share_out(group, longer)
            continue
        word = group.words[0]
        bearers = by_end.get(word) or (by_first.get(word) if _may_be_given(group) else None) or []
        bearers = [bearer for bearer in bearers if bearer.candidates]
        if not bearers or _firmly_else(group):
            continue
        _share_out(group, bearers)
    return groups


def _same_person(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Same surname, and given names that agree: 'V. Putin', 'Vladimir Putin', 'Vladimir V. Putin'."""
    one, other = short[0], long[0]
    return one == other or ((len(one) == 1 or len(other) == 1) and one[0] == other[0]) or short == long[-len(short) :]


def _spelled_alike(one: Group, other: Group) -> bool:
    """Same given name, surnames a letter apart."""
    a, b = one.words[-1], other.words[-1]
    return len(one.words) == len(other.words) and min(len(a), len(b)) > 4 and a[0] == b[0] and OSA.distance(a, b) == 1


def _may_be_given(group: Group) -> bool:
    return group.words[0] in given_names() or group.type == "PERSON" or max(group.points.values(), default=0) < 1.5


def _firmly_else(group: Group) -> bool:
    """Whether a single word is more than a surname: a country, or a place or body by plain words around it."""
    points = group.points
    person = points["PERSON"]
    return max(points["GPE"], points["NORP"], points["LOC"]) >= 3.0 + person or points["ORG"] >= 4.0 + person


def _share_out(group: Group, bearers: list[Group]) -> None:
    """Give each mention of a surname to its bearer: the only one, else the one named last before it."""
    if len(bearers) == 1:
        bearers[0].points["PERSON"] += group.points["PERSON"]
        bearers[0].candidates += group.candidates
        group.candidates = []
        return
    full = sorted(((candidate.start, index) for index, bearer in enumerate(bearers) for candidate in bearer.candidates))
    for candidate in group.candidates:
        place = bisect_left(full, (candidate.start, -1))
        bearers[full[max(place - 1, 0)][1]].candidates.append(candidate)
    group.candidates = []


def _join_organisations(groups: list[Group]) -> None:
    """Short forms of bodies: the first words of one long name, or its kind ('the Observatory')."""
    long = [group for group in groups if group.candidates and group.type == "ORG" and len(group.words) > 1]
    firsts: dict[str, list[Group]] = {}
    kinds: dict[str, list[Group]] = {}
    heads = kind_of("heads")
    for group in long:
        firsts.setdefault(group.words[0], []).append(group)
        for word in group.words:
            if heads.get(word) == "ORG":
                kinds.setdefault(word, []).append(group)
    for group in groups:
        if not group.candidates or len(group.words) != 1:
            continue
        word = group.words[0]
        if word in heads:
            fitting = kinds.get(word, [])
        elif group.type in ("ORG", "") or (group.type == "PERSON" and group.points["PERSON"] < 3):
            fitting = firsts.get(word, [])
        else:
            continue
        fitting = [other for other in fitting if other is not group and other.candidates]
        if len(fitting) == 1 and group.points["GPE"] < 1.5 and group.points["NORP"] < 1.5:
            fitting[0].take(group)
