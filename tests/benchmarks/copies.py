"""What finding copies costs, and what crosses its shuffles: `python -m tests.benchmarks.copies [ARTICLES]`.

Articles are real ones of the gold data, with other words in each, so that they resemble nothing; one in five is a copy,
exact or with a header. They are staged, and their keys go through `FindCopies` on Beam's local runner, where every
grouping is measured. Printed are bytes by the bytes of all texts, and milliseconds of processor time by article.
"""

import random
import re
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock
from zlib import crc32

import apache_beam as beam
from apache_beam.runners.portability.fn_api_runner import FnApiRunner, execution

from schemas import coders
from schemas.flow.staging import StagedGroup, StagedKey
from schemas.ids import content_hash, content_id
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from tests.benchmarks.near_copies import SETS, articles, with_header
from transforms import metrics
from transforms.count_rows import CountRows
from transforms.decide.copies.find import FindCopies
from transforms.prepare.stage import StagedFile
from transforms.shingles import signature

coders.register()

START = datetime(2024, 3, 1, tzinfo=UTC)
COPIES = 5
"""One article in so many is a copy of an earlier one."""


def corpus(count: int) -> list[Article]:
    """Articles of thirty days, in order of publication."""
    chance = random.Random(1)
    sources = [one.text for name in SETS for one in articles(name)]
    texts: list[str] = []
    for i in range(count):
        if i % COPIES == COPIES - 1:
            copied = texts[max(0, len(texts) - 1 - chance.randrange(200))]
            texts.append(copied if i % 2 else with_header(copied, chance))
        else:
            texts.append(_with_other_words(sources[i % len(sources)], i))
    return [_article(i, text, START + timedelta(days=30 * i / count)) for i, text in enumerate(texts)]


def _with_other_words(text: str, number: int) -> str:
    """A text that resembles no other one, of the same source or not."""
    return re.sub(r"\w{4,}", lambda found: _changed(found.group(), number), text)


def _changed(word: str, number: int) -> str:
    """Another word, the same for the same word and number of an article."""
    hashed = crc32(f"{word} {number}".encode())
    return f"{word[:2]}{hashed % 1000}" if hashed % 3 == 0 else word


def _article(number: int, text: str, published: datetime) -> Article:
    return Article(
        article_id=content_hash("article", number),
        content_id=content_id(text),
        published_at=published,
        published_date=published.date(),
        text=text,
        word_count=len(text.split()),
        record=RecordRef(uri="u", media_type="text/plain"),
    )


def stage(found: list[Article], folder: str) -> list[StagedKey]:
    """Stage articles, a thousand in a file, and give their keys."""
    keys: list[StagedKey] = []
    for start in range(0, len(found), 1000):
        file = StagedFile(folder)
        staged = [one for article in found[start : start + 1000] for one in file.add(article)] + list(file.close())
        keys += [one for one in staged if not isinstance(one, StagedGroup)]
    return keys


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    found = corpus(count)
    size = sum(len(article.text.encode()) for article in found)
    started = time.process_time()
    for article in found:
        signature(article.text)
    print(f"{count:,} articles, {size:,} bytes of text, one in {COPIES} a copy")
    print(f"signatures: {(time.process_time() - started) / count * 1e3:.3f} ms an article")
    shuffled: dict[str, int] = {}
    partition = execution.GroupingBuffer.partition

    def measure(buffer: Any, parts: int) -> Any:
        for values in (buffer._table or {}).values():
            coder = buffer._pre_grouped_coder.wrapped_value_coder.value_coder()
            name = str(coder)
            shuffled[name] = shuffled.get(name, 0) + sum(len(coder.encode(value)) for value in values)
        return partition(buffer, parts)

    with tempfile.TemporaryDirectory() as folder:
        keys = stage(found, folder)
        pipeline = beam.Pipeline(runner=FnApiRunner())
        copies = (pipeline | beam.Create(keys, reshuffle=False).with_output_types(StagedKey) | FindCopies()).copies
        _ = copies | CountRows(metrics.RowCount(name="copies", unit="rows", description="Copies."))
        started = time.process_time()
        with mock.patch.object(execution.GroupingBuffer, "partition", measure):
            result = pipeline.run()
        result.wait_until_finish()
        took = time.process_time() - started
    counts = {one.key.metric.name: one.committed for one in result.metrics().query()["counters"]}
    read = counts.get(metrics.TEXTS_COMPARED.name, 0)
    print(f"finding copies: {took / count * 1e3:.3f} ms an article; {counts.get('copies', 0)} copies found")
    print(f"texts read to be compared: {read} ({read / count:.3f} an article)")
    total = sum(shuffled.values())
    print(f"{total:,} bytes cross shuffles: {total / size:.4f} of the texts'")
    for name, crossed in sorted(shuffled.items(), key=lambda item: -item[1]):
        print(f"{crossed:>12,} bytes by {name[:100]}")


if __name__ == "__main__":
    main()
