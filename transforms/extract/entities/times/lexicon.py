"""Words to classes: a text becomes a string with one letter for each word, over which the grammar is written."""

import re
from functools import cache
from itertools import accumulate, repeat
from typing import Any

from transforms.extract.languages.load import load_toml
from transforms.extract.numbers import number_words, scale_words

# ASCII letters are matched separately: twice as fast as all letters.
_PIECE = re.compile(r"[A-Za-z]+(?![^\W\d_])|\s+|[^\W\d_]+|\d+|.", re.DOTALL)
OTHER = "~"
"""The class of every piece that no rule uses."""
# Marks are their own classes; figures have a class by their size.
_MARKS = {" ": " ", "\n": " ", "-": "-", "–": "-", "—": "-", ",": ",", ".": ".", "/": "/", ":": ":", "'": "'", "’": "'"}
_MARKS |= dict.fromkeys(("\t", "\u00a0", "\u202f", "  "), " ")
_MARKS |= {"(": "(", ")": ")", "$": "$", "£": "$", "€": "$", "#": "$", "%": "%", "T": "T", "Z": "Z"}
_FIGURES = {
    "DD": [f"{n:02d}" for n in range(32)] + [str(n) for n in range(1, 10)],
    "NN": [str(n) for n in range(32, 100)],
    "NNN": [f"{n:03d}" for n in range(1000)],
    "YYYY": [str(n) for n in range(1500, 2100)],
    "NNNN": [f"{n:04d}" for n in (*range(1500), *range(2100, 10000))],
}
_MAX_SCALE = 1_000_000
"""Greater numbers of days or years are no times."""


class Lexicon:
    """The classes of words in `times.toml`, and of number words.

    Attributes:
        letters: The letter of each class.
        classes: The letter of each word's class, by word as written.
        values: The values of each class's words, by word in lower case.
    """

    def __init__(self) -> None:
        tables = load_toml("times.toml")
        capitalised = set(tables["capitalised"]["classes"])
        self.values: dict[str, dict[str, Any]] = {name: t for name, t in tables.items() if name != "capitalised"}
        self.values["NUMBER"] = number_words()
        self.values["SCALE"] = {word: value for word, value in scale_words().items() if value <= _MAX_SCALE}
        # Letters outside ASCII, so that none is a mark or an operator of regular expressions.
        self.letters = {name: chr(0x100 + i) for i, name in enumerate([*_FIGURES, *self.values])}
        self.classes = dict(_MARKS)
        for name, figures in _FIGURES.items():
            self.classes |= dict.fromkeys(figures, self.letters[name])
        for name, words in self.values.items():
            for word in words:
                forms = [word.capitalize(), word.upper()] + ([] if name in capitalised else [word])
                for form in forms:
                    self.classes.setdefault(form, self.letters[name])

    def value(self, name: str, word: str) -> Any:
        """The value of a word of a class."""
        return self.values[name][word.lower()]

    def is_number(self, word: str) -> bool:
        """Whether a word counts: 'three', '12', 'several'."""
        return word.isdigit() or any(word.lower() in self.values[name] for name in ("NUMBER", "VAGUE", "COUPLE"))

    def words(self, *names: str) -> frozenset[str]:
        """The words of some classes, in lower case."""
        return frozenset(word for name in names for word in self.values[name])


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once a process."""
    return Lexicon()


def segment(text: str) -> tuple[list[str], str, list[int]]:
    """The pieces of a text (words, figures, marks), a class letter for each, and their offsets.

    There is one more offset than there are pieces: the end of the text.
    """
    pieces = _PIECE.findall(text)
    classes = "".join(map(lexicon().classes.get, pieces, repeat(OTHER)))
    return pieces, classes, [*accumulate(map(len, pieces), initial=0)]
