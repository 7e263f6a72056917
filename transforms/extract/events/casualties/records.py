"""A claim of casualties while it is worked on."""

from dataclasses import dataclass

from schemas.rows.event import Casualties
from transforms.extract.document import Token

KINDS = ("killed", "injured", "missing", "displaced", "arrested", "abducted")
FIRM, SOFT, WEAK = 2, 1, 0
"""How much is told: in so many words; 'shot', which may end in death; only 'taken to hospital'."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A word that tells of casualties and the head of the phrase that names them.

    Attributes:
        kind: killed, injured, missing, displaced, arrested or abducted.
        anchor: The verb, noun or adjective.
        victim: Head of the victims' phrase; the noun itself where that is what is counted ('three deaths').
        firmness: How much is told: 2 in so many words; 1 injured for all that this word says, though it may have
            ended in death ('shot'); 0 only 'taken to hospital'.
        negated: Whether the word is denied to say so: 'did not survive'.
        alone: Whether it is said of that noun and not of what is joined to it: 'two dead men and a wounded girl'.
    """

    kind: str
    anchor: Token
    victim: Token
    firmness: int = FIRM
    negated: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CasualtyClaim:
    """A claim and where in the sentence it hangs.

    Attributes:
        casualties: The record for the events table.
        anchor: Document index of the word that tells it ('killed', 'deaths').
        sentence: Index of its sentence.
        heads: Document indices of the victims' head nouns.
        others: Whether the victims come on top of those told before ('two others').
        firmness: 2 told in so many words; 1 injured unless the article goes on to say that they died ('shot'); 0 only
            'taken to hospital'.
        central: Whether it is what the article's own happening comes to: the count to believe of several.
        negated: Whether its word is denied to say so: 'did not survive'.
        background: Whether it is of another time than the article's own news.
        whole: Whether it counts all who were hit, whatever became of them: 'a triple shooting', 'a total of five'.
        update: Whether it says what a count has come to: 'the toll rose to six'.
        updates: Anchors of the claims of a lower count that it takes the place of, in text order.
    """

    casualties: Casualties
    anchor: int
    sentence: int
    heads: tuple[int, ...]
    others: bool = False
    firmness: int = FIRM
    central: bool = False
    negated: bool = False
    background: bool = False
    whole: bool = False
    update: bool = False
    updates: tuple[int, ...] = ()
