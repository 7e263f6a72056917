"""Revisions: of one article only the newest takes part where copies are found.

If this run revises an article that copies are mapped to, it decides anew on these copies. All revisions of an article
come together here, so that this is also where it shows which staged articles an earlier run may have read already.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from schemas.flow.copies import CopyKey, Place
from schemas.flow.staging import EarlierRow
from transforms.join import Join

REVISED = "revised"
KNOWN = "known"

_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def newest_revision(keys: Iterable[CopyKey]) -> CopyKey:
    """The newest revision of an article, which knows whether the article stood in the output before.

    Args:
        keys: All of one article; of records of this run that repeat each other only the one that is kept counts.
    """
    found = list(keys)
    earlier = [key for key in found if not key.is_new]
    newest = max((*_kept(found), *earlier), key=_revision)
    was_coded = bool(earlier) and max(earlier, key=_revision).outcome == "coded"
    return newest._replace(was_coded=was_coded, text_key="", rank="")


def known_rows(keys: Iterable[CopyKey]) -> Iterator[tuple[Place, EarlierRow]]:
    """Rows of earlier runs that articles of this run may be equal to, as far as keys tell: the latest of each.

    Args:
        keys: All of one article, with their bands.

    Yields:
        Where the article is staged, and the row.
    """
    found = list(keys)
    earlier = [
        (key, key.earlier) for key in found if key.earlier is not None and key.has_same_code and key.outcome == "coded"
    ]
    for key in _kept(found):
        alike = [one for one in earlier if (one[0].order, one[0].bands) == (key.order, key.bands)]
        if alike and key.outcome == "coded":
            # Both ids of the text are equal unless boilerplate is cut from it, which is not known of the staged one.
            _, row = max(alike, key=lambda one: (one[0].content_id == key.content_id, one[0].commit, one[0].content_id))
            yield Place(key.file, key.group), row


def _kept(keys: Iterable[CopyKey]) -> Collection[CopyKey]:
    """Those that this run staged, without records that repeat others."""
    kept: dict[str, CopyKey] = {}
    for key in sorted((one for one in keys if one.is_new), key=_rank):
        kept.setdefault(key.text_key, key)
    return kept.values()


def _rank(key: CopyKey) -> tuple[str, str, int, int]:
    return key.rank, key.file, key.group, key.row


def _revision(key: CopyKey) -> tuple[datetime, int, str]:
    return key.revised_at or _NEVER, key.commit, key.content_id


def takes_part(key: CopyKey) -> bool:
    """Whether an article is coded, or would be if it were no copy."""
    return key.outcome in ("coded", "duplicate")


class _Newest(beam.DoFn):
    """The revisions of an article to the newest.

    Outputs `revised`: where those are that replace what stood; `known`: see `known_rows`.
    """

    def process(self, grouped: tuple[str, Iterable[CopyKey]]) -> Iterator[Any]:
        keys = list(grouped[1])
        for known in known_rows(keys):
            yield TaggedOutput(KNOWN, known)
        newest = newest_revision(keys)
        if newest.is_new and newest.was_coded:
            yield TaggedOutput(REVISED, (newest.article_id, Place(newest.file, newest.group)))
        if takes_part(newest):
            yield newest


class _Follow(beam.DoFn):
    """Copies of one article, and where its revision is, to the copies that know it."""

    def process(self, joined: tuple[str, tuple[list[CopyKey], list[tuple[str, int]]]]) -> Iterator[CopyKey]:
        copies, revisions = joined[1]
        for key in copies:
            yield key._replace(follows=Place(*revisions[0])) if revisions else key


class _SplitCopies(beam.DoFn):
    """Copies in the output by the article that stands for them; output `others`."""

    def process(self, key: CopyKey) -> Iterator[Any]:
        if key.duplicate_of is not None:
            yield key.duplicate_of, key
        else:
            yield TaggedOutput("others", key)


def _newest_of_one(key: CopyKey) -> Iterator[CopyKey]:
    """The one revision of an article, if it takes part. It needs no shuffle, as most articles have one."""
    if takes_part(key):
        yield newest_revision((key,))


def _by_article(key: CopyKey) -> tuple[str, CopyKey]:
    return key.article_id, key


class RevisionKeys(NamedTuple):
    """Keys of revisions.

    Attributes:
        several: Of articles that may have several revisions.
        single: Of articles that have one.
    """

    several: beam.PCollection[CopyKey]
    single: beam.PCollection[CopyKey]


class Revisions(NamedTuple):
    """Outputs of `FindNewest`: keys of the newest revisions, and `known_rows`."""

    newest: beam.PCollection[CopyKey]
    known: beam.PCollection[tuple[tuple[str, int], EarlierRow]]


@dataclass
class FindNewest(beam.PTransform):
    """Keys of all revisions to those of the newest ones that take part, which know what this run decides on.

    Input   (a1, staged)  (a1, earlier, coded)  (a2, earlier, copy of a1)  (a3, earlier, copy of a4)
    Newest  (a1, staged, was coded)             (a2)                       (a3)
    Output  (a1, staged, was coded)             (a2, follows a1)           (a3)
    Known   (a1's place, the earlier row), if it may be the same

    Attributes:
        has_earlier: Whether there are keys of earlier runs.
    """

    has_earlier: bool

    def expand(self, keys: RevisionKeys) -> Revisions:
        keyed = keys.several | "ByArticle" >> beam.Map(_by_article).with_output_types(tuple[str, CopyKey])
        place = tuple[str, int]
        finding = beam.ParDo(_Newest())
        finding = finding.with_output_types(CopyKey, revised=tuple[str, place], known=tuple[place, EarlierRow])
        grouped = keyed | "Revisions" >> beam.GroupByKey()
        found = grouped | "Newest" >> finding.with_outputs(REVISED, KNOWN, main="newest")
        single = keys.single | "Single" >> beam.FlatMap(_newest_of_one).with_output_types(CopyKey)
        newest = (found.newest, single) | "AllNewest" >> beam.Flatten()
        if not self.has_earlier:
            return Revisions(newest, found.known)
        splitting = beam.ParDo(_SplitCopies()).with_output_types(tuple[str, CopyKey], others=CopyKey)
        split = newest | "SplitCopies" >> splitting.with_outputs("others", main="copies")
        joined = (split.copies, found.revised) | "JoinRevised" >> Join()
        copies = joined | "Follow" >> beam.ParDo(_Follow()).with_output_types(CopyKey)
        return Revisions((split.others, copies) | "Flatten" >> beam.Flatten(), found.known)
