"""The time expressions of an annotated article."""

from functools import partial

from transforms.extract.entities.times.recognise import TimeMention, recognise
from transforms.extract.entities.times.tense import tense_at
from transforms.extract.syntax import Document, per_document

__all__ = ["TimeMention", "times"]


@per_document
def times(document: Document) -> tuple[TimeMention, ...]:
    """Dates, times, durations and sets with their TIMEX3 values, in text order; none overlaps another.

    Relative expressions are anchored on the article's day of publication, or on the date mentioned last where the
    words say so ('that year', 'two days later'). Without a day of publication they get an underspecified value such
    as `XXXX-WXX-5` and no days.
    """
    return recognise(document.text, document.article.published_date, partial(tense_at, document))
