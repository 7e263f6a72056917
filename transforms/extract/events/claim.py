"""A claim of casualties while it is worked on."""

from dataclasses import dataclass

from schemas.event import Casualties


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
    """

    casualties: Casualties
    anchor: int
    sentence: int
    heads: tuple[int, ...]
    others: bool = False
    firmness: int = 2
    central: bool = False
