"""The event lexicon: which words report events, in which senses, and where their participants stand.

The data are in `languages/en/triggers/*.toml`, a file for each group of types. A row is one sense:

    [[ASSAULT.hostage_taking]]                   # event type and mode; `_` for no mode
    verbs = ["take hostage", "hold hostage"]     # its triggers
    object = ["@person"]                         # only if the object is a person
    recipient = "object"                         # who it is done to

The triggers and the conditions on what stands around them are in the pattern language, see `patterns/language.py`. Two
conditions look at events: `clause_type = ["AID"]` requires that a clause complements the trigger which reports an event
of one of these types. A row may also have:

- `actor`, `recipient`, `instrument`: where the participants stand, as names of arguments in order of preference; the
  first with a participant counts, "" means nobody. Without them the defaults of participants.toml apply, and a weapon
  is looked for as the instrument. The names:
  - `subject` and `object`: who acts and who is acted on, in the passive too; of a noun, the subject of its light verb
    ('launched an attack') and what stands behind 'of'.
  - `dative`: the indirect object.
  - a preposition, such as `against`: what stands behind it.
  - `possessor`, `modifier`, `compound`: in front of a noun, or of a further word of a verb ('his arrest', 'Israeli
    raids', 'soldier' in 'soldier deaths').
  - `clause`: the subject of the complement clause; `complement`: the recipients of the event in that clause.
  - `speaker`, `obliged`: of the modal 'must', who says so and who must.
- `consequence = true`: an event that an attack, accident or disaster leads to ('kill'). It takes over the type and mode
  of its cause, and its casualties count for the cause as well.

Of several senses the first that matches counts: those of the type `NONE` (figures of speech that report no event), then
those with more words and more conditions, then those listed first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from schemas.codebook import EVENT_MODES, EVENT_TYPES
from transforms.extract.document import Document
from transforms.extract.events.patterns.language import (
    Conditions,
    Pattern,
    check_fields,
    read_conditions,
    read_phrases,
    read_roles,
)
from transforms.extract.grammar.word_classes import corrected_lemma, form_lemmas
from transforms.extract.languages.load import folder, load_toml

NO_EVENT = "NONE"
"""Type of the senses that report no event."""
FIELDS = frozenset(("actor", "recipient", "instrument", "consequence"))
"""The fields of a row besides those of the pattern language."""
_POS_OF_ENTRIES = {"AUX": "VERB", "PROPN": "NOUN"}
"""Parts of speech whose entries are listed under another one."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a sense means and where its participants stand.

    Attributes:
        event_type: Type of the codebook, or `NO_EVENT`.
        event_mode: Mode of the codebook.
        actor: Names of arguments in order of preference; None for the default.
        recipient: Likewise.
        instrument: Likewise; empty for the default.
        consequence: Whether it is what an attack, accident or disaster leads to.
    """

    event_type: str
    event_mode: str | None = None
    actor: tuple[str, ...] | None = None
    recipient: tuple[str, ...] | None = None
    instrument: tuple[str, ...] = ()
    consequence: bool = False


@dataclass(frozen=True, slots=True)
class Entry(Pattern):
    """A trigger in one of its senses."""

    sense: Sense

    @property
    def actor(self) -> tuple[str, ...]:
        """Names of the actor's arguments in order of preference."""
        if self.sense.actor is not None:
            return self.sense.actor
        return default_arguments("noun_actor" if self.pos == "NOUN" else "verb_actor", self.sense.event_type)

    @property
    def recipient(self) -> tuple[str, ...]:
        """Names of the recipient's arguments in order of preference."""
        if self.sense.recipient is not None:
            return self.sense.recipient
        return default_arguments("noun_recipient" if self.pos == "NOUN" else "verb_recipient", self.sense.event_type)


