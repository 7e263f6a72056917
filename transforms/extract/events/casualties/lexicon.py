"""The casualty lexicon: which words report casualties of which kind, and where in the sentence the victims are.

The data are in `languages/en/casualties/patterns.toml`, whose head describes the fields of a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from transforms.extract.events.casualties.records import KINDS, Certainty
from transforms.extract.events.patterns.language import (
    ANY,
    Pattern,
    check_fields,
    read_conditions,
    read_phrases,
    read_roles,
)
from transforms.extract.grammar.word_classes import corrected_lemma
from transforms.extract.languages.load import load_toml

NONE = "none"
"""Kind of the patterns that report no casualties."""
FIELDS = frozenset(("victims", "who", "counted", "certainty"))
"""The fields of a row besides those of the pattern language."""
WHO = ("person", "common", "possible", "any")
"""Which words may be victims, see `victims.may_be_victim`."""


@dataclass(frozen=True, slots=True)
class CasualtyPattern(Pattern):
    """A pattern that reports casualties.

    Attributes:
        kind: One of `KINDS`, or `NONE`.
        victims: Where the victims are, in order of preference.
        who: One of `WHO`.
        counted: Whether the victims must have a number.
        certainty: How sure the word is of the kind.
    """

    kind: str
    victims: tuple[str, ...]
    who: str
    counted: bool
    certainty: Certainty


@cache
def lexicon() -> dict[str, tuple[CasualtyPattern, ...]]:
    """All patterns by the lemma of their head, `NONE` first, then the most specific."""
    found: dict[str, list[CasualtyPattern]] = {}
    for kind, rows in load_toml("casualties/patterns.toml").items():
        for row in rows:
            for pattern in _patterns(kind, row):
                found.setdefault(pattern.words[0], []).append(pattern)
    return {word: tuple(sorted(patterns, key=_order)) for word, patterns in found.items()}


@lru_cache(maxsize=1 << 15)
def patterns_of(lemma: str, lower: str, pos: str) -> tuple[CasualtyPattern, ...]:
    """The patterns that a word may be the head of, in the order to try them.

    Args:
        lemma: Its lemma.
        lower: Its form in lower case; adjectives are listed by form.
        pos: What to read it as: VERB, NOUN or ADJ.
    """
    by_form = lexicon().get(lower, ())
    listed = by_form if pos == "ADJ" else lexicon().get(corrected_lemma(lemma, lower)) or by_form
    found = [pattern for pattern in (*listed, *lexicon()[ANY]) if pattern.pos == pos]
    return tuple(sorted(found, key=_order))


@cache
def words_behind_any_verb() -> frozenset[str]:
    """Words behind a preposition by which any verb may report casualties: 'death' of 'beaten to death'."""
    verbs = [pattern for pattern in lexicon()[ANY] if pattern.pos == "VERB"]
    return frozenset().union(*(wanted.words for pattern in verbs for _, wanted in pattern.conditions.behind))


def _order(pattern: CasualtyPattern) -> tuple[bool, int]:
    return pattern.kind != NONE, -pattern.rank


def _patterns(kind: str, row: Mapping[str, object]) -> list[CasualtyPattern]:
    check_fields(f"casualties {kind}", row, FIELDS)
    who, certainty = str(row.get("who", "possible")), str(row.get("certainty", "explicit")).upper()
    for got, wanted in ((kind, (*KINDS, NONE)), (who, WHO), (certainty, tuple(Certainty.__members__))):
        if got not in wanted:
            raise ValueError(f"casualties {kind}: got {got!r}, wanted one of {wanted}")
    conditions = read_conditions({"negated": False, **row})
    return [
        CasualtyPattern(
            words=words,
            pos=pos,
            conditions=conditions,
            kind=kind,
            victims=read_roles(row, "victims") or (),
            who=who,
            counted=bool(row.get("counted", False)),
            certainty=Certainty[certainty],
        )
        for words, pos in read_phrases(row)
    ]
