"""Mentions of an article's names that the model passed over."""

from collections.abc import Iterable

from transforms.extract.entities.forms import candidate_of
from transforms.extract.entities.grouping import Group
from transforms.extract.entities.letters import SHOUTED, case_of
from transforms.extract.syntax import Document, Sentence, Token

_Forms = dict[str, list[tuple[tuple[str, ...], Group]]]
"""The forms of names, each a tuple of words, by their first word."""


def fill_in(groups: list[Group], document: Document) -> None:
    """Add the mentions of known names that the model passed over."""
    tokens = document.tokens
    taken = bytearray(len(tokens))
    forms: _Forms = {}
    loud: _Forms = {}
    for group in groups:
        seen: set[tuple[str, ...]] = set()
        for candidate in group.candidates:
            for token in candidate.tokens:
                taken[token.i] = 1
            texts = tuple(token.text for token in candidate.tokens)
            if texts and texts not in seen:
                seen.add(texts)
                forms.setdefault(texts[0], []).append((texts, group))
                upper = tuple(text.upper() for text in texts)
                loud.setdefault(upper[0], []).append((upper, group))
    for surname, group in _surnames(groups).items():
        loud.setdefault(surname, []).append(((surname,), group))
    for table in (forms, loud):
        for known in table.values():
            known.sort(key=_longest)
    case = case_of(document)
    for sentence in document.sentences:
        shouted = case[sentence.index] == SHOUTED
        table = loud if shouted else forms
        i, end = sentence.tokens[0].i, sentence.tokens[-1].i
        while i <= end:
            token = tokens[i]
            hit = None
            if not taken[i] and token.text in table:
                hit = _match(table[token.text], tokens, i, end, taken)
            if hit is None or (not shouted and not _plausible(tokens, i, hit[0], sentence)):
                i += 1
                continue
            texts, group = hit
            run = tokens[i : i + len(texts)]
            for token in run:
                taken[token.i] = 1
            added = candidate_of(document, run, "")
            added.shouted = shouted
            group.candidates.append(added)
            i += len(texts)


def _surnames(groups: list[Group]) -> dict[str, Group]:
    """Surnames in capitals, as headlines have them, of the people who share theirs with nobody."""
    found: dict[str, Group] = {}
    shared: set[str] = set()
    for group in groups:
        if group.type == "PERSON" and len(group.words) > 1 and group.candidates[0].tokens:
            surname = group.candidates[0].tokens[-1].text.upper()
            if found.setdefault(surname, group) is not group:
                shared.add(surname)
    return {surname: group for surname, group in found.items() if surname not in shared}


def _longest(form: tuple[tuple[str, ...], Group]) -> int:
    return -len(form[0])


def _match(
    known: Iterable[tuple[tuple[str, ...], Group]], tokens: list[Token], i: int, end: int, taken: bytearray
) -> tuple[tuple[str, ...], Group] | None:
    for texts, group in known:
        last = i + len(texts) - 1
        if last <= end and all(tokens[i + k].text == text and not taken[i + k] for k, text in enumerate(texts)):
            return texts, group
    return None


def _plausible(tokens: list[Token], i: int, texts: tuple[str, ...], sentence: Sentence) -> bool:
    """A single word at the start of a sentence may be a common one."""
    token = tokens[i]
    if len(texts) > 1:
        return True
    if not token.text[0].isupper() and not token.text[0].isdigit():
        return False
    return token is not sentence.tokens[0] or token.pos == "PROPN"
