"""The names of an article: all mentions of one person, place or organisation together, the type decided once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.rows.entity import Mention
from transforms.extract.document import Document, per_document
from transforms.extract.entities.names.candidates import candidates
from transforms.extract.entities.names.clustering import groups_of
from transforms.extract.entities.names.forms import AMOUNTS, Candidate, start_of
from transforms.extract.entities.names.missed_mentions import fill_in
from transforms.extract.entities.names.roles import role_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Someone or something an article names.

    Attributes:
        name: The fullest form the article gives.
        type: One of the types of `schemas.rows.entity.Entity` but DATE and TIME.
        aliases: The other forms, in order of their first appearance.
        role: What the article calls a person.
        mentions: Every mention in text order; they overlap no mention of another name.
    """

    name: str
    type: str
    aliases: tuple[str, ...]
    role: str | None
    mentions: tuple[Mention, ...]


@per_document
def names(document: Document) -> tuple[Name, ...]:
    """The article's names by first mention; times are not among them."""
    found = candidates(document)
    amounts = [candidate for candidate in found if candidate.label in AMOUNTS]
    groups = groups_of([candidate for candidate in found if candidate.label not in AMOUNTS], document)
    fill_in(groups, document)
    rows = [_name(group.type, group.candidates, document) for group in groups if group.candidates]
    rows += [_name(same[0].label, same, document) for same in _alike(amounts)]
    return tuple(sorted(rows, key=lambda row: (row.mentions[0].start, row.mentions[0].end)))


def _alike(amounts: Iterable[Candidate]) -> list[list[Candidate]]:
    """Amounts of the same words and label."""
    same: dict[tuple[str, str], list[Candidate]] = {}
    for amount in amounts:
        same.setdefault((amount.label, amount.text.lower()), []).append(amount)
    return list(same.values())


def _name(kind: str, found: Sequence[Candidate], document: Document) -> Name:
    ordered = sorted(found, key=start_of)
    forms = list(dict.fromkeys([candidate.text for candidate in ordered]))
    full = forms[0] if len(forms) == 1 else _fullest(forms)
    return Name(
        name=full,
        type=kind,
        aliases=tuple([form for form in forms if form != full]),
        role=role_of(ordered, document) if kind == "PERSON" else None,
        mentions=tuple([Mention(text=c.text, start=c.start, end=c.end, label=c.label or kind) for c in ordered]),
    )


def _fullest(forms: Sequence[str]) -> str:
    small = {form.lower() for form in forms if not form.isupper()}
    return max(forms, key=lambda form: (not (form.isupper() and form.lower() in small), *_fullness(form)))


def _fullness(form: str) -> tuple[bool, int, int]:
    """Orders the forms of a name: written in small letters, of most words, longest."""
    words = form.split()
    return not (form.isupper() and len(form) > 6), len(words), len(form)
