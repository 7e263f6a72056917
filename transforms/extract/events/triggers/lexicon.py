"""The event lexicon: which words tell an event, in which senses, and who plays which part.

The data lie in `languages/en/triggers/*.toml`, a file a group of types. A sense stands under its type and mode
(`[[ASSAULT.shooting]]`, `_` for no mode; `NONE` are figures of speech that tell no event) and may hold:

- `verbs`, `nouns`, `adjectives`: its triggers, by lemma. Further words of a verb ('blow up', 'open fire',
  'claim life') hang somewhere below it; further words of a noun ('air strike', 'exchange of fire') likewise.
- conditions: `object`, `subject`, `pobj`, `modifier`, `about` (one of these words or classes is its object, subject,
  the noun behind a preposition, a modifier, any of all) and their opposites `not_object`, `not_subject`,
  `not_modifier`; `prep` and `not_prep` (one of these prepositions hangs on it); `form` ('passive'); `no_object`;
  `clause` (a clause complements it; 'infinitive': one with 'to'; 'base': 'that they leave'); `clause_type`,
  `clause_lemma` (of what type, of which lemma that clause is). A class is `@name` of word_classes.toml; capitals are an
  entity label or a part of speech.
- roles: `actor`, `recipient`, `instrument`: slots in order of preference, the first that holds someone counts:
  'subject', 'object', 'dative', 'possessor', 'modifier', 'compound', a preposition, 'clause' (the subject of its
  clause), 'complement' (the recipients of the event in its clause), of 'must' 'speaker' and 'obliged'. "" is nobody.
- `equals`: those on both sides do the same ('met', 'signed'). `consequence`: what an attack or accident leads to.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from transforms.extract.grammar.word_classes import WordClass, corrected_lemma, resolve_words
from transforms.extract.languages.load import folder, load_toml

NONE = "NONE"
"""Type of senses that tell no event."""
CONDITIONS = ("object", "subject", "pobj", "modifier", "about")
KINDS = {"AUX": "VERB", "PROPN": "NOUN"}
"""The kind of entry for a part of speech, where it is not called the same."""
NOUN_ACTOR = "possessor by modifier subject"
NOUN_RECIPIENT = "against on of at to"
VERB_RECIPIENT = "object against on with at to"
FIELDS = {
    "verbs", "nouns", "adjectives", *CONDITIONS, "not_object", "not_subject", "not_modifier", "prep", "not_prep",
    "form", "no_object", "clause", "clause_type", "clause_lemma", "actor", "recipient", "instrument", "equals",
    "consequence",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sense:
    """One sense of its triggers: what it tells and under which conditions."""

    event_type: str
    event_mode: str | None
    require: tuple[tuple[str, WordClass], ...]  # condition and what it must meet
    forbid: tuple[tuple[str, WordClass], ...]
    prep: frozenset[str]
    not_prep: frozenset[str]
    form: str
    no_object: bool
    clause: str
    clause_type: frozenset[str]
    clause_lemma: frozenset[str]
    actor: tuple[str, ...] | None
    recipient: tuple[str, ...] | None
    instrument: tuple[str, ...]
    equals: bool
    consequence: bool

    @property
    def conditions(self) -> int:
        """How many conditions it sets."""
        return (
            len(self.require)
            + bool(self.prep)
            + bool(self.form)
            + bool(self.clause)
            + self.no_object
            + 2 * bool(self.clause_type or self.clause_lemma)
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A trigger of a sense."""

    words: tuple[str, ...]  # the head's lemma first, then the others in the order they are told
    pos: str  # VERB, NOUN or ADJ
    sense: Sense

    @property
    def rank(self) -> int:
        """How specific it is: more words and more conditions go first."""
        return 3 * (len(self.words) - 1) + self.sense.conditions

    @property
    def actor(self) -> tuple[str, ...]:
        """Slots of the actor."""
        if self.sense.actor is not None:
            return self.sense.actor
        return tuple(NOUN_ACTOR.split()) if self.pos == "NOUN" else ("subject",)

    @property
    def recipient(self) -> tuple[str, ...]:
        """Slots of the recipient."""
        if self.sense.recipient is not None:
            return self.sense.recipient
        return tuple((NOUN_RECIPIENT if self.pos == "NOUN" else VERB_RECIPIENT).split())


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


def _entries(event_type: str, mode: str | None, row: dict[str, object]) -> list[Entry]:
    if unknown := row.keys() - FIELDS:
        raise ValueError(f"lexicon {event_type}.{mode}: unknown {sorted(unknown)}, wanted some of {sorted(FIELDS)}")
    sense = _sense(event_type, mode, row)
    kinds = {"verbs": "VERB", "nouns": "NOUN", "adjectives": "ADJ"}
    return [
        Entry(_head_first(phrase.split(), pos), pos, sense) for key, pos in kinds.items() for phrase in _list(row, key)
    ]


def plain_sense(event_type: str) -> Sense:
    """A sense without mode and conditions."""
    return _sense(event_type, None, {})


def _sense(event_type: str, mode: str | None, row: dict[str, object]) -> Sense:
    clause = row.get("clause", False)
    return Sense(
        event_type=event_type,
        event_mode=mode,
        require=tuple((key, resolve_words(_list(row, key))) for key in CONDITIONS if key in row),
        forbid=tuple((key, resolve_words(_list(row, f"not_{key}"))) for key in CONDITIONS if f"not_{key}" in row),
        prep=frozenset(_list(row, "prep")),
        not_prep=frozenset(_list(row, "not_prep")),
        form=str(row.get("form", "")),
        no_object=bool(row.get("no_object", False)),
        clause="any" if clause is True else str(clause or ""),
        clause_type=frozenset(_list(row, "clause_type")),
        clause_lemma=frozenset(_list(row, "clause_lemma")),
        actor=_slots(row, "actor"),
        recipient=_slots(row, "recipient"),
        instrument=_slots(row, "instrument") or (),
        equals=bool(row.get("equals", False)),
        consequence=bool(row.get("consequence", False)),
    )


def _list(row: dict[str, object], key: str) -> list[str]:
    value = row.get(key, [])
    if not isinstance(value, list):
        raise TypeError(f"lexicon: {key} is {value!r}, wanted a list of words")
    return [str(word) for word in value]


def _slots(row: dict[str, object], key: str) -> tuple[str, ...] | None:
    return tuple(str(row[key]).split()) if key in row else None


def _head_first(words: list[str], pos: str) -> tuple[str, ...]:
    """The head first: of 'air strike' the last word, of 'exchange of fire' and 'blow up' the first one."""
    if pos == "NOUN" and "of" not in words:
        return (words[-1], *words[:-1])
    if pos == "VERB" and len(words) == 2 and words[0].endswith("ly"):
        return (words[1], words[0])
    return tuple(words)
