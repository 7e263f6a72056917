"""The accuracy of columns that are read from text, measured on gold data and written by `tests.measure`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A score over some documents.

    Attributes:
        n: How many gold answers, or rows where rows are judged, it is of.
        value: From 0 to 1; 1 is best, unless it is an error.
        low, high: 95% bootstrap interval over the documents; None where the scorer gives none.
    """

    n: int
    value: float
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        return f"{self.value:.3f}" + ("" if self.low is None else f" ({self.low:.3f}–{self.high:.3f})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The accuracy of columns by one measure on one set of gold data.

    Attributes:
        columns: Their paths, such as `events.trigger.lemma`.
        measure: What is counted, such as 'F1 of spans and types'.
        data: The gold data.
        unit: What `n` of the scores counts.
        half_a: The score on the half of the documents on which alone, for both scores, what is fitted was fitted.
        half_b: The score on the other half.
        is_unseen: Whether no errors of half b were read while rules were written: its score is what to expect of other
            articles of the kind. The first rules were written with whole sets at hand, the later ones with half a.
    """

    columns: tuple[str, ...]
    measure: str
    data: str
    unit: str
    half_a: Score
    half_b: Score
    is_unseen: bool

    def __str__(self) -> str:
        seen = "" if self.is_unseen else ", seen"
        return f"{self.half_b.value:.2f} {self.measure} ({self.half_b.n:,} {self.unit}, {self.data}{seen})"


@cache
def figures() -> tuple[Figure, ...]:
    """All figures, those of one column after another."""
    return msgspec.json.decode(files(__package__).joinpath("figures.json").read_bytes(), type=tuple[Figure, ...])


def figures_of(table: str, column: str) -> tuple[Figure, ...]:
    """The figures of a column.

    Args:
        table: Its table.
        column: Its path in the table, such as `trigger.lemma`.
    """
    path = f"{table}.{column}"
    return tuple(figure for figure in figures() if path in figure.columns)
