"""Casualties of another time than the article's own news: 'eight murders this year', 'killed weeks earlier'."""

import re

from transforms.extract.document import Document
from transforms.extract.events.casualties.records import CasualtyRecord
from transforms.extract.languages.load import load_toml

_PHRASES = load_toml("casualties/phrases.toml")


def _any_of(*lists: str) -> re.Pattern[str]:
    phrases = [phrase for name in lists for phrase in _PHRASES[name]]
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.IGNORECASE)


_RECALLED = _any_of("recalled")
_PERIOD = _any_of("period")
_OTHER_TIME = _any_of("recalled", "period", "running")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def is_of_other_time(document: Document, record: CasualtyRecord) -> bool:
    """Whether casualties are of another time than the article's own news, by the words of their sentence.

    Running counts ('so far') are: they include those of earlier reports.
    """
    text = document.sentences[record.sentence].text
    return _OTHER_TIME.search(text) is not None or _names_other_year(document, text)


def is_past(document: Document, record: CasualtyRecord) -> bool:
    """Whether casualties of another time are no news: recalled ones ('weeks earlier'), and several of a period."""
    text = document.sentences[record.sentence].text
    if _RECALLED.search(text):
        return True
    is_of_period = _PERIOD.search(text) is not None or _names_other_year(document, text)
    return record.casualties.low > 1 and is_of_period


def _names_other_year(document: Document, text: str) -> bool:
    published = document.article.published_date
    if published is None:
        return False
    return any(int(year) not in (published.year, published.year + 1) for year in _YEAR.findall(text))
