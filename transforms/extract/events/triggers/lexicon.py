"""The event lexicon: which words tell an event, in which senses, and who plays which part.

The data are in `languages/en/triggers/*.toml`, a file a group of types, written in the pattern language of
`events/patterns/language.py`. A sense stands under its type and mode (`[[ASSAULT.shooting]]`, `_` for no mode; `NONE`
are figures of speech that tell no event). Beside words and conditions it may hold:

- roles: `actor`, `recipient`, `instrument`: arguments in order of preference, the first that names someone counts:
  'subject', 'object', 'dative', 'possessor', 'modifier', 'compound', a preposition, 'clause' (the subject of its
  clause), 'complement' (the recipients of the event in its clause), of 'must' 'speaker' and 'obliged'. "" is nobody.
- `equals`: those on both sides do the same ('met', 'signed'). `consequence`: what an attack or accident leads to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from transforms.extract.events.patterns.language import (
    Conditions,
    Pattern,
    check_fields,
    read_conditions,
    read_phrases,
    read_roles,
)
from transforms.extract.grammar.word_classes import corrected_lemma
from transforms.extract.languages.load import folder, load_toml

NONE = "NONE"
"""Type of senses that tell no event."""
KINDS = {"AUX": "VERB", "PROPN": "NOUN"}
"""The kind of entry for a part of speech, where it is not called the same."""
FIELDS = frozenset(("actor", "recipient", "instrument", "equals", "consequence"))
"""The fields of a row besides those of the pattern language."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One sense of its triggers: what it tells and who plays which part."""

    event_type: str
    event_mode: str | None = None
    actor: tuple[str, ...] | None = None
    recipient: tuple[str, ...] | None = None
    instrument: tuple[str, ...] = ()
    equals: bool = False
    consequence: bool = False


@dataclass(frozen=True, slots=True)
class Entry(Pattern):
    """A trigger of a sense."""

    sense: Sense

    @property
    def actor(self) -> tuple[str, ...]:
        """Arguments of the actor."""
        if self.sense.actor is not None:
            return self.sense.actor
        return default_arguments("noun_actor" if self.pos == "NOUN" else "verb_actor")

    @property
    def recipient(self) -> tuple[str, ...]:
        """Arguments of the recipient."""
        if self.sense.recipient is not None:
            return self.sense.recipient
        return default_arguments("noun_recipient" if self.pos == "NOUN" else "verb_recipient")


@cache
def default_arguments(role: str) -> tuple[str, ...]:
    """The arguments of a role where the sense gives none: a key of `default_arguments` in participants.toml."""
    return tuple(load_toml("participants.toml")["default_arguments"][role].split())


@cache
def lexicon() -> dict[str, tuple[Entry, ...]]:
    """All entries by the lemma of their head, figures of speech first, then the most specific."""
    found: dict[str, list[Entry]] = {}
    for file in sorted(folder("triggers").iterdir(), key=lambda path: path.name):
        for event_type, modes in load_toml(f"triggers/{file.name}").items():
            for mode, rows in modes.items():
                for row in rows:
                    for entry in _entries(event_type, None if mode == "_" else mode, row):
                        found.setdefault(entry.words[0], []).append(entry)
    return {lemma: tuple(sorted(entries, key=_order)) for lemma, entries in found.items()}


def _order(entry: Entry) -> tuple[bool, int]:
    return entry.sense.event_type != NONE, -entry.rank


@lru_cache(maxsize=1 << 15)
def entries_of(lemma: str, lower: str, pos: str) -> tuple[Entry, ...]:
    """What a word may tell, figures of speech first: its lemma's entries, else its form's, for its part of speech."""
    kind = KINDS.get(pos, pos)
    return tuple(
        entry for entry in lexicon().get(corrected_lemma(lemma)) or lexicon().get(lower, ()) if entry.pos == kind
    )


@lru_cache(maxsize=1 << 12)
def types_of(lemma: str) -> frozenset[str]:
    """The types of events that a word may tell."""
    return frozenset(entry.sense.event_type for entry in lexicon().get(lemma, ())) - {NONE}


def plain_entry(lemma: str, pos: str, event_type: str) -> Entry:
    """An entry without mode and conditions, for a word outside the lexicon."""
    return Entry((lemma,), KINDS.get(pos, pos), Conditions(), Sense(event_type))


def _entries(event_type: str, mode: str | None, row: Mapping[str, object]) -> list[Entry]:
    check_fields(f"lexicon {event_type}.{mode}", row, FIELDS)
    conditions = read_conditions(row)
    sense = Sense(
        event_type=event_type,
        event_mode=mode,
        actor=read_roles(row, "actor"),
        recipient=read_roles(row, "recipient"),
        instrument=read_roles(row, "instrument") or (),
        equals=bool(row.get("equals", False)),
        consequence=bool(row.get("consequence", False)),
    )
    return [Entry(words, pos, conditions, sense) for words, pos in read_phrases(row)]
