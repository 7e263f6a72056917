"""Casualties of another time than the article's own news: 'eight murders this year', 'killed weeks earlier'."""

import re

from transforms.extract.document import Document
from transforms.extract.events.casualties.records import CasualtyRecord
from transforms.extract.languages.load import load_toml

_PHRASES = load_toml("casualties/phrases.toml")
_RECALLED = re.compile(rf"\b(?:{'|'.join(_PHRASES['recalled'])})\b", re.IGNORECASE)
_OTHER_TIME = re.compile(rf"\b(?:{'|'.join((*_PHRASES['recalled'], *_PHRASES['period']))})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def is_of_other_time(document: Document, record: CasualtyRecord) -> bool:
    """Whether casualties are of another time than the article's own news, by the words of their sentence."""
    text, published = document.sentences[record.sentence].text, document.article.published_date
    if _OTHER_TIME.search(text):
        return True
    if published is None:
        return False
    return any(int(year) not in (published.year, published.year + 1) for year in _YEAR.findall(text))


def is_recalled(document: Document, record: CasualtyRecord) -> bool:
    """Whether the words of its sentence put a record before the article's own news: 'weeks earlier'."""
    return _RECALLED.search(document.sentences[record.sentence].text) is not None
