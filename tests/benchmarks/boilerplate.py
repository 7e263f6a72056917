"""Measure how much data one key holds when a site's boilerplate is found: `python -m tests.benchmarks.boilerplate`.

One site, of 10,000 and of 1,000,000 articles of eight paragraphs each. The smaller one goes through the real pipeline
on Beam's local runner, where every grouping is measured. As a million articles would take that runner long, for both
sizes the step that emits facts also runs bundle by bundle, and the two shuffles after it are simulated without any
combining by the runner. Each bundle emits at most one value per key, and both groupings are combiners, so that a key
holds one accumulator however many bundles there are. Grouping by site would hold all articles of the site at one key.
"""

import random
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Any
from unittest import mock

import apache_beam as beam
import numpy as np
from apache_beam.coders import TupleCoder, VarIntCoder
from apache_beam.runners.portability.fn_api_runner import FnApiRunner, execution

from schemas.coders import encode
from schemas.flow.staging import ParagraphKey, SiteArticle, StagedKey
from transforms.decide.paragraph_sketch import ParagraphSketch
from transforms.decide.site_boilerplate import MarkBoilerplate, _GiveFacts

SIZES = (10_000, 1_000_000)

BUNDLE = 1_000
"""Articles per bundle."""

OWN_PARAGRAPHS = 5
SHARED_PARAGRAPHS = {11: 1, 12: 3, 13: 60}
"""Paragraph hashes, each in one of so many articles: two appeals, and a stock phrase that is not boilerplate."""


def articles(count: int) -> Iterator[SiteArticle]:
    """Articles with unique and shared paragraphs; in every tenth, the first appeal counts as part of the body."""
    numbers = random.Random(0)

    def paragraphs(how_many: int, *, is_own: bool) -> list[ParagraphKey]:
        return [ParagraphKey(numbers.getrandbits(61), is_own) for _ in range(how_many)]

    for i in range(count):
        shared = [ParagraphKey(hash_, i % 10 == 0) for hash_, every in SHARED_PARAGRAPHS.items() if i % every == 0]
        filling = paragraphs(len(SHARED_PARAGRAPHS) - len(shared), is_own=False)
        yield SiteArticle(
            site="herald.example",
            article_id=f"{i:032x}",
            title_hash=numbers.getrandbits(61),
            paragraphs=(*shared, *filling, *paragraphs(OWN_PARAGRAPHS, is_own=True)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """The number of keys of a grouping, and the maximum of values and bytes at one key."""

    name: str
    keys: int
    values: int
    bytes: int

    def __str__(self) -> str:
        most = f"the greatest has {self.values:>9,} values, {self.bytes:>11,} bytes"
        return f"  {self.name:<60} {self.keys:>10,} keys; {most}"


def measured(count: int) -> list[Grouping]:
    """Measure the groupings of the real pipeline."""
    found: list[Grouping] = []
    partition = execution.GroupingBuffer.partition

    def measure(buffer: Any, parts: int) -> Any:
        if table := buffer._table:
            coder = buffer._pre_grouped_coder.wrapped_value_coder.value_coder()
            size = max(sum(len(coder.encode(value)) for value in values) for values in table.values())
            found.append(Grouping(name=str(coder), keys=len(table), values=max(map(len, table.values())), bytes=size))
        return partition(buffer, parts)

    keys = [
        StagedKey(
            article_id=article.article_id, content_id="c", rank="1", site_article=article, file="f", group=0, row=i
        )
        for i, article in enumerate(articles(count))
    ]
    with (
        mock.patch.object(execution.GroupingBuffer, "partition", measure),
        beam.Pipeline(runner=FnApiRunner()) as pipeline,
    ):
        staged = pipeline | "Keys" >> beam.Create(keys, reshuffle=False).with_output_types(StagedKey)
        earlier = pipeline | "Earlier" >> beam.Create([], reshuffle=False).with_output_types(SiteArticle)
        _ = (staged, earlier) | MarkBoilerplate()
    return found


def simulated(count: int) -> Iterator[Grouping]:
    """Simulate the groupings of facts and of counts, for one bundle and for all of them."""
    sketch = ParagraphSketch()
    for article in articles(count):
        sketch.add(article)
    data = sketch.to_bytes()
    hashes, groups, known = array("q"), array("q"), dict[Any, int]()
    give = _GiveFacts()
    per_bundle = 0
    for bundle in batched(articles(count), BUNDLE):
        give.start_bundle()
        given = [fact for article in bundle for fact, _ in give.process(article, data)]
        given += [windowed.value[0] for windowed in give.finish_bundle()]
        per_bundle = max(per_bundle, len(given) - len(set(given)) + 1)
        for fact in given:
            hashes.append(hash(fact))
            groups.append(known.setdefault(fact[:2], len(known)))
    _, first, times = np.unique(np.asarray(hashes), return_index=True, return_counts=True)
    # The distinct facts arrive ordered by hash, again in bundles; each bundle emits one count per group.
    bundles = np.arange(len(first)) // (len(first) // (count // BUNDLE) + 1)
    given_counts = np.unique(bundles * len(known) + np.asarray(groups)[first]) % len(known)
    size = len(TupleCoder((VarIntCoder(),) * 5).encode((BUNDLE,) * 5))
    for name, keys, all_bundles, per_key, value_bytes in (
        ("facts", len(times), int(times.max()), per_bundle, 1),
        ("counts", len(known), int(np.bincount(given_counts).max()), 1, size),
    ):
        held = f"{name}, held: an accumulator, or a bundle's value"
        yield Grouping(name=held, keys=keys, values=per_key, bytes=per_key * value_bytes)
        combined = f"{name}, combined one by one, of all bundles"
        yield Grouping(name=combined, keys=keys, values=all_bundles, bytes=all_bundles * value_bytes)


def main() -> None:
    """Measure and print."""
    print(f"{SIZES[0]:,} articles, the real pipeline; a grouping by what it groups:")
    for grouping in measured(SIZES[0]):
        print(grouping)
    for count in SIZES:
        started = time.process_time()
        size = sum(len(encode(article)) for article in articles(1_000)) // 1_000
        print(f"{count:,} articles, {count // BUNDLE:,} bundles, simulated:")
        print(Grouping(name="before: articles of the site", keys=1, values=count, bytes=count * size))
        for grouping in simulated(count):
            print(grouping)
        print(f"  {time.process_time() - started:.0f} s of processor time")


if __name__ == "__main__":
    main()
