"""Documents made by hand for tests that need no language model."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from spacy.tokens import Doc
from spacy.vocab import Vocab

from schemas.ids import article_id, content_id
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from transforms.extract.annotate.annotator import annotation_of
from transforms.extract.document import Document, Token, build_document
from transforms.extract.events.confidence import Features
from transforms.extract.events.detection.detect import Detection

PUBLISHED = date(2024, 11, 29)  # a Friday
Row = tuple[str, str, str, str, str, int]


def make_article(text: str, **fields: Any) -> Article:
    """An article with this text, published on Friday 29 November 2024 unless `fields` say otherwise."""
    known: dict[str, Any] = {
        "article_id": article_id(canonical_url=None, source=None, external_id=None, title=None, text=text),
        "content_id": content_id(text),
        "text": text,
        "language": "en",
        "word_count": len(text.split()),
        "published_at": datetime(2024, 11, 29, tzinfo=UTC),
        "published_date": PUBLISHED,
        "published_precision": "day",
        "published_basis": "record",
        "record": RecordRef(uri="memory", media_type="text/plain"),
    }
    return Article(**{**known, **fields})


def make_document(rows: Sequence[Row], *, entities: Sequence[tuple[int, int, str]] = (), **fields: Any) -> Document:
    """A one-sentence document from rows of (text, lemma, pos, tag, dep, index of the head).

    Args:
        rows: One per token; tokens are joined by single spaces except before punctuation.
        entities: (first token, token after the last, label).
        fields: Fields of the article.
    """
    words = [row[0] for row in rows]
    spaces = [i + 1 < len(words) and words[i + 1] not in {".", ",", "'s", ";", "?", "!"} for i in range(len(words))]
    iob = ["O"] * len(rows)
    for first, last, label in entities:
        iob[first:last] = ["B-" + label, *["I-" + label] * (last - first - 1)]
    doc = Doc(
        Vocab(),
        words=words,
        spaces=spaces,
        lemmas=[row[1] for row in rows],
        pos=[row[2] for row in rows],
        tags=[row[3] for row in rows],
        deps=[row[4] for row in rows],
        heads=[row[5] for row in rows],
        ents=iob,
    )
    return build_document(annotation_of(doc, make_article(doc.text, **fields)))


def trigger(document: Document, word: str) -> list[Token]:
    """The first token with this form, as the trigger of an event."""
    return [next(token for token in document.tokens if token.lower == word)]


def weak_features() -> Features:
    """What the confidence of a weakly detected event of a listed verb is computed from."""
    return Features(
        detection=Detection(event=0.4, type_share=0.5),
        is_listed=True,
        is_noun=False,
        depth=0,
        event_type="TRADE",
        has_actor=False,
        has_recipient=False,
        has_counts=False,
        modality="asserted",
    )
