"""Casualties while they are worked on: mentions of words, records of passages."""

from dataclasses import dataclass
from enum import IntEnum

from schemas.rows.event import Casualties
from transforms.extract.document import Token

KINDS = ("killed", "injured", "missing", "displaced", "arrested", "abducted")


class Certainty(IntEnum):
    """How sure a word is of the kind of casualty."""

    INDIRECT = 0
    """Only taken to hospital; 'a deadly shooting'."""
    OPEN = 1
    """Injured as far as this word says, but they may have died: 'shot'."""
    EXPLICIT = 2
    """In so many words: 'killed', 'injured'."""


@dataclass(frozen=True, slots=True)
class CasualtyMention:
    """A word that reports casualties and the head of the phrase that names the victims.

    Attributes:
        kind: One of `KINDS`.
        anchor: The verb, noun or adjective.
        victim: Head of the victims' phrase; the noun itself where that is what is counted ('three deaths').
        certainty: How sure the word is of the kind.
        negated: Whether the word reports them by being negated: 'did not survive'.
        alone: Whether it describes that noun and not what is joined to it: 'two dead men and a wounded girl'.
    """

    kind: str
    anchor: Token
    victim: Token
    certainty: Certainty = Certainty.EXPLICIT
    negated: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CasualtyRecord:
    """Casualties of one kind that a passage reports.

    Attributes:
        casualties: The record for the events table.
        anchor: Document index of the word that reports them ('killed', 'deaths').
        sentence: Index of its sentence.
        heads: Document indices of the victims' head nouns.
        additional: Whether the victims are in addition to those reported before ('two others').
        certainty: How sure the word is of the kind.
        central: Whether it is the count of the article's main event: the one to believe of several.
        negated: Whether its word reports them by being negated: 'did not survive'.
        background: Whether it is of another time than the article's own news.
        counts_all: Whether it counts all who were hit, dead or injured: 'a triple shooting', 'a total of five'.
        is_update: Whether it says what a count has risen to: 'the toll rose to six'.
        supersedes: Anchors of the records with a lower count that it replaces, in text order.
    """

    casualties: Casualties
    anchor: int
    sentence: int
    heads: tuple[int, ...]
    additional: bool = False
    certainty: Certainty = Certainty.EXPLICIT
    central: bool = False
    negated: bool = False
    background: bool = False
    counts_all: bool = False
    is_update: bool = False
    supersedes: tuple[int, ...] = ()
