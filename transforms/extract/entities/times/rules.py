"""Rules of the grammar: a pattern over classes of words, and a function that reads the value of its match.

A pattern is a regular expression over class names in capitals (`times.toml`), names of `PARTS`, and marks. Spans
follow TimeML's guidelines as TimeBank applies them: 'the' and modifiers are inside, prepositions and possessives
outside.
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
    "NAMEDDAY": "(?:(?:(?:LAST |THIS |NEXT )?(?:COMING )?WEEKDAY|SHORTDAY[.]?),? )",
    "WORDEDDAY": "(?:ORDINAL|SECOND|NUMBER[- ](?:ORDINAL|SECOND))",
    "DAYNAME": "(?:WEEKDAY|SHORTDAY[.]?)",
    "DAYNO": "(?:DD(?:SUFFIX)?)",
    "NEARLY": "(?:(?:APPROX|(?:NO )?MORE THAN|UP TO) )",
    "EDGE": "(?:(?:EARLY|LATER)[- ])",
    "AMPM": "(?:MERIDIEM|(?:ARTICLE|PP)[.]? ?MM[.]?)",
    "TWELVE": "(?P<hour>DD)(?::(?P<minute>DD|NN))? ?(?P<meridiem>AMPM)",
    "TWENTYFOUR": "(?P<hours>DD):(?P<minutes>DD|NN)",
    "CLOCKTIME": "(?:TWELVE|TWENTYFOUR)(?: ZONE)?",
    "PLAINDATE": "(?:CALENDARMONTH DAYNO(?:,? YYYY)?|DAYNO CALENDARMONTH(?: YYYY)?)",
    "SHORTDATE": "(?:DAYWORD|NIGHTWORD|(?:LAST |NEXT |THIS )?DAYNAME(?:,? PLAINDATE)?|PLAINDATE)",
}
_CLASS_NAMES = re.compile(r"\b[A-Z]{2,}\b")


def compile_classes(pattern: str) -> str:
    """A pattern over class names as a regular expression over the letters of the classes."""
    letters = lexicon().letters

    def expand(name: re.Match[str]) -> str:
        part = PARTS.get(name[0])
        return letters[name[0]] if part is None else _CLASS_NAMES.sub(expand, part)

    return _CLASS_NAMES.sub(expand, pattern)


class Words:
    """The words that a rule matched, by the names of its groups."""

    __slots__ = ("_first", "_match", "_offsets", "_outer_cue", "_pieces", "_read_part", "start")

    def __init__(
        self,
        pieces: list[str],
        offsets: list[int],
        first: int,
        match: re.Match[str],
        read_part: Callable[[str, int, str], Reading | None],
        outer_cue: str = "",
    ) -> None:
        """Words of a match.

        Args:
            pieces: Pieces of the text.
            offsets: Offsets of the pieces.
            first: Index of the first piece of the run that was matched.
            match: The match over the class letters of that run.
            read_part: Reads a part of the run as an expression, from its class letters, its first piece and the word
                before the whole expression.
            outer_cue: Of a part of an expression, the word before the whole.
        """
        self._pieces = pieces
        self._offsets = offsets
        self._match = match
        self._first = first
        self._read_part = read_part
        self._outer_cue = outer_cue
        self.start = offsets[first + match.start()]

    def __getitem__(self, group: str) -> str:
        """The words of a group in lower case; '' where it matched nothing."""
        start, end = self._match.span(group) if self.has(group) else (-1, -1)
        return "".join(self._pieces[self._first + start : self._first + end]).lower() if start >= 0 else ""

    def has(self, group: str) -> bool:
        """Whether the rule has a group and it matched anything."""
        return group in self._match.re.groupindex and self._match.start(group) >= 0

    def read(self, group: str) -> Reading | None:
        """The words of a group, read as a time expression by themselves."""
        if not self.has(group):
            return None
        return self._read_part(self._match[group], self._first + self._match.start(group), self.cue)

    @property
    def text(self) -> str:
        """The words as written."""
        start, end = self._match.span()
        return "".join(self._pieces[self._first + start : self._first + end])

    @property
    def end(self) -> int:
        """Offset behind the expression."""
        return self._offsets[self._first + self._match.end()]

    @property
    def cue(self) -> str:
        """The word before the whole expression: 'until' of 'until 9 a.m. Tuesday', also for 'Tuesday'."""
        return self._outer_cue or self.before()

    def before(self, nth: int = 1) -> str:
        """The nth piece before the expression, not counting white space; '' at the beginning of the text."""
        return self._neighbour(self._first + self._match.start() - 1, -1, nth)

    def after(self, nth: int = 1) -> str:
        """The nth piece behind the expression, not counting white space; '' at the end of the text."""
        return self._neighbour(self._first + self._match.end(), 1, nth)

    @property
    def is_joined_before(self) -> bool:
        """Whether a word or mark precedes the expression without white space: `F-1990`, `$5`."""
        i = self._first + self._match.start()
        return i > 0 and not self._pieces[i - 1].isspace()

    @property
    def is_joined_behind(self) -> bool:
        """Whether a word or mark follows the expression without white space."""
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
    """A pattern and its reader; the reader returns None where the words are not a time expression after all."""

    pattern: str
    reader: Reader


class Rules(list[Rule]):
    """Rules in the order in which they are tried."""

    def add(self, *patterns: str) -> Callable[[Reader], Reader]:
        """Decorator: the function reads the matches of these patterns."""

        def register(reader: Reader) -> Reader:
            self.extend(Rule(pattern, reader) for pattern in patterns)
            return reader

        return register
