"""The time expressions of an annotated article."""

from functools import partial

from transforms.extract.document import Document, per_document
from transforms.extract.entities.times.recognise import TimeMention, recognise
from transforms.extract.entities.times.tense import tense_at

__all__ = ["TimeMention", "find_times"]

_NAME_LABELS = frozenset(("PERSON", "ORG", "WORK_OF_ART", "FAC", "PRODUCT"))


@per_document
def find_times(document: Document) -> tuple[TimeMention, ...]:
    """Dates, times, durations and sets with their TIMEX3 values, in text order, without overlaps.

    Relative expressions are anchored on the article's day of publication, or on the date mentioned last where the
    words say so ('that year', 'two days later'). Without a day of publication they have an underspecified value such
    as `XXXX-WXX-5` and no days.
    """
    text = document.text
    is_name = partial(_is_part_of_name, document)
    found = recognise(text, document.article.published_date, partial(tense_at, document), is_name)
    return tuple(mention for mention in found if not text.startswith(" block", mention.end))  # 'the 1700 block of Elm'


def _is_part_of_name(document: Document, start: int, end: int) -> bool:
    """Whether a passage is part of a longer name or a person's name: June in 'June Carter', Today in 'Lagos Today'."""
    tokens = document.tokens_in(start, end)
    before = document.token_at(start - 2)
    if tokens and tokens[0].lower == "today" and before is not None and before.pos == "PROPN":
        return True
    if not tokens or tokens[0].label not in _NAME_LABELS:
        return False
    behind = document.token_at(end + 1)
    continues = behind is not None and behind.label == tokens[0].label and not behind.begins_entity
    return continues or not tokens[0].begins_entity or tokens[0].label == "PERSON"
