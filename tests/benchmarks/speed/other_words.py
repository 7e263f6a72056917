"""Other words in the place of a page's own, by its number: of the same kind, so that the text reads like another one.

Words are told by what a language model finds in real articles: a word is replaced by another one of the same tag that
is in about as many articles, so a past tense by a past tense and a rare noun by a rare noun; a name by a name. A name
that is in one article only gets other letters, as each further article brings names that none had before. Words in
nearly all articles stay, and those that are in no article: they are of the page around it.
"""

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

WORD = re.compile(r"(&#?\w+;|\\u[0-9a-fA-F]{4}|\\.|[^\W\d_]+|\d+)")
"""What may be replaced in markup or JSON, and, so that it stays whole, a character written in their manner."""

KEPT_SHARE = 0.25
"""Words in a greater share of the articles stay: they are of the language, and of newspapers, and not of the matter."""

SHORTEST = 3
_NAME_TAGS = ("NNP", "NNPS")
_TAGS = ("NN", "NNS", "JJ", "JJR", "JJS", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "RB", *_NAME_TAGS)
_CALENDAR = frozenset(
    name.lower()
    for names in (calendar.month_name, calendar.month_abbr, calendar.day_name, calendar.day_abbr)
    for name in names
)
_VOWELS, _CONSONANTS = "aeiou", "bcdfghklmnprstvz"
_MOST_OF_MONTH = 28


class Kind(NamedTuple):
    """Words that may take each other's place.

    Attributes:
        tag: Their usual Penn Treebank tag.
        articles: In how many articles they are, by magnitude.
        is_upper: Whether they are written in capitals.
    """

    tag: str
    articles: int
    is_upper: bool


@dataclass(frozen=True, slots=True)
class OtherWords:
    """Gives words for words.

    Attributes:
        kinds: Of each word; lower case, but for names.
        words: Of each kind.
        rare_names: Names of one article.
    """

    kinds: dict[str, Kind]
    words: dict[Kind, tuple[str, ...]]
    rare_names: frozenset[str]

    def of_page(self, number: int) -> Callable[[str], str]:
        """What gives the words of a page: the same for the same word and number."""
        known: dict[str, str] = {}

        def replace(word: str) -> str:
            found = known.get(word)
            if found is None:
                found = known[word] = self._other(word, number)
            return found

        return replace

    def _other(self, word: str, number: int) -> str:
        hashed = crc32(f"{number} {word.lower()}".encode())
        if word[0] in "&\\":
            return word
        if word[0].isdigit():
            return other_number(word, hashed)
        if word in self.rare_names:
            return other_letters(word, number)
        key = word if word in self.kinds else word.lower()
        if (kind := self.kinds.get(key)) is None:
            return word
        choice = self.words[kind]
        other = choice[hashed % len(choice)]
        return other if key == word else other.upper() if word.isupper() else other.capitalize()


def other_words(articles: Iterable[Iterable[tuple[str, str]]]) -> OtherWords:
    """Learn which words may take each other's place.

    Args:
        articles: The tokens of each, with their tags.
    """
    tags: dict[str, Counter[str]] = defaultdict(Counter)
    in_articles: Counter[str] = Counter()
    count = 0
    for tokens in articles:
        forms = [(text if tag in _NAME_TAGS else text.lower(), tag) for text, tag in tokens]
        in_articles.update({form for form, _ in forms})
        for form, tag in forms:
            tags[form][tag] += 1
        count += 1
    kinds: dict[str, Kind] = {}
    rare_names = set()
    for form in sorted(tags):
        tag = max(sorted(tags[form]), key=tags[form].__getitem__)
        is_common = in_articles[form] > max(2, KEPT_SHARE * count)
        if len(form) < SHORTEST or not form.isalpha() or tag not in _TAGS or is_common or form.lower() in _CALENDAR:
            continue
        is_name = tag in _NAME_TAGS and not form.islower()
        if is_name and in_articles[form] == 1 and not form.isupper():
            rare_names.add(form)
        elif is_name or form.islower():
            kinds[form] = Kind(tag, in_articles[form].bit_length(), form.isupper())
    words: dict[Kind, list[str]] = defaultdict(list)
    for form, kind in kinds.items():
        words[kind].append(form)
    return OtherWords(kinds, {kind: tuple(found) for kind, found in words.items()}, frozenset(rare_names))


def other_letters(name: str, number: int) -> str:
    """A name with other letters: vowels for vowels, consonants for consonants, as many, capitals where they were."""
    letters = []
    hashed = crc32(f"{number} {name}".encode())
    for letter in name:
        hashed = (hashed * 1103515245 + 12345) & 0x7FFFFFFF
        choice = _VOWELS if letter.lower() in _VOWELS else _CONSONANTS
        other = choice[(hashed >> 8) % len(choice)]
        letters.append(other.upper() if letter.isupper() else other)
    return "".join(letters)


def other_number(digits: str, hashed: int) -> str:
    """Another number of as many digits; years stay, and what may be a day of a month remains one."""
    if len(digits) == 4 and digits[:2] in {"19", "20"}:
        return digits
    if len(digits) <= 2 and 0 < int(digits) <= _MOST_OF_MONTH and not digits.startswith("0"):
        least = 10 ** (len(digits) - 1)
        most = min(_MOST_OF_MONTH, 10 ** len(digits) - 1)
        return str(least + hashed % (most - least + 1))
    return digits[0] + str(hashed % 10 ** (len(digits) - 1)).zfill(len(digits) - 1) if len(digits) > 1 else digits
