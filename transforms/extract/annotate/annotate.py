"""The annotation step: the only pass of the language model over an article; all extraction steps read its result."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import apache_beam as beam
import numpy as np
from apache_beam.pvalue import TaggedOutput
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, IDX, LENGTH, ORTH, SENT_START, TAG
from spacy.language import Language
from spacy.tokens import Doc

from schemas.flow.annotation import INDEX, Annotation, token_count
from schemas.rows.article import Article
from schemas.rows.failure import Rejected
from transforms import metrics
from transforms.datelines import body_start, parse_dateline
from transforms.extract.annotate.model import DEFAULT_MODEL, WordTable, load
from transforms.extract.document import paragraphs
from transforms.failures import rejected
from transforms.step import REJECTED, IsolatedStep

TEXT_LIMIT = 1_000_000
"""Code points; longer articles are rejected, as the model's memory grows with the text."""

CHUNK_LIMIT = 10_000
"""Code points; longer paragraphs are given to the model in chunks."""

_STRING_ATTRIBUTES = [ORTH, TAG, DEP, ENT_IOB, ENT_TYPE]
_POSITION_ATTRIBUTES = [IDX, LENGTH, HEAD, SENT_START]
_IOB_PREFIXES = {3: "B-", 1: "I-"}


class TooLongError(ValueError):
    """A text longer than `TEXT_LIMIT`."""


class Annotator:
    """A loaded model and its word table.

    Args:
        model: Name or path of a spaCy model.

    Raises:
        ModelError: The model is not installed or lacks a component.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self.nlp: Language = load(model)
        self._words = WordTable(self.nlp)
        self._lock = threading.Lock()
        self._skip = [name for name in ("attribute_ruler", "lemmatizer") if name in self.nlp.pipe_names]

    def annotate(self, article: Article) -> Annotation:
        """Tokens, sentences, syntax and named entities of an article.

        The article's paragraphs are one batch: the last bit of a matrix product depends on the batch, and an article's
        rows must not depend on other articles.

        Raises:
            TooLongError: The text is longer than `TEXT_LIMIT`.
        """
        if len(article.text) > TEXT_LIMIT:
            raise TooLongError(f"text: got {len(article.text)} code points, wanted at most {TEXT_LIMIT}")
        start = body_start(article.text)
        chunks = list(_chunks(article.text, start))
        texts = [article.text[first:last] for first, last in chunks]
        columns = _Columns()
        with self._lock:
            docs = self.nlp.pipe(texts, disable=self._skip, batch_size=len(texts) or 1)
            for (offset, _), doc in zip(chunks, docs, strict=True):
                columns.add(doc, offset, self._words)
        return columns.annotation(article, start)


@cache
def annotator(model: str = DEFAULT_MODEL) -> Annotator:
    """The annotator of this process for a model, shared by its threads."""
    return Annotator(model)


def annotation_of(doc: Doc, article: Article) -> Annotation:
    """The annotation of a spaCy Doc over the whole text, with tags, lemmas and dependencies."""
    columns = _Columns()
    columns.add(doc, 0, None)
    return columns.annotation(article, body_start(article.text))


def _chunks(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Start and end of the paragraphs from `start` on, without datelines; very long ones are cut at white space."""
    for first, last in paragraphs(text):
        if first > start and (dateline := parse_dateline(text, first)) is not None and dateline.end < last:
            first = dateline.end
        first = max(first, start)
        while last - first > CHUNK_LIMIT:
            cut = text.rfind(" ", first, first + CHUNK_LIMIT)
            cut = cut if cut > first else first + CHUNK_LIMIT
            yield first, cut
            first = cut
        if text[first:last].strip():
            yield first, last


