"""Words to classes: a text becomes a string with one letter a word, over which the grammar is written."""

import re
from functools import cache
from itertools import accumulate, repeat
from typing import Any

from transforms.extract.languages.load import load_toml

# Letters of ASCII first: twice as fast as all letters.
PIECE = re.compile(r"[A-Za-z]+(?![^\W\d_])|\s+|[^\W\d_]+|\d+|.", re.DOTALL)
OTHER = "~"  # any piece that no rule asks for
# Marks stand for themselves; figures have a class by their size.
MARKS = {" ": " ", "\n": " ", "-": "-", "–": "-", "—": "-", ",": ",", ".": ".", "/": "/", ":": ":", "'": "'", "’": "'"}
MARKS |= dict.fromkeys(("\t", "\u00a0", "\u202f", "  "), " ")
MARKS |= {"(": "(", ")": ")", "$": "$", "£": "$", "€": "$", "#": "$", "%": "%", "T": "T", "Z": "Z"}
NUMERALS = {
    "DD": [f"{n:02d}" for n in range(32)] + [str(n) for n in range(1, 10)],
    "NN": [str(n) for n in range(32, 100)],
    "NNN": [f"{n:03d}" for n in range(1000)],
    "YYYY": [str(n) for n in range(1500, 2100)],
    "NNNN": [f"{n:04d}" for n in (*range(1500), *range(2100, 10000))],
}


class Lexicon:
    """The classes of words.

    Attributes:
        letters: Class name to its letter.
        classes: Word as written to the letter of its class.
        values: Class name to the values of its words (in lower case).
    """

    def __init__(self) -> None:
        self.values: dict[str, dict[str, Any]] = load_toml("times.toml")
        capitalised = set(self.values.pop("capitalised")["classes"])
        names = [*NUMERALS, *self.values]
        # Letters outside of ASCII, so that none is an operator of regular expressions or a mark.
        self.letters = {name: chr(0x100 + i) for i, name in enumerate(names)}
        self.classes = dict(MARKS)
        for name, numerals in NUMERALS.items():
            self.classes |= dict.fromkeys(numerals, self.letters[name])
        for name, words in self.values.items():
            for word in words:
                forms = [word.capitalize(), word.upper()] + ([] if name in capitalised else [word])
                for form in forms:
                    self.classes.setdefault(form, self.letters[name])

    def value(self, name: str, word: str) -> Any:
        """What a word of a class stands for."""
        return self.values[name][word.lower()]


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once a process."""
    return Lexicon()


def compiled(pattern: str) -> str:
    """A pattern over class names as one over letters: `THE? LAST UNIT` -> the regular expression."""
    letters = lexicon().letters
    return re.sub(r"(?<!<)\b[A-Z]{2,}\b", lambda name: letters[name[0]], pattern)


def pieces(text: str) -> tuple[list[str], str, list[int]]:
    """The text cut up: the pieces, a letter for each, and their offsets (one more than there are pieces)."""
    cut = PIECE.findall(text)
    classes = "".join(map(lexicon().classes.get, cut, repeat(OTHER)))
    return cut, classes, [*accumulate(map(len, cut), initial=0)]
