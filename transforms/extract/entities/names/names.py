"""The names of an article: all mentions of one person, place or organisation together, with one type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.rows.entity import Mention
from transforms.extract.document import Document, per_document
from transforms.extract.entities.names.candidates import find_candidates
from transforms.extract.entities.names.clustering import cluster_mentions
from transforms.extract.entities.names.forms import AMOUNTS, Candidate, start_of
from transforms.extract.entities.names.missed_mentions import add_missed_mentions
from transforms.extract.entities.names.roles import role_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A named entity of an article.

    Attributes:
        name: The fullest form in the article.
        type: One of the types of `schemas.rows.entity.Entity` except DATE and TIME.
        aliases: The other forms, by first appearance.
        role: A person's role as the article states it.
        mentions: Every mention in text order; they overlap no mention of another name.
    """

    name: str
    type: str
    aliases: tuple[str, ...]
    role: str | None
    mentions: tuple[Mention, ...]


@per_document
def find_names(document: Document) -> tuple[Name, ...]:
    """The article's names and amounts by first mention, without times."""
    found = find_candidates(document)
    amounts = [candidate for candidate in found if candidate.label in AMOUNTS]
    clusters = cluster_mentions([candidate for candidate in found if candidate.label not in AMOUNTS], document)
    add_missed_mentions(clusters, document)
    names = [_name(cluster.type, cluster.candidates, document) for cluster in clusters if cluster.candidates]
    names += [_name(equal[0].label, equal, document) for equal in _group_equal(amounts)]
    return tuple(sorted(names, key=lambda name: (name.mentions[0].start, name.mentions[0].end)))


def _group_equal(amounts: Iterable[Candidate]) -> list[list[Candidate]]:
    """Amounts grouped by label and words."""
    groups: dict[tuple[str, str], list[Candidate]] = {}
    for amount in amounts:
        groups.setdefault((amount.label, amount.text.lower()), []).append(amount)
    return list(groups.values())


def _name(entity_type: str, candidates: Sequence[Candidate], document: Document) -> Name:
    ordered = sorted(candidates, key=start_of)
    forms = list(dict.fromkeys([candidate.text for candidate in ordered]))
    fullest = forms[0] if len(forms) == 1 else _fullest(forms)
    return Name(
        name=fullest,
        type=entity_type,
        aliases=tuple([form for form in forms if form != fullest]),
        role=role_of(ordered, document) if entity_type == "PERSON" else None,
        mentions=tuple([Mention(text=c.text, start=c.start, end=c.end, label=c.label or entity_type) for c in ordered]),
    )


def _fullest(forms: Sequence[str]) -> str:
    """The fullest form; a form in capitals loses to the same form in mixed case."""
    mixed_case = {form.lower() for form in forms if not form.isupper()}
    return max(forms, key=lambda form: (not (form.isupper() and form.lower() in mixed_case), *_fullness(form)))


def _fullness(form: str) -> tuple[bool, int, int]:
    """Sort key of a form: not all in capitals, most words, longest."""
    return not (form.isupper() and len(form) > 6), len(form.split()), len(form)
