"""Merges clusters of different words that are one name: acronyms, surnames, spellings, short forms."""

from bisect import bisect_left

from rapidfuzz.distance import OSA

from transforms.extract.document import Document
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.names.clusters import Cluster, decide_type
from transforms.extract.entities.names.forms import Candidate
from transforms.extract.entities.names.identity import canonical_name
from transforms.extract.entities.words import GIVEN_NAMES, NAME_NOUNS
from transforms.extract.fold import fold
from transforms.extract.languages.load import word_set

_LINKING_WORDS = word_set("names.toml", "context", "linking_words")
_ABBREVIATED_TYPES = ("ORG", "GPE", "EVENT", "")


def merge_acronyms(clusters: list[Cluster], document: Document) -> None:
    """Merge acronyms in brackets behind a name, and those whose letters are the initials of a single name.

    'Hayat Tahrir al-Sham (HTS)', or 'HTS' elsewhere in the article.
    """
    acronyms = [cluster for cluster in clusters if len(cluster.words) == 1 and _is_acronym(cluster)]
    _merge_bracketed_acronyms(clusters, document)
    by_initials: dict[str, list[Cluster]] = {}
    for cluster in clusters if acronyms else ():
        if cluster.candidates and len(cluster.words) > 1 and cluster.type in _ABBREVIATED_TYPES:
            for initials in _initials(cluster):
                by_initials.setdefault(initials, []).append(cluster)
    for acronym in acronyms:
        matching = by_initials.get(acronym.words[0], [])
        if acronym.candidates and len(matching) == 1 and matching[0].candidates:
            _merge_acronym(matching[0], acronym)


def _merge_bracketed_acronyms(clusters: list[Cluster], document: Document) -> None:
    tokens = document.tokens
    cluster_at = {c.tokens[0].i: cluster for cluster in clusters for c in cluster.candidates if c.tokens}
    for cluster in list(clusters):
        if len(cluster.words) < 2:
            continue
        for candidate in [candidate for candidate in cluster.candidates if candidate.tokens]:
            i = candidate.tokens[-1].i + 1
            if i + 2 < len(tokens) and tokens[i].text in ("(", "[") and tokens[i + 2].text in (")", "]", ","):
                other = cluster_at.get(i + 1)
                if other is None or other is cluster or not other.candidates:
                    continue
                closed = tokens[i + 2].text in (")", "]")
                if _abbreviates(other.words[0], candidate) or (closed and _may_be_foreign_acronym(cluster, other)):
                    _merge_acronym(cluster, other)


def _merge_acronym(long: Cluster, acronym: Cluster) -> None:
    """Merge an acronym; it says little about the type except that it is not a person's."""
    acronym.scores.clear()
    long.merge(acronym)
    if long.type == "PERSON":
        long.scores["PERSON"] = 0
    if long.type not in ("GPE", "EVENT", "LAW", "FAC"):
        long.scores["ORG"] += 3.0
    long.type = decide_type(long)


def _is_acronym(cluster: Cluster) -> bool:
    text = cluster.candidates[0].text.replace(".", "")
    return 2 <= len(text) <= 8 and text.isupper() and text.isalpha()


def _abbreviates(short: str, candidate: Candidate) -> bool:
    """Whether the letters of a short form occur in order in the long one, mostly as initials of its words."""
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


def _may_be_foreign_acronym(long: Cluster, acronym: Cluster) -> bool:
    """Whether an acronym in brackets may be of an organisation's name in another language.

    'Popular Front for Renewal (FRP)'; it must not be a known organisation or country.
    """
    text = acronym.candidates[0].text
    return (
        long.type == "ORG"
        and _is_acronym(acronym)
        and 3 <= len(text) <= 6
        and not canonical_name("ORG", text)
        and load_gazetteer().country_code_of(text) is None
    )


def _initials(cluster: Cluster) -> dict[str, None]:
    """The initials of a name's forms, with and without those of linking words."""
    found: dict[str, None] = {}
    for text in dict.fromkeys(candidate.text for candidate in cluster.candidates):
        words = _all_words(text)
        found["".join(word[0] for word in words)] = None
        found["".join(word[0] for word in words if word not in _LINKING_WORDS)] = None
    return found


def _all_words(text: str) -> list[str]:
    return [word for word in fold(text).replace("-", " ").split() if word[0].isalnum()]


