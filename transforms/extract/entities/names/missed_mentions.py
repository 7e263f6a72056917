"""Mentions of an article's names that the model missed."""

from collections.abc import Iterable

from transforms.extract.document import Document, Sentence, Token
from transforms.extract.entities.names.casing import ALL_CAPS, casing
from transforms.extract.entities.names.clusters import Cluster
from transforms.extract.entities.names.forms import make_candidate

_Form = tuple[tuple[str, ...], Cluster]
"""The words of one form of a name, as written, and the name's cluster."""


def add_missed_mentions(clusters: list[Cluster], document: Document) -> None:
    """Add to each cluster the mentions of its forms that belong to no name yet."""
    tokens, cases = document.tokens, casing(document)
    taken = bytearray(len(tokens))
    forms = _known_forms(clusters, taken)
    table = _by_first_word(forms)
    in_capitals = [((*map(str.upper, words),), cluster) for words, cluster in forms]
    capitals_table = _by_first_word([*in_capitals, *_surnames(clusters)]) if ALL_CAPS in cases else {}
    for sentence in document.sentences:
        all_caps = cases[sentence.index] == ALL_CAPS
        lookup, end = capitals_table if all_caps else table, sentence.tokens[-1].i
        for token in [token for token in sentence.tokens if token.text in lookup]:
            match = None if taken[token.i] else _match(lookup[token.text], tokens, token.i, end, taken)
            if match is None or (not all_caps and not _is_plausible(token, match[0], sentence)):
                continue
            words, cluster = match
            added = make_candidate(document, tokens[token.i : token.i + len(words)], "")
            taken[token.i : token.i + len(words)] = b"\1" * len(words)
            added.all_caps = all_caps
            cluster.candidates.append(added)


def _known_forms(clusters: list[Cluster], taken: bytearray) -> list[_Form]:
    """The forms of all clusters; marks their tokens as taken."""
    known: list[_Form] = []
    for cluster in clusters:
        forms: dict[tuple[str, ...], None] = {}
        for candidate in cluster.candidates:
            words = []
            for token in candidate.tokens:
                taken[token.i] = 1
                words.append(token.text)
            forms[tuple(words)] = None
        known += [(form, cluster) for form in forms if form]
    return known


def _by_first_word(forms: Iterable[_Form]) -> dict[str, list[_Form]]:
    """Forms by their first word, the longest first."""
    found: dict[str, list[_Form]] = {}
    for form in forms:
        found.setdefault(form[0][0], []).append(form)
    for same_start in found.values():
        same_start.sort(key=_by_length)
    return found


def _surnames(clusters: list[Cluster]) -> list[_Form]:
    """Surnames in capitals, as headlines have them, of people who share theirs with no one in the article."""
    found: dict[str, Cluster] = {}
    shared: set[str] = set()
    for cluster in clusters:
        if cluster.type == "PERSON" and len(cluster.words) > 1 and cluster.candidates[0].tokens:
            surname = cluster.candidates[0].tokens[-1].text.upper()
            if found.setdefault(surname, cluster) is not cluster:
                shared.add(surname)
    return [((surname,), cluster) for surname, cluster in found.items() if surname not in shared]


def _by_length(form: _Form) -> int:
    return -len(form[0])


def _match(forms: Iterable[_Form], tokens: list[Token], i: int, end: int, taken: bytearray) -> _Form | None:
    """The first form whose words stand, untaken, at token `i` and not beyond token `end`."""
    for form in forms:
        last = i + len(form[0]) - 1
        if last <= end and all(tokens[i + k].text == text and not taken[i + k] for k, text in enumerate(form[0])):
            return form
    return None


def _is_plausible(token: Token, words: tuple[str, ...], sentence: Sentence) -> bool:
    """Whether a match is a mention: a single word at the start of a sentence may be a common one."""
    if len(words) > 1:
        return True
    if not token.text[0].isupper() and not token.text[0].isdigit():
        return False
    return token is not sentence.tokens[0] or token.pos == "PROPN"
