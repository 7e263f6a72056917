"""What writing systems tell of a text: which script it is in, and how many words a script without spaces makes."""

import re
import unicodedata
from collections import Counter
from functools import cache

from transforms.prepare.text.word_lists import load_toml

LATIN = "LATIN"

SENTENCE_STOPS = "。！？｡।॥؟۔։።။"
"""What ends a sentence in scripts other than Latin, as part of a regular expression's character class."""

UNMARKED_SENTENCE = r"[\u0e00-\u0eff\u1780-\u17ff]{20}"
"""Regular expression of a passage in scripts that mark neither all words nor all sentences: Thai, Lao, Khmer."""

_KANA_SHARE = 0.05
"""Of the letters of Japanese, about half are kana; Chinese has none but in names of products."""

# Writing without spaces: letters that make a word on average, and the letters.
_UNSPACED = (
    (2, re.compile(
        r"[\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]+"
    )),
    (4, re.compile(r"[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f]+")),
)  # fmt: skip
# No letter of these scripts is outside, nor are the quotation marks and dashes of Latin script inside.
_MAY_BE_UNSPACED = re.compile("[\u0e00-\u1fff\u3000-\U0010ffff]")
_UNSPACED_PUNCTUATION = re.compile(
    r"[\u3000-\u3004\u3008-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65・]+"
)


def count_words(text: str) -> int:
    """Words of a text: what spaces separate; where a script has none, an estimate by its letters.

    Two letters make a word of Chinese and Japanese, four one of Thai, Lao, Khmer, Burmese and Tibetan.
    """
    if text.isascii() or not _MAY_BE_UNSPACED.search(text):
        return len(text.split())
    words = 0
    for letters, run in _UNSPACED:
        words += sum(-(-len(found) // letters) for found in run.findall(text))
        text = run.sub(" ", text) if words else text
    return words + len((_UNSPACED_PUNCTUATION.sub(" ", text) if words else text).split())


def main_script(text: str) -> str | None:
    """The script that most letters of a text are in, a key of `scripts.toml` or `LATIN`; None without letters.

    Kana among Chinese characters make a text Japanese: `KANA`.
    """
    scripts = Counter[str]()
    for letter, count in Counter(text).items():
        if letter.isalpha():
            scripts[_script(letter)] += count
    if scripts["KANA"] > _KANA_SHARE * scripts["CJK"]:
        scripts["KANA"] += scripts.pop("CJK", 0)
    return max(scripts, key=lambda script: (scripts[script], script)) if scripts.total() else None


@cache
def _script(letter: str) -> str:
    """The script of a letter; full-width and mathematical letters count as Latin."""
    name = unicodedata.name(letter, LATIN).split()[0]
    if name in ("HIRAGANA", "KATAKANA", "HALFWIDTH"):
        return "KANA"
    return name if name in load_toml("scripts.toml")["languages"] else LATIN


def languages_of(script: str) -> tuple[str, ...]:
    """The languages written in a script; none for `LATIN`, which is that of too many."""
    return tuple(load_toml("scripts.toml")["languages"].get(script, "").split())