def merge_people(clusters: list[Cluster]) -> None:
    """Merge surnames, given names, initials and spellings into full names."""
    by_surname, by_given_name = _merge_full_names(clusters)
    for cluster in clusters:
        if not cluster.candidates or (cluster.type == "PERSON" and len(cluster.words) > 1):
            continue
        last = cluster.words[-1]
        if len(cluster.words) > 1:  # a double surname
            size = len(cluster.words)
            people = [p for p in by_surname.get(last, ()) if p.words[-size:] == cluster.words and p is not cluster]
        else:
            people = by_surname.get(last) or (by_given_name.get(last) if _may_be_given_name(cluster) else None) or []
            people = [person for person in people if person.candidates]
        if people and not cluster.is_not_a_surname:
            _distribute(cluster, people)


def _merge_full_names(clusters: list[Cluster]) -> tuple[dict[str, list[Cluster]], dict[str, list[Cluster]]]:
    """Merge full names of one person; returns the people by surname and by given name."""
    by_surname: dict[str, list[Cluster]] = {}
    by_given_name: dict[str, list[Cluster]] = {}
    people = [cluster for cluster in clusters if cluster.type == "PERSON" and len(cluster.words) > 1]
    people.sort(key=lambda cluster: (-len(cluster.words), cluster.candidates[0].start))
    for cluster in people:
        same_surname = by_surname.get(cluster.words[-1], ())
        same = next((other for other in same_surname if _is_same_person(cluster.words, other.words)), None)
        if same is None:
            same_given_name = by_given_name.get(cluster.words[0], ())
            same = next((other for other in same_given_name if _is_spelling_variant(cluster, other)), None)
        if same is not None:
            same.merge(cluster)
            continue
        by_surname.setdefault(cluster.words[-1], []).append(cluster)
        by_given_name.setdefault(cluster.words[0], []).append(cluster)
    return by_surname, by_given_name


def _is_same_person(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether given names before one surname agree: 'V. Putin', 'Vladimir Putin', 'Vladimir V. Putin'."""
    one, other = short[0], long[0]
    return one == other or ((len(one) == 1 or len(other) == 1) and one[0] == other[0]) or short == long[-len(short) :]


def _is_spelling_variant(one: Cluster, other: Cluster) -> bool:
    """Whether surnames after one given name differ by a letter."""
    a, b = one.words[-1], other.words[-1]
    return len(one.words) == len(other.words) and min(len(a), len(b)) > 4 and a[0] == b[0] and OSA.distance(a, b) == 1


def _may_be_given_name(cluster: Cluster) -> bool:
    if cluster.words[0] in GIVEN_NAMES or cluster.type == "PERSON":
        return True
    return max(cluster.scores.values(), default=0) < 1.5


def _distribute(surname: Cluster, people: list[Cluster]) -> None:
    """Give each mention of a surname to its person: the only one, else the one named last before it."""
    if len(people) == 1:
        people[0].scores["PERSON"] += surname.scores["PERSON"]
        people[0].candidates += surname.candidates
        surname.candidates = []
        return
    full = sorted(((candidate.start, index) for index, person in enumerate(people) for candidate in person.candidates))
    for candidate in surname.candidates:
        place = bisect_left(full, (candidate.start, -1))
        people[full[max(place - 1, 0)][1]].candidates.append(candidate)
    surname.candidates = []


def merge_organisations(clusters: list[Cluster]) -> None:
    """Merge single words that shorten one long name: its first word, or its noun ('the Observatory')."""
    by_first_word: dict[str, list[Cluster]] = {}
    by_noun: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        if cluster.candidates and cluster.type == "ORG" and len(cluster.words) > 1:
            by_first_word.setdefault(cluster.words[0], []).append(cluster)
            for word in cluster.words:
                if NAME_NOUNS.get(word) == "ORG":
                    by_noun.setdefault(word, []).append(cluster)
    for cluster in clusters:
        if not cluster.candidates or len(cluster.words) != 1:
            continue
        word = cluster.words[0]
        if word in NAME_NOUNS:
            matching = by_noun.get(word, [])
        elif cluster.type in ("ORG", "") or (cluster.type == "PERSON" and cluster.scores["PERSON"] < 3):
            matching = by_first_word.get(word, [])
        else:
            continue
        matching = [other for other in matching if other is not cluster and other.candidates]
        if len(matching) == 1 and cluster.scores["GPE"] < 1.5 and cluster.scores["NORP"] < 1.5:
            matching[0].merge(cluster)
