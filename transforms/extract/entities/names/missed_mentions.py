"""Mentions of an article's names that the model passed over."""

from collections.abc import Iterable

from transforms.extract.document import Document, Sentence, Token
from transforms.extract.entities.names.casing import SHOUTED, case_of
from transforms.extract.entities.names.clustering import Group
from transforms.extract.entities.names.forms import candidate_of

_Form = tuple[tuple[str, ...], Group]
"""The words of one form of a name."""


def fill_in(groups: list[Group], document: Document) -> None:
    """Add the mentions of known names that the model passed over."""
    tokens, case = document.tokens, case_of(document)
    taken = bytearray(len(tokens))
    known: list[_Form] = []
    for group in groups:
        own: dict[tuple[str, ...], None] = {}
        for candidate in group.candidates:
            texts = []
            for token in candidate.tokens:
                taken[token.i] = 1
                texts.append(token.text)
            own[tuple(texts)] = None
        known += [(form, group) for form in own if form]
    forms = _by_first_word(known)
    loud = _by_first_word([*map(_in_capitals, known), *_surnames(groups)]) if SHOUTED in case else {}
    for sentence in document.sentences:
        shouted = case[sentence.index] == SHOUTED
        table, end = loud if shouted else forms, sentence.tokens[-1].i
        for token in [token for token in sentence.tokens if token.text in table]:
            hit = None if taken[token.i] else _match(table[token.text], tokens, token.i, end, taken)
            if hit is None or (not shouted and not _plausible(token, hit[0], sentence)):
                continue
            form, group = hit
            added = candidate_of(document, tokens[token.i : token.i + len(form)], "")
            taken[token.i : token.i + len(form)] = b"\1" * len(form)
            added.shouted = shouted
            group.candidates.append(added)


def _by_first_word(known: Iterable[_Form]) -> dict[str, list[_Form]]:
    """Forms of names by their first word, the longest first."""
    found: dict[str, list[_Form]] = {}
    for form in known:
        found.setdefault(form[0][0], []).append(form)
    for same in found.values():
        same.sort(key=_longest)
    return found


def _in_capitals(form: _Form) -> _Form:
    return tuple(text.upper() for text in form[0]), form[1]


def _surnames(groups: list[Group]) -> list[_Form]:
    """Surnames in capitals, as headlines have them, of the people who share theirs with nobody."""
    found: dict[str, Group] = {}
    shared: set[str] = set()
    for group in groups:
        if group.type == "PERSON" and len(group.words) > 1 and group.candidates[0].tokens:
            surname = group.candidates[0].tokens[-1].text.upper()
            if found.setdefault(surname, group) is not group:
                shared.add(surname)
    return [((surname,), group) for surname, group in found.items() if surname not in shared]


def _longest(form: _Form) -> int:
    return -len(form[0])


def _match(known: Iterable[_Form], tokens: list[Token], i: int, end: int, taken: bytearray) -> _Form | None:
    for form in known:
        last = i + len(form[0]) - 1
        if last <= end and all(tokens[i + k].text == text and not taken[i + k] for k, text in enumerate(form[0])):
            return form
    return None


def _plausible(token: Token, texts: tuple[str, ...], sentence: Sentence) -> bool:
    """A single word at the start of a sentence may be a common one."""
    if len(texts) > 1:
        return True
    if not token.text[0].isupper() and not token.text[0].isdigit():
        return False
    return token is not sentence.tokens[0] or token.pos == "PROPN"
