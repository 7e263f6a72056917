"""Training examples: the candidate words of articles with their features and what readers marked."""

import json
import pickle
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.inputs import expand_inputs, split_ranges
from schemas.flow.annotation import Annotation
from schemas.rows.failure import Rejected
from tests.training.marks import Mark, Reading, read_marks, reading, whole_words
from transforms.extract.annotate.annotator import annotator
from transforms.extract.document import Document, Token, build_document
from transforms.extract.events.detection.detect import listed_types
from transforms.extract.events.detection.features import CONTENT_POS, features, keys_of, neighbours
from transforms.extract.events.detection.words import NO_EVENT, TYPE_COLUMNS
from transforms.extract.events.networks import Floats
from transforms.prepare.clean.clean import clean_record
from transforms.prepare.parse.parse import parse_record
from transforms.prepare.parse.sandbox import shared_sandbox
from transforms.prepare.read.reader import read_range

GOLD_SET = "open_news"
"""The set whose gold has every event of its articles."""
FIRST_CHOICE = 0.6
"""Share of the first of several acceptable types in a label."""
NEAR = 400
"""Code points around a snippet in which those of its triggers are looked for that it does not have."""


@dataclass(frozen=True)
class Examples:
    """Candidate words of several readings, one below the other.

    Attributes:
        inputs: (words, features).
        labels: (words, types + 1), each row summing to 1: the acceptable types, or no event.
        sure: (words,), 1 where the readers are sure of the event, or marked none; 0 where it is open to debate.
        words: The keys of the priors of each word.
        shares: (words,), one by the number of readings of the article: an article counts once.
        articles: (words,), index of the article.
        ids: Id of each article.
    """

    inputs: Floats
    labels: Floats
    sure: Floats
    words: tuple[tuple[str, ...], ...]
    shares: Floats
    articles: npt.NDArray[np.int32]
    ids: tuple[str, ...]


def annotations(folder: Path, sets: Sequence[str], cache: Path | None) -> dict[tuple[str, str], Annotation]:
    """The annotated articles of data sets, by set and id; kept in `cache`, a folder, if one is given."""
    found: dict[tuple[str, str], Annotation] = {}
    if cache:
        cache.mkdir(parents=True, exist_ok=True)
    for name in sets:
        kept = cache / f"{name}.annotations" if cache else None
        if kept and kept.exists():
            found |= pickle.loads(kept.read_bytes())
            continue
        own = {(name, key): annotation for key, annotation in annotated_articles(folder / name / "input")}
        if kept:
            kept.write_bytes(pickle.dumps(own))
        found |= own
    return found


def annotated_articles(path: Path, ids: Container[str] | None = None) -> Iterator[tuple[str, Annotation]]:
    """The articles of input files, by their id in the data; those of `ids` alone, if it is given."""
    model = annotator()
    for source in expand_inputs([str(path)]):
        for part in split_ranges(source, 1 << 62, None):
            for record in read_range(part):
                parsed = None if isinstance(record, Rejected) else parse_record(record, shared_sandbox())
                article = None if parsed is None or isinstance(parsed, Rejected) else clean_record(parsed, source=None)
                if article is None or isinstance(article, Rejected) or article.outcome != "coded":
                    continue
                if article.external_id and (ids is None or article.external_id in ids):
                    yield article.external_id, model.annotate(article)


def marked_readings(articles: dict[tuple[str, str], Annotation]) -> Iterator[tuple[Annotation, Reading]]:
    """The readings of the committed marks whose articles are there."""
    for line in read_marks():
        annotation = articles.get((line["set"], line["id"]))
        if annotation is not None:
            yield annotation, reading(line, annotation.article.text)


def gold_readings(
    folder: Path, articles: dict[tuple[str, str], Annotation], name: str
) -> Iterator[tuple[Annotation, Reading]]:
    """The events of a data set whose gold has snippets with triggers, as readings."""
    for line in (folder / name / "gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        annotation = articles.get((name, gold["id"]))
        if annotation is not None:
            marks = tuple(mark for event in gold["events"] if (mark := gold_mark(event, annotation.article.text)))
            yield annotation, Reading(name, gold["id"], marks)


def gold_mark(event: dict[str, Any], text: str) -> Mark | None:
    """An event of a data set whose gold has snippets with triggers, as a mark; None where the text has neither."""
    start = text.find(event["snippet"])
    if start < 0:
        return None
    end = start + len(event["snippet"])
    spans = []
    for trigger in event["triggers"]:
        words = whole_words(trigger)
        found = words.search(text, start, end)
        if found is None:
            near = words.finditer(text, max(0, start - NEAR), end + NEAR)
            found = min(near, key=lambda one: max(start - one.end(), one.start() - end), default=None)
        if found is not None:
            spans.append(found.span())
    return Mark(tuple(spans), tuple(event["types"]), event["sure"]) if spans else None


def collect(readings: Sequence[tuple[Annotation, Reading]]) -> Examples:
    """The examples of readings; those of one article share its features."""
    inputs, labels, sure, words, articles = [], [], [], [], []
    places: dict[tuple[str, str], int] = {}
    known: dict[tuple[str, str], tuple[list[Token], Document, Floats, list[tuple[str, ...]]]] = {}
    for annotation, one in readings:
        key = (one.set, one.id)
        if key not in known:
            known[key] = _candidates(annotation)
        tokens, document, found, keys = known[key]
        label, weight = label_words(document, tokens, one.marks)
        inputs.append(found)
        labels.append(label)
        sure.append(weight)
        words += keys
        articles.append(np.full(len(tokens), places.setdefault(key, len(places)), np.int32))
    readers = Counter((one.set, one.id) for _, one in readings)
    share = np.array([1 / readers[key] for key in places], np.float32)
    return Examples(
        inputs=np.concatenate(inputs),
        labels=np.concatenate(labels),
        sure=np.concatenate(sure),
        words=tuple(words),
        shares=share[np.concatenate(articles)],
        articles=np.concatenate(articles),
        ids=tuple(name for _, name in places),
    )


def _candidates(annotation: Annotation) -> tuple[list[Token], Document, Floats, list[tuple[str, ...]]]:
    document = build_document(annotation)
    tokens = [token for token in document.tokens if token.pos in CONTENT_POS]
    found = features(document, tokens, listed_types(document))
    return tokens, document, found, [keys_of(neighbours(document, token)) for token in tokens]


def label_words(document: Document, tokens: Sequence[Token], marks: Sequence[Mark]) -> tuple[Floats, Floats]:
    """Labels and weights of words: those of the marks that they belong to, sure ones before others.

    Returns:
        (words, types + 1) and (words,).
    """
    labels = np.zeros((len(tokens), NO_EVENT + 1), np.float32)
    labels[:, NO_EVENT] = 1
    sure = np.ones(len(tokens), np.float32)
    places = {token.i: place for place, token in enumerate(tokens)}
    for mark in sorted(marks, key=lambda mark: mark.sure):
        columns = [TYPE_COLUMNS[name] for name in mark.types if name in TYPE_COLUMNS]
        own = [places[token.i] for span in mark.spans for token in document.tokens_in(*span) if token.i in places]
        for place in own if columns else ():
            labels[place] = 0
            labels[place, columns[0]] = FIRST_CHOICE if len(columns) > 1 else 1
            for column in columns[1:]:
                labels[place, column] += (1 - FIRST_CHOICE) / (len(columns) - 1)
            sure[place] = mark.sure
    return labels, sure
