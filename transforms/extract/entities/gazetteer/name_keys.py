"""Lookup keys of place names: a name without what its spellings differ in."""

import re
import unicodedata
from functools import lru_cache

from transforms.extract.languages.load import load_toml, word_sets

_ABBREVIATIONS: dict[str, str] = load_toml("gazetteer/words.toml")["abbreviations"]
_DESIGNATIONS = word_sets("gazetteer/words.toml", "designations")

# Letters that Unicode does not decompose, and marks that transliterations use or omit at will.
_REPLACEMENTS = str.maketrans(
    {
        **dict(zip("øłđðıəþßæœ", ("o", "l", "d", "d", "i", "a", "th", "ss", "ae", "oe"), strict=True)),
        **dict.fromkeys("-‐‑–—/_\t\xa0", " "),
        **dict.fromkeys("'’‘`´ʻʼʿʾʹ′.,()\"“”", None),
    }
)
_COMBINING_MARKS = re.compile("[\u0300-\u036f]+")
# 'al-Raqqah', 'ar-Raqqa', 'Raqqa': the Arabic article and its assimilated forms.
_ARABIC_ARTICLE = re.compile(r"^(?:al|el|ad|ar|as|ash|at|an|az|ed|er|es|esh|ez|en|et) (?=\w{3})")
_DESIGNATION = re.compile(
    rf"^(?:(?P<before>{'|'.join(sorted(_DESIGNATIONS['before']))}) of )?(?P<name>.+?)"
    rf"(?: (?P<behind>{'|'.join(sorted(_DESIGNATIONS['behind']))}))?$"
)


@lru_cache(maxsize=1 << 16)
def key_of(name: str) -> str:
    """The key of one name; cached, as the same names recur within and across articles."""
    return name.lower() if name.isalpha() and name.isascii() else normalize(name)


def normalize(names: str) -> str:
    """Names without case, accents, hyphens, periods and 'the', with 'St.' written out as 'saint'.

    Args:
        names: One name, or many, one a line.
    """
    if not names.isascii():
        names = _COMBINING_MARKS.sub("", unicodedata.normalize("NFKD", names))
    # Over the whole gazetteer, plain replacements take a tenth of the time of regular expressions.
    text = f"\n{names.lower().translate(_REPLACEMENTS)}\n"
    while "  " in text:
        text = text.replace("  ", " ")
    text = text.replace("\n ", "\n").replace(" \n", "\n").replace("\nthe ", "\n")
    for short, word in _ABBREVIATIONS.items():
        text = text.replace(f"\n{short} ", f"\n{word} ").replace(f" {short} ", f" {word} ")
    return text[1:-1]


def without_article(key: str) -> str:
    """A key without the Arabic article: 'raqqa' of 'ar raqqa'."""
    return _ARABIC_ARTICLE.sub("", key)


def without_designation(key: str) -> str:
    """A key without its designation: 'aleppo' of 'aleppo governorate'."""
    return _DESIGNATION.sub(r"\g<name>", key)


def split_designation(key: str) -> tuple[str, bool] | None:
    """The bare name of 'aleppo province' or 'city of aleppo', and whether it designates a division; None if bare."""
    match = _DESIGNATION.match(key)
    word = match and (match["before"] or match["behind"])
    return (match["name"], word in _DESIGNATIONS["divisions"]) if match and word else None