class _Columns:
    """The columns of an annotation under construction; white space is not a token."""

    def __init__(self) -> None:
        self.strings: dict[str, int] = {"": 0}
        self.columns: dict[str, list[int]] = {
            name: [] for name in ("starts", "ends", "heads", "lemma", "pos", "tag", "dep", "label")
        }
        self.sentences: list[int] = []

    def add(self, doc: Doc, offset: int, words: WordTable | None) -> None:
        """Append a Doc that starts at `offset` of the text; without `words`, with its own tags and lemmas."""
        strings = doc.vocab.strings
        ids = doc.to_array(_STRING_ATTRIBUTES).reshape(len(doc), len(_STRING_ATTRIBUTES)).tolist()
        array = doc.to_array(_POSITION_ATTRIBUTES).astype(np.int64)  # unsigned, though offsets of heads are not
        positions = array.reshape(len(doc), len(_POSITION_ATTRIBUTES)).tolist()
        visible = [i for i, token in enumerate(doc) if not token.is_space]
        if words:
            pos_and_lemma = words.look_up((ids[i][0], ids[i][1], ids[i][2]) for i in visible)
        else:
            pos_and_lemma = [(doc[i].pos_, doc[i].lemma_) for i in visible]
        base, new_index = len(self.columns["starts"]), {old: new for new, old in enumerate(visible)}
        heads = [i + position[2] for i, position in enumerate(positions)]
        begins_sentence = True
        for i, (start, length, _, sentence_start) in enumerate(positions):
            begins_sentence = begins_sentence or sentence_start == 1
            if i not in new_index:
                continue
            if begins_sentence:
                self.sentences.append(base + new_index[i])
                begins_sentence = False
            _, tag, dep, iob, label = ids[i]
            pos, lemma = pos_and_lemma[new_index[i]]
            values = {"tag": strings[tag], "dep": strings[dep], "pos": pos, "lemma": lemma}
            values["label"] = _IOB_PREFIXES[iob] + strings[label] if iob in _IOB_PREFIXES else ""
            for name, value in values.items():
                self.columns[name].append(self.strings.setdefault(value, len(self.strings)))
            self.columns["starts"].append(offset + start)
            self.columns["ends"].append(offset + start + length)
            self.columns["heads"].append(base + new_index[_visible_head(i, heads, new_index)])

    def annotation(self, article: Article, start: int) -> Annotation:
        """The annotation of an article whose body starts at `start`."""
        packed = {name: np.asarray(values, dtype=INDEX).tobytes() for name, values in self.columns.items()}
        return Annotation(
            article=article,
            body_start=start,
            strings=tuple(self.strings),
            starts=packed["starts"],
            ends=packed["ends"],
            heads=packed["heads"],
            lemma_index=packed["lemma"],
            pos_index=packed["pos"],
            tag_index=packed["tag"],
            dep_index=packed["dep"],
            label_index=packed["label"],
            sentence_starts=np.asarray(self.sentences, dtype=INDEX).tobytes(),
        )


def _visible_head(i: int, heads: Sequence[int], new_index: dict[int, int]) -> int:
    """The nearest head of token i that is not white space, or i itself."""
    head = heads[i]
    while head not in new_index:
        if heads[head] == head:
            return i
        head = heads[head]
    return head


class _Annotate(IsolatedStep):
    def __init__(self, model: str) -> None:
        super().__init__("annotate")
        self._model = model

    def setup(self) -> None:
        annotator(self._model)

    def apply(self, article: Article) -> Iterator[Annotation]:
        annotation = annotator(self._model).annotate(article)
        self.count(metrics.TOKENS, token_count(annotation))
        yield annotation

    def rejection(self, article: Article, error: Exception) -> Rejected:
        reason = "too_large" if isinstance(error, TooLongError) else "annotate_error"
        return rejected(article, "annotate", reason, error)

    def failed(self, article: Article, error: Exception) -> Iterator[Any]:
        yield self.rejection(article, error)
        yield TaggedOutput("unannotated", article)


@dataclass
class AnnotateArticles(beam.PTransform):
    """Articles to annotations; output `annotations`, and of those that failed `rejected` and `unannotated` (articles).

    Attributes:
        model: Name or path of a spaCy model.
    """

    model: str = DEFAULT_MODEL

    def expand(self, articles: beam.PCollection[Article]) -> beam.pvalue.DoOutputsTuple:
        annotating = beam.ParDo(_Annotate(self.model))
        annotating = annotating.with_output_types(Annotation, rejected=Rejected, unannotated=Article)
        return articles | "Annotate" >> annotating.with_outputs(REJECTED, "unannotated", main="annotations")
