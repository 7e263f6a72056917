"""The sample articles that a newcomer meets first."""

import gzip
from collections import Counter
from pathlib import Path

from pipeline.inputs import expand_inputs, split_ranges
from tests.data.pack import ARCHIVE, records
from transforms.prepare.read.reader import read_range

ARTICLES = Path(__file__).parents[3] / "data" / "articles"


def test_sample_archive_equals_its_packed_pages():
    assert gzip.decompress(ARCHIVE.read_bytes()) == b"".join(records()), "run: python tests/data/pack.py"


def test_read_range_sample_articles_are_all_read():
    results = [
        one
        for source in expand_inputs([str(ARTICLES)])
        for part in split_ranges(source, 1 << 20)
        for one in read_range(part)
    ]
    assert not [result for result in results if hasattr(result, "reason")]
    assert len(results) == 13
    per_type = Counter(result.ref.media_type for result in results)
    assert per_type == {
        "text/html": 3,
        "application/x-ndjson": 4,
        "application/warc": 3,
        "text/csv": 2,
        "text/plain": 1,
    }
    assert all(result.url or result.html or result.name for result in results)
    repeated = Counter((result.url, result.text) for result in results if result.text)
    assert max(repeated.values()) == 2