@cache
def default_arguments(role: str, event_type: str = "") -> tuple[str, ...]:
    """Names of arguments where the sense gives none, as `default_arguments` in participants.toml has them.

    Args:
        role: A key such as 'verb_recipient'.
        event_type: The type whose own defaults come before the general ones.
    """
    defaults = load_toml("participants.toml")["default_arguments"]
    return tuple(defaults.get(event_type, {}).get(role, defaults[role]).split())


@cache
def lexicon() -> dict[str, tuple[Entry, ...]]:
    """All entries by the lemma of their head, in the order in which they are tried.

    Raises:
        ValueError: A row has an unknown type, mode or field.
        TypeError: A list of words in a row is not a list.
    """
    found: dict[str, list[Entry]] = {}
    for file in sorted(folder("triggers").iterdir(), key=lambda path: path.name):
        for event_type, modes in load_toml(f"triggers/{file.name}").items():
            for mode, rows in modes.items():
                for row in rows:
                    for entry in read_entries(event_type, None if mode == "_" else mode, row):
                        found.setdefault(entry.words[0], []).append(entry)
    return {lemma: tuple(sorted(entries, key=_order)) for lemma, entries in found.items()}


def _order(entry: Entry) -> tuple[bool, int]:
    return entry.sense.event_type != NO_EVENT, -entry.rank


def read_entries(event_type: str, event_mode: str | None, row: Mapping[str, object]) -> Iterator[Entry]:
    """The entries of one row.

    Args:
        event_type: The type under which it stands.
        event_mode: The mode under which it stands.
        row: Its fields.

    Raises:
        ValueError: The type, the mode or a field is unknown.
        TypeError: A list of words is not a list.
    """
    place = f"lexicon {event_type}.{event_mode or '_'}"
    if event_type != NO_EVENT and event_type not in EVENT_TYPES:
        raise ValueError(f"{place}: unknown type, wanted one of {sorted(EVENT_TYPES)}; add it to the codebook")
    mode = EVENT_MODES.get(event_mode) if event_mode else None
    if event_mode and (mode is None or event_type not in mode.types):
        raise ValueError(f"{place}: the codebook does not have this mode for this type; add it there")
    check_fields(place, row, FIELDS)
    conditions = read_conditions(row)
    sense = Sense(
        event_type=event_type,
        event_mode=event_mode,
        actor=read_roles(row, "actor"),
        recipient=read_roles(row, "recipient"),
        instrument=read_roles(row, "instrument") or (),
        consequence=bool(row.get("consequence", False)),
    )
    for words, pos in read_phrases(row):
        yield Entry(words, pos, conditions, sense)


@lru_cache(maxsize=1 << 15)
def entries_of(lemma: str, lower: str, pos: str) -> tuple[Entry, ...]:
    """The entries of a word in the order in which they are tried: by its lemma, else by its form.

    Args:
        lemma: Its lemma.
        lower: Its form in lower case.
        pos: Its part of speech.
    """
    pos = _POS_OF_ENTRIES.get(pos, pos)
    listed = lexicon().get(corrected_lemma(lemma, lower)) or lexicon().get(lower, ())
    return tuple(entry for entry in listed if entry.pos == pos)


def listed_forms(document: Document) -> list[bool]:
    """For each form of a document, whether it has entries."""
    listed = lexicon()
    return [
        (right in listed or form[1] in listed) and bool(entries_of(*form))
        for form, right in zip(document.forms, form_lemmas(document), strict=True)
    ]


@lru_cache(maxsize=1 << 12)
def types_of(lemma: str) -> frozenset[str]:
    """The types of events that a word may report."""
    return frozenset(entry.sense.event_type for entry in lexicon().get(lemma, ())) - {NO_EVENT}


def unlisted_entry(lemma: str, pos: str, event_type: str) -> Entry:
    """An entry without mode and conditions, for a word that the lexicon does not have."""
    return Entry((lemma,), _POS_OF_ENTRIES.get(pos, pos), Conditions(), Sense(event_type))


def is_listed(entry: Entry) -> bool:
    """Whether an entry is one of the lexicon's own."""
    return any(entry is one for one in lexicon().get(entry.words[0], ()))
