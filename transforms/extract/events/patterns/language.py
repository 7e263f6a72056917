"""The pattern language: words and conditions on their syntax, as rows of TOML tables.

A row lists the words of its patterns and may set conditions on what is around them:

    verbs = ["take hostage", "hold hostage"]     # two patterns of two words
    object = ["@person"]                         # if the object is a person
    not_modifier = ["film"]                      # and nothing before it is 'film'

- `verbs`, `nouns`, `adjectives`: the words of the patterns, by lemma. Further words of a verb ('blow up', 'open fire',
  'claim life') are below it in the parse, and so are further words of a noun ('air strike', 'exchange of fire'). `*` is
  any word of that part of speech, `@name` each word of a class.
- Conditions are lists of words of which one must be there: words, `@name` for a class of word_classes.toml, or in
  capitals an entity label or a part of speech. With `not_` before their name none may be there.
  - `object`, `subject`: who is acted on and who acts, in the passive too.
  - `pobj`: the noun behind a preposition. `modifier`: before the noun. `about`: any of these.
  - `child`: attached to the word. `conjunct`: joined to it. `auxiliary`: its auxiliary.
  - `governor`: what the word is attached to; of a noun behind a preposition, also what that is attached to.
  - `governor_argument`: a subject or object in the clause that the word is attached to.
- `behind = { "by with" = [...] }`: the noun behind one of these prepositions, a word before that noun, or the noun
  behind its 'of'. Of several such conditions one is enough.
- `prep`, `not_prep`: prepositions attached to the word.
- `form`: 'passive', 'participle' (a clause in -ing) or 'adjective' (not used as a verb).
- `no_object = true`: it has no object.
- `negated = true`: it is negated; false: it is not. Without it, either.
- `clause`: a clause complements it; 'infinitive': one with 'to'; 'base': as in 'that they leave'. `clause_lemma` and
  `clause_type`: the lemma and the event type of that clause.

What a row means (an event type, a kind of casualty) and who fills which role is up to the table.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from transforms.extract.grammar.word_classes import WordClass, classes, resolve_words

CONDITIONS = (
    "child",
    "conjunct",
    "auxiliary",
    "governor",
    "modifier",
    "object",
    "subject",
    "pobj",
    "about",
    "governor_argument",
)
"""Conditions on the words around a pattern, in the order they are tested: those that cost least first."""
PARTS_OF_SPEECH = {"verbs": "VERB", "nouns": "NOUN", "adjectives": "ADJ"}
"""The part of speech of each list of words in a row."""
FIELDS = frozenset(
    (
        *PARTS_OF_SPEECH,
        *CONDITIONS,
        *(f"not_{condition}" for condition in CONDITIONS),
        *("behind", "prep", "not_prep", "form", "no_object", "negated", "clause", "clause_type", "clause_lemma"),
    )
)
"""The fields of a row that every table may have."""


ANY = "*"
"""A pattern's head that is any word."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must hold around a pattern's words.

    Attributes:
        require: Conditions of `CONDITIONS` and the class that one of the words they look at must meet.
        forbid: The same, that none of the words may meet.
        behind: Prepositions, and the class that the phrase behind one of them must meet; one of these conditions is
            enough.
        prep: Prepositions of which one must be attached.
        not_prep: Prepositions of which none may be attached.
        form: 'passive', 'participle' or 'adjective', or '' for any form.
        no_object: Whether the verb must have no object.
        negated: Whether the head must be negated, or must not; None for either.
        clause: 'any', 'infinitive' or 'base' where a clause must complement it, else ''.
        clause_type: Event types of which the clause must tell one.
        clause_lemma: Lemmas of which the clause must have one.
    """

    require: tuple[tuple[str, WordClass], ...] = ()
    forbid: tuple[tuple[str, WordClass], ...] = ()
    behind: tuple[tuple[frozenset[str], WordClass], ...] = ()
    prep: frozenset[str] = frozenset()
    not_prep: frozenset[str] = frozenset()
    form: str = ""
    no_object: bool = False
    negated: bool | None = None
    clause: str = ""
    clause_type: frozenset[str] = frozenset()
    clause_lemma: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        """How specific the conditions are."""
        return (
            len(self.require)
            + bool(self.behind)
            + bool(self.prep)
            + bool(self.form)
            + bool(self.clause)
            + self.no_object
            + bool(self.negated)
            + 2 * bool(self.clause_type or self.clause_lemma)
        )


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words and their conditions.

    Attributes:
        words: The head's lemma first, then the others in their order.
        pos: VERB, NOUN or ADJ.
        conditions: What must hold around them.
    """

    words: tuple[str, ...]
    pos: str
    conditions: Conditions

    @property
    def rank(self) -> int:
        """How specific it is: patterns of more words and more conditions are tried first."""
        return 3 * (len(self.words) - 1) + self.conditions.count


