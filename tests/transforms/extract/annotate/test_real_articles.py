"""Over real articles, the annotation is that of stock spaCy but for what rounding changes."""

import gzip
import json
import os
from collections.abc import Iterator
from itertools import islice

import pytest
import spacy

from schemas.flow.parsed import ParsedRecord
from schemas.flow.record import RawRecord
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from tests.documents import make_article
from tests.measure import EVAL
from transforms.extract.annotate.annotator import annotator, chunks
from transforms.extract.annotate.model import load
from transforms.extract.document import build_document
from transforms.prepare.clean.clean import clean_record
from transforms.prepare.parse.page import parse_html

ARTICLES = 500
MOST_DIFFERENT = 2e-5
"""Share of tokens that may differ."""

pytestmark = [
    pytest.mark.model,
    pytest.mark.heavy,
    pytest.mark.skipif(not EVAL.exists() and not os.environ.get("CI"), reason=f"no articles at {EVAL}"),
]


def texts() -> Iterator[str]:
    for path in sorted((EVAL / "data" / "articles_wcxb" / "input").glob("*.html.gz")):
        raw = RawRecord(ref=RecordRef(uri=path.name, media_type="text/html"), html=b"")
        parsed = parse_html(gzip.decompress(path.read_bytes()))
        article = clean_record(ParsedRecord(raw=raw, parsed=parsed, is_page=True))
        if isinstance(article, Article) and article.outcome == "coded":
            yield article.text
    for line in (EVAL / "data" / "incidents" / "input" / "articles.jsonl").read_text().splitlines():
        yield json.loads(line)["text"]


def test_entities_tags_and_heads_equal_those_of_stock_spacy() -> None:
    stock = spacy.load(load().path)
    different, tokens, articles = 0, 0, 0
    for text in islice(texts(), ARTICLES):
        document = build_document(annotator().annotate(make_article(text)))
        found = [(t.text, t.tag, t.dep, t.head.start, t.label, t.begins_entity) for t in document.tokens]
        parts = list(chunks(document.text, document.body_start))
        docs = stock.pipe(document.text[first:last] for first, last in parts)
        expected = [
            (t.text, t.tag_, t.dep_, offset + t.head.idx, t.ent_type_, t.ent_iob_ == "B")
            for (offset, _), doc in zip(parts, docs, strict=True)
            for t in doc
            if not t.is_space
        ]
        assert len(found) == len(expected)
        # The head of a token may be white space, which is no token here.
        different += sum(
            one != other
            for one, other in zip(found, expected, strict=True)
            if not text[other[3] : other[3] + 1].isspace()
        )
        tokens += len(found)
        articles += 1
    print(f"{articles} articles, {tokens} tokens, {different} different: {different / tokens:.1e}")
    assert articles == ARTICLES
    assert different <= MOST_DIFFERENT * tokens
