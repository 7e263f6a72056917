"""Site banners: a paragraph that stands on many pages of one site is the site's, whatever the article.

A paragraph is a banner of its site when it stands in at least three articles that differ in address, title and text,
in so many as `needed` says for the size of the site, and shows to be the article's own in no more than half of them.
It is counted over all that the run prepared and over what earlier runs committed; an article that is in both, or in
several revisions, counts once, so that the same articles read again give the same banners.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
import numpy as np

from schemas.flow.staging import Outline, StagedKey

LEAST = 3
"""Articles; in two a paragraph may well be the background of one story and its sequel."""

SHARE = 0.02
"""Share of a large site's articles: stock phrases such as 'No arrests have been made.' stand in about one in fifty."""


def needed(articles: int) -> int:
    """In how many of a site's articles a banner stands at the least: their square root, so that few are enough on a
    small site, and a campaign of some weeks on a large one; of a very large site a fixed share.
    """
    return max(LEAST, math.ceil(math.sqrt(articles)), math.ceil(SHARE * articles))


def stories(outlines: Sequence[Outline]) -> int:
    """How many articles differ in address, title and text.

    Copies and revisions of one story share its title, or its first own paragraph and another of them, the least by
    hash. Both must be shared, because a banner that passes for an article's own would be the first on every page.
    """
    addresses = {one.article_id for one in outlines}
    titles = {one.title for one in outlines}
    marks = [_marks(one) for one in outlines]
    return min(len(addresses), len(titles), max(len({first for first, _ in marks}), len({least for _, least in marks})))


def _marks(one: Outline) -> tuple[int, int]:
    own = [mark >> 1 for mark in one.paragraphs if mark & 1] or [mark >> 1 for mark in one.paragraphs] or [0]
    return own[0], min(own)


def banners(outlines: Sequence[Outline]) -> frozenset[int]:
    """The banners of a site, as the first 63 bits of their hashes.

    Args:
        outlines: Of all its articles, in any order, some of them perhaps twice.
    """
    if len(outlines) < LEAST:
        return frozenset()
    standing = [np.unique(np.asarray(one.paragraphs, dtype=np.int64) >> 1) for one in outlines]
    values, counts = np.unique(np.concatenate(standing), return_counts=True)
    frequent = set(values[counts >= LEAST].tolist())
    found: dict[int, list[tuple[Outline, bool]]] = {}
    for one in outlines:
        for mark in one.paragraphs:
            if mark >> 1 in frequent:
                found.setdefault(mark >> 1, []).append((one, bool(mark & 1)))
    least = needed(stories(outlines)) if found else 0
    return frozenset(mark for mark, places in found.items() if _is_banner(places, least))


def _is_banner(places: Sequence[tuple[Outline, bool]], least: int) -> bool:
    own = {one.article_id for one, is_own in places if is_own}
    all_ = {one.article_id for one, _ in places}
    return 2 * len(own) <= len(all_) and stories([one for one, _ in places]) >= least


def cut(key: StagedKey, found: frozenset[int]) -> StagedKey:
    """A key that knows which paragraphs of its article are banners."""
    if key.outline is None or not found:
        return key
    return replace(key, cut=tuple(i for i, mark in enumerate(key.outline.paragraphs) if mark >> 1 in found))


def _site_of(key: StagedKey) -> Iterator[tuple[str, StagedKey]]:
    if key.outline is not None:
        yield key.outline.site, key


def _outlined(one: Outline) -> tuple[str, Outline]:
    return one.site, one


def _has_no_site(key: StagedKey) -> bool:
    return key.outline is None


def _name_of(keyed: tuple[str, StagedKey]) -> str:
    return keyed[0]


@dataclass
class SitesOf(beam.PTransform):
    """Keys of staged articles to their sites, each once."""

    def expand(self, keys: beam.PCollection[StagedKey]) -> beam.PCollection[str]:
        sites = keys | "Site" >> beam.FlatMap(_site_of) | "Name" >> beam.Map(_name_of).with_output_types(str)
        return sites | "Once" >> beam.Distinct()


class _Cut(beam.DoFn):
    def process(self, joined: tuple[str, dict[str, Iterable[Any]]]) -> Iterator[StagedKey]:
        keys = list(joined[1]["keys"])
        if keys:
            outlines = [key.outline for key in keys]
            found = banners([*outlines, *joined[1]["earlier"]])
            for key in keys:
                yield cut(key, found)


@dataclass
class CutBanners(beam.PTransform):
    """Keys of all staged articles, and outlines of those that earlier runs committed, to keys that know their cuts.

    Input   keys: (a1, site s, hashes 7 8 9)  (a2, s, 4 8)  (a3, s, 8 2)  (a4, no site)    earlier: (a0, s, 5 8)
    Joined  s: a1 a2 a3, a0
    Output  (a1, cut 1)  (a2, cut 1)  (a3, cut 0)  (a4)
    """

    def expand(self, found: dict[str, beam.PCollection[Any]]) -> beam.PCollection[StagedKey]:
        keyed = found["keys"] | "BySite" >> beam.FlatMap(_site_of).with_output_types(tuple[str, StagedKey])
        earlier = found["earlier"] | "EarlierBySite" >> beam.Map(_outlined).with_output_types(tuple[str, Outline])
        joined = {"keys": keyed, "earlier": earlier} | "Join" >> beam.CoGroupByKey()
        sited = joined | "Cut" >> beam.ParDo(_Cut()).with_output_types(StagedKey)
        siteless = found["keys"] | "WithoutSite" >> beam.Filter(_has_no_site)
        return (sited, siteless) | "All" >> beam.Flatten()
