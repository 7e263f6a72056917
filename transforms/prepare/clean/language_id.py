"""Identifies the language of a text, cautiously: a short English sentence full of names must not count as foreign."""

import re
from collections.abc import Sequence
from functools import cache

from py3langid.langid import LanguageIdentifier

from transforms.prepare.clean.language_model import load_identifier
from transforms.prepare.text.scripts import LATIN, languages_of, main_script
from transforms.prepare.text.word_lists import word_set

SAMPLE_CHARS = 1200
"""Code points at the start of a text that are used."""

MIN_CONFIDENCE = 0.9
"""Confidence from which a text counts as not English; short texts need `MIN_CONFIDENCE_IF_SHORT`."""

MIN_CONFIDENCE_IF_SHORT = 0.99
MAX_SHORT_CHARS = 200
"""Code points."""

_WORD = re.compile(r"[^\W\d_]+")
_MIN_ENGLISH_SHARE = 0.12


@cache
def _identifier() -> LanguageIdentifier:
    return load_identifier()


def identify_language(text: str) -> tuple[str | None, float | None]:
    """Identify the language of a text.

    A text that is mostly in another script than Latin is in one of the languages of that script. Of the others a text
    in which at least one word in eight is among the most frequent English words is English, whatever the identifier
    says.

    Returns:
        ISO 639-1 code and confidence from 0 to 1; None for both if the text has no words.
    """
    sample = text[:SAMPLE_CHARS]
    if not _WORD.search(sample):
        return None, None
    if languages := languages_of(main_script(sample) or LATIN):
        return _most_likely(sample, languages)
    code, confidence = _identifier().classify(sample)
    if code != "en" and (share := _english_share(sample)) >= _MIN_ENGLISH_SHARE:
        return "en", round(min(1.0, 0.5 + share), 4)
    return str(code), round(float(confidence), 4)


def _english_share(sample: str) -> float:
    """The share of a text's words that are among the most frequent English words."""
    english = word_set("words.toml", "english")
    words = _WORD.findall(sample)
    return sum(word.lower() in english for word in words) / len(words)


def _most_likely(sample: str, languages: Sequence[str]) -> tuple[str, float]:
    """The most likely of some languages, and its confidence among them."""
    likelihoods = {code: float(value) for code, value in _identifier().rank(sample) if code in languages}
    total = sum(likelihoods.values())
    if len(languages) == 1 or not total:
        return languages[0], 1.0 if len(languages) == 1 else round(1 / len(languages), 4)
    code = max(likelihoods, key=lambda code: (likelihoods[code], code))
    return code, round(likelihoods[code] / total, 4)


def is_confidently_foreign(code: str | None, confidence: float | None, text: str) -> bool:
    """Whether a text is not English with high confidence; one that is mostly in another script than Latin is."""
    if code is None or code == "en" or confidence is None:
        return False
    if main_script(text[:SAMPLE_CHARS]) != LATIN:
        return True
    return confidence >= (MIN_CONFIDENCE_IF_SHORT if len(text) < MAX_SHORT_CHARS else MIN_CONFIDENCE)
