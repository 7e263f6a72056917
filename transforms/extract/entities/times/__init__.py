"""Time expressions: found by a grammar over classes of words, valued as TIMEX3, anchored on the day of publication."""

from transforms.extract.entities.times.mentions import TimeMention, find_times

__all__ = ["TimeMention", "find_times"]
