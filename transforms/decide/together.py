"""DECIDE of a first run that fits into the memory of one process, in one step: the functions of its steps alone.

On one machine most of what the steps of DECIDE cost is what lies between them: keys that are encoded, grouped and
decoded again, and a graph that takes long to build. What is decided is the same.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import batched

from schemas.flow.copies import CopyKey, CopyPair, Place, Resemblance
from schemas.flow.staging import RowCopy, SiteArticle, StagedGroup, StagedKey
from transforms.blocks import block_number
from transforms.decide.apply_decisions import attach_decisions
from transforms.decide.copies.candidates import LEADERS, LIMIT, candidates, keys_in_block, values_of, with_shared_bands
from transforms.decide.copies.compare import BATCH, Texts, compare, place_of, texts_compared
from transforms.decide.copies.find import copy_key
from transforms.decide.copies.resolve import decisions
from transforms.decide.copies.revisions import newest_revision, takes_part
from transforms.decide.counting_sketch import CountingSketch
from transforms.decide.paragraph_sketch import ParagraphSketch
from transforms.decide.repeated_records import article_and_text, repeated_records
from transforms.decide.site_boilerplate import (
    WHOLE_SITE,
    Counts,
    Fact,
    Group,
    add_counts,
    counts_of,
    facts_of,
    mark_boilerplate,
    may_be_boilerplate,
    required_stories,
)
from transforms.leaders import leader_rows, merge_leaders

MOST_ARTICLES = 20_000
"""Staged articles that are decided on in one step: some 200 MB."""


def decide_together(
    keys: Iterable[StagedKey], groups: Iterable[StagedGroup], count_texts: Callable[[int], None] | None = None
) -> Iterator[StagedGroup]:
    """The groups of staged articles with what is decided on their rows, in a run that no other came before.

    Args:
        keys: Of all staged articles.
        groups: Those that they are in.
        count_texts: Told how many texts are compared, from time to time.
    """
    marked = _with_boilerplate(list(keys))
    repeats = [key for same in _grouped(marked, article_and_text).values() for key in repeated_records(same)]
    repeats_in = _grouped(repeats, _place)
    boilerplate_in = _grouped([key for key in marked if key.boilerplate], _place)
    copies_in = _copies(marked, count_texts)
    for group in groups:
        place = Place(group.file, group.group)
        yield attach_decisions(
            group, repeats_in.get(place, ()), boilerplate_in.get(place, ()), copies_in.get(place, ())
        )


def _grouped[Key, Value](values: Iterable[Value], key: Callable[[Value], Key]) -> dict[Key, list[Value]]:
    groups: dict[Key, list[Value]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return groups


def _place(key: StagedKey) -> Place:
    return Place(key.file, key.group)


def _with_boilerplate(keys: Sequence[StagedKey]) -> list[StagedKey]:
    """What `MarkBoilerplate` does."""
    boilerplate = _boilerplate([key.site_article for key in keys if key.site_article is not None])
    none: frozenset[int] = frozenset()
    return [
        key if key.site_article is None else mark_boilerplate(key, boilerplate.get(key.site_article.site, none))
        for key in keys
    ]


def _boilerplate(articles: Sequence[SiteArticle]) -> dict[str, frozenset[int]]:
    """Hashes of the boilerplate of each site that has any, as `FindBoilerplate` finds them."""
    sketch = ParagraphSketch()
    for article in articles:
        sketch.add(article)
    facts: dict[Fact, int] = {}
    for article in articles:
        for fact, is_own in facts_of(article, sketch.frequent_hashes(article)):
            facts[fact] = facts.get(fact, 0) | is_own
    counts: dict[str, dict[int, Counts]] = {}
    for (site, hash_), of_group in _grouped(facts.items(), _group).items():
        total = add_counts(counts_of(fact, is_own) for fact, is_own in of_group)
        counts.setdefault(site, {})[hash_] = Counts(*total)
    return {site: _boilerplate_of_site(of_site) for site, of_site in counts.items()}


def _group(item: tuple[Fact, int]) -> Group:
    site, hash_, _, _ = item[0]
    return site, hash_


def _boilerplate_of_site(counts: dict[int, Counts]) -> frozenset[int]:
    required = required_stories(counts[WHOLE_SITE].stories)
    return frozenset(
        hash_
        for hash_, one in counts.items()
        if hash_ != WHOLE_SITE and may_be_boilerplate(one) and one.stories >= required
    )


def _copies(keys: Iterable[StagedKey], count_texts: Callable[[int], None] | None) -> dict[Place, list[RowCopy]]:
    """Copies by row group, as `FindCopies` finds them."""
    newest = _newest([copy_key(key) for key in keys])
    copies: dict[Place, list[RowCopy]] = {}
    for place, decision in decisions(_resemblances(newest, count_texts), ()):
        assert isinstance(decision, RowCopy), "a row of an earlier run in a first run"
        copies.setdefault(Place(*place), []).append(decision)
    return copies


def _newest(keys: Sequence[CopyKey]) -> list[CopyKey]:
    """The newest revision of each article that may have copies, with its bands."""
    sketch = CountingSketch(LIMIT)
    for key in keys:
        sketch.add(values_of(key))
    shared = [found for key in keys if (found := with_shared_bands(key, sketch)) is not None]
    newest = map(newest_revision, _grouped(shared, _article_id).values())
    return [key for key in newest if takes_part(key)]


def _article_id(key: CopyKey) -> str:
    return key.article_id


def _resemblances(keys: Sequence[CopyKey], count_texts: Callable[[int], None] | None) -> Iterator[Resemblance]:
    texts = Texts(None)
    for batch in batched(sorted(_pairs(keys), key=_places), BATCH):
        if count_texts is not None:
            count_texts(texts_compared(batch))
        yield from compare(batch, texts)


def _pairs(keys: Sequence[CopyKey]) -> Iterator[CopyPair]:
    """Pairs whose texts are compared, as `FindCandidates` finds them."""
    articles = {key.article_id: key for key in keys}
    tables = {
        block: merge_leaders([leader_rows(map(keys_in_block, of_block))], LEADERS)
        for block, of_block in _grouped(keys, _block).items()
    }
    for key in keys:
        for original in (articles[name] for name in candidates(key, tables, has_earlier=False)):
            if original.may_stand and original.precedence < key.precedence:
                yield CopyPair(copy=key, original=original)


def _block(key: CopyKey) -> int:
    return block_number(key.block)


def _places(pair: CopyPair) -> tuple[Place, Place, str]:
    return place_of(pair.original), place_of(pair.copy), pair.copy.order