def check_fields(table: str, row: Mapping[str, object], roles: frozenset[str]) -> None:
    """Refuse a row with a field that neither the language nor the table has.

    Args:
        table: Where the row is, for the message.
        row: The row.
        roles: The table's own fields.

    Raises:
        ValueError: It has such a field.
    """
    if unknown := row.keys() - FIELDS - roles:
        raise ValueError(f"{table}: unknown fields {sorted(unknown)}, wanted some of {sorted(FIELDS | roles)}")


def read_phrases(row: Mapping[str, object]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The words of a row's patterns, head first, and their part of speech."""
    for key, pos in PARTS_OF_SPEECH.items():
        for phrase in read_list(row, key):
            listed = sorted(classes()[phrase[1:]].words) if phrase.startswith("@") else (phrase,)
            for words in listed:
                yield head_first(words.split(), pos), pos


def read_conditions(row: Mapping[str, object]) -> Conditions:
    """The conditions of a row.

    Raises:
        TypeError: A list of words is not a list, or `behind` not a table.
    """
    clause, negated, behind = row.get("clause", False), row.get("negated"), row.get("behind", {})
    if not isinstance(behind, dict):
        raise TypeError(f"patterns: behind is {behind!r}, wanted a table of lists of words")
    return Conditions(
        require=tuple((key, resolve_words(read_list(row, key))) for key in CONDITIONS if key in row),
        forbid=tuple((key, resolve_words(read_list(row, f"not_{key}"))) for key in CONDITIONS if f"not_{key}" in row),
        behind=tuple(
            (frozenset(prepositions.split()), resolve_words(read_list(behind, prepositions))) for prepositions in behind
        ),
        prep=frozenset(read_list(row, "prep")),
        not_prep=frozenset(read_list(row, "not_prep")),
        form=str(row.get("form", "")),
        no_object=bool(row.get("no_object", False)),
        negated=None if negated is None else bool(negated),
        clause="any" if clause is True else str(clause or ""),
        clause_type=frozenset(read_list(row, "clause_type")),
        clause_lemma=frozenset(read_list(row, "clause_lemma")),
    )


def read_list(row: Mapping[str, object], key: str) -> list[str]:
    """A list of words of a row; empty where it has none.

    Raises:
        TypeError: It is not a list.
    """
    value = row.get(key, [])
    if not isinstance(value, list):
        raise TypeError(f"patterns: {key} is {value!r}, wanted a list of words")
    return [str(word) for word in value]


def read_roles(row: Mapping[str, object], key: str) -> tuple[str, ...] | None:
    """The places of a role in order of preference, None where the row does not say."""
    return tuple(str(row[key]).split()) if key in row else None


def head_first(words: list[str], pos: str) -> tuple[str, ...]:
    """Put the head first: of 'air strike' the last word, of 'exchange of fire' and 'blow up' the first one."""
    if pos == "NOUN" and "of" not in words:
        return (words[-1], *words[:-1])
    if pos == "VERB" and len(words) == 2 and words[0].endswith("ly"):
        return (words[1], words[0])
    return tuple(words)
