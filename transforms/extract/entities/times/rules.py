"""How a rule of the grammar is written: a pattern over classes of words, and a function that reads its value.

A pattern is a regular expression over class names in capitals (`times.toml`), names of `PARTS`, and marks that
stand for themselves. Spans follow TimeML's guidelines as TimeBank applies them: 'the' and modifiers lie within,
prepositions and possessives without.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from transforms.extract.entities.times.context import Context, Reading
from transforms.extract.entities.times.lexicon import lexicon

PARTS = {
    "DIG": "(?:DD|NN|NNN|YYYY|NNNN)",
    "FIGURE": "(?:DIG(?:,NNN){0,4}(?:[.]DIG)?(?: DD/DD)?|DD/DD)",
    "WORDED": "(?:NUMBER(?:[- ]NUMBER)?(?: SCALE){0,2}(?:[- ]AND[- ](?:ARTICLE[- ])?HALF)?)",
    "PLAIN": "(?:FIGURE(?: SCALE)?|WORDED)",
    "RANGE": "(?:PLAIN(?:(?: OR | TO |-)PLAIN)?)",
    "SEVERAL": "(?:RANGE(?: MORE)?|(?:VAGUE|COUPLE)(?: OF)?|SCALE|ARTICLE (?:VAGUE|SCALE|COUPLE(?: OF)?))",
    "COUNT": "(?:SEVERAL|HALF(?:[- ]ARTICLE)?(?: SCALE)?|ARTICLE[- ]HALF|ARTICLE|ANOTHER(?: PLAIN| VAGUE)?)",
    "ONEUNIT": "(?:UNIT|CLOCKUNIT|SECOND|QUARTER)",
    "MANYUNITS": "(?:UNITS|CLOCKUNITS|QUARTERS)",
    "ANYUNIT": "(?:UNITS|CLOCKUNITS|QUARTERS|UNIT|CLOCKUNIT|SECOND|QUARTER)",
    "NTH": "(?:ORDINAL|SECOND|DD-?(?:SUFFIX))",
    "CALENDARMONTH": "(?:MONTH|ABBREV[.]?)",
    "DAYNAME": "(?:WEEKDAY|SHORTDAY[.]?)",
    "DAYNO": "(?:DD(?:SUFFIX)?)",
    "NEARLY": "(?:(?:APPROX|MORE THAN) )",
    "EDGE": "(?:(?:EARLY|LATER)[- ])",
    "AMPM": "(?:MERIDIEM|(?:ARTICLE|PP)[.]? ?MM[.]?)",
    "TWELVE": "(?P<hour>DD)(?::(?P<minute>DD|NN))? ?(?P<meridiem>AMPM)",
    "TWENTYFOUR": "(?P<hours>DD):(?P<minutes>DD|NN)",
    "CLOCKTIME": "(?:TWELVE|TWENTYFOUR)(?: ZONE)?",
    "PLAINDATE": "(?:CALENDARMONTH DAYNO(?:,? YYYY)?|DAYNO CALENDARMONTH(?: YYYY)?)",
    "SHORTDATE": "(?:DAYWORD|NIGHTWORD|(?:LAST |NEXT |THIS )?DAYNAME(?:,? PLAINDATE)?|PLAINDATE)",
}
NAMES = re.compile(r"\b[A-Z]{2,}\b")


def over_letters(pattern: str) -> str:
    """A pattern over class names as a regular expression over the letters of the classes."""
    letters = lexicon().letters

    def expanded(name: re.Match[str]) -> str:
        part = PARTS.get(name[0])
        return letters[name[0]] if part is None else NAMES.sub(expanded, part)

    return NAMES.sub(expanded, pattern)


class Words:
    """The words a rule has found, by the names of its groups."""

    __slots__ = ("_first", "_match", "_offsets", "_pieces", "_within", "start")

    def __init__(
        self,
        pieces: list[str],
        offsets: list[int],
        first: int,
        match: re.Match[str],
        within: Callable[[str, int], Reading | None],
    ) -> None:
        """Words of a match.

        Args:
            pieces: Of the text.
            offsets: Of the pieces.
            first: Index of the first piece of the run that was matched.
            match: Over the letters of that run.
            within: Reads part of the run as an expression of its own, from its letters and first piece.
        """
        self._pieces = pieces
        self._offsets = offsets
        self._match = match
        self._first = first
        self._within = within
        self.start = offsets[first + match.start()]

    def __getitem__(self, group: str) -> str:
        """The words of a group in lower case, '' where it found nothing."""
        start, end = self._match.span(group) if self.has(group) else (-1, -1)
        return "".join(self._pieces[self._first + start : self._first + end]).lower() if start >= 0 else ""

    def has(self, group: str) -> bool:
        """Whether the rule has such a group and it found anything."""
        return group in self._match.re.groupindex and self._match.start(group) >= 0

    def read(self, group: str) -> Reading | None:
        """The words of a group, read as a time expression of their own."""
        return self._within(self._match[group], self._first + self._match.start(group)) if self.has(group) else None

    @property
    def text(self) -> str:
        """The words as written."""
        start, end = self._match.span()
        return "".join(self._pieces[self._first + start : self._first + end])

    def before(self, nth: int = 1) -> str:
        """The nth piece before the expression, white space not counted; '' at the beginning."""
        return self._neighbour(self._first + self._match.start() - 1, -1, nth)

    def after(self, nth: int = 1) -> str:
        """The nth piece behind the expression, white space not counted; '' at the end."""
        return self._neighbour(self._first + self._match.end(), 1, nth)

    @property
    def joined(self) -> bool:
        """Whether the expression stands close behind another word or mark: `F-1990`, `$5`."""
        i = self._first + self._match.start()
        return i > 0 and not self._pieces[i - 1].isspace()

    @property
    def continued(self) -> bool:
        """Whether another word or mark stands close behind the expression."""
        i = self._first + self._match.end()
        return i < len(self._pieces) and not self._pieces[i].isspace()

    def _neighbour(self, i: int, step: int, nth: int) -> str:
        while 0 <= i < len(self._pieces):
            if not self._pieces[i].isspace():
                nth -= 1
                if not nth:
                    return self._pieces[i]
            i += step
        return ""


Reader = Callable[[Words, Context], Reading | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and its reader; the reader gives None where the words are no time expression after all."""

    pattern: str
    reader: Reader


class Rules(list[Rule]):
    """Rules in the order they are tried."""

    def add(self, *patterns: str) -> Callable[[Reader], Reader]:
        """Decorator: the function reads what the patterns find."""

        def added(reader: Reader) -> Reader:
            self.extend(Rule(pattern, reader) for pattern in patterns)
            return reader

        return added
