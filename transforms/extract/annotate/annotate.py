"""One pass of the language model over an article: everything extraction reads, and no step runs a model again."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import apache_beam as beam
import numpy as np
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
"""Code points; no article is longer, and a model's memory grows with the text."""

PIECE_LIMIT = 10_000
"""Code points of a paragraph that the model is given at once."""

_IDS = [ORTH, TAG, DEP, ENT_IOB, ENT_TYPE]
_PLACES = [IDX, LENGTH, HEAD, SENT_START]
_IOB = {3: "B-", 1: "I-"}


class TooLongError(ValueError):
    """A text longer than `TEXT_LIMIT`."""


class Annotator:
    """A loaded model and its table of words.

    Args:
        model: Name or path of a spaCy model.

    Raises:
        ModelError: No such model.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self.nlp: Language = load(model)
        self._words = WordTable(self.nlp)
        self._lock = threading.Lock()
        self._skip = [name for name in ("attribute_ruler", "lemmatizer") if name in self.nlp.pipe_names]

    def annotate(self, article: Article) -> Annotation:
        """Tokens, sentences, syntax and named entities of an article.

        The article's paragraphs make one batch of their own: the last bit of a matrix product depends on the size
        of the batch, and an article's rows may not depend on its neighbours.

        Raises:
            TooLongError: The text is longer than `TEXT_LIMIT`.
        """
        if len(article.text) > TEXT_LIMIT:
            raise TooLongError(f"text: got {len(article.text)} code points, wanted at most {TEXT_LIMIT}")
        start = body_start(article.text)
        pieces = list(_pieces(article.text, start))
        texts = [article.text[first:last] for first, last in pieces]
        columns = _Columns()
        with self._lock:
            docs = self.nlp.pipe(texts, disable=self._skip, batch_size=len(texts) or 1)
            for (offset, _), doc in zip(pieces, docs, strict=True):
                columns.add(doc, offset, self._words)
        return columns.annotation(article, start)


@cache
def annotator(model: str = DEFAULT_MODEL) -> Annotator:
    """The process's annotator for that model, shared by its threads."""
    return Annotator(model)


def annotation_of(doc: Doc, article: Article) -> Annotation:
    """A Doc over the whole text, made by hand or by a model with tags, lemmas and dependencies, as an annotation."""
    columns = _Columns()
    columns.add(doc, 0, None)
    return columns.annotation(article, body_start(article.text))


def _pieces(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The paragraphs from `start` on, each behind its dateline if it has one; very long ones cut at white space."""
    for first, last in paragraphs(text):
        if first > start and (ahead := parse_dateline(text, first)) is not None and ahead.end < last:
            first = ahead.end
        first = max(first, start)
        while last - first > PIECE_LIMIT:
            cut = text.rfind(" ", first, first + PIECE_LIMIT)
            cut = cut if cut > first else first + PIECE_LIMIT
            yield first, cut
            first = cut
        if text[first:last].strip():
            yield first, last


class _Columns:
    """The columns of an annotation as they grow; white space is no token."""

    def __init__(self) -> None:
        self.strings: dict[str, int] = {"": 0}
        self.columns: dict[str, list[int]] = {
            name: [] for name in ("starts", "ends", "heads", "lemma", "pos", "tag", "dep", "label")
        }
        self.sentences: list[int] = []

    def add(self, doc: Doc, offset: int, words: WordTable | None) -> None:
        """Append a Doc that starts at `offset` of the text; without `words` its own parts of speech and lemmas."""
        strings = doc.vocab.strings
        ids = doc.to_array(_IDS).reshape(len(doc), len(_IDS)).tolist()
        places = doc.to_array(_PLACES).astype(np.int64).reshape(len(doc), len(_PLACES)).tolist()
        kept = [i for i, token in enumerate(doc) if not token.is_space]
        if words:
            known = words.look_up((ids[i][0], ids[i][1], ids[i][2]) for i in kept)
        else:
            known = [(doc[i].pos_, doc[i].lemma_) for i in kept]
        base, new_index = len(self.columns["starts"]), {old: new for new, old in enumerate(kept)}
        heads = [i + place[2] for i, place in enumerate(places)]
        opens = True
        for i, (start, length, _, sentence_start) in enumerate(places):
            opens = opens or sentence_start == 1
            if i not in new_index:
                continue
            if opens:
                self.sentences.append(base + new_index[i])
                opens = False
            _, tag, dep, iob, label = ids[i]
            pos, lemma = known[new_index[i]]
            own = {"tag": strings[tag], "dep": strings[dep], "pos": pos, "lemma": lemma}
            own["label"] = _IOB[iob] + strings[label] if iob in _IOB else ""
            for name, value in own.items():
                self.columns[name].append(self.strings.setdefault(value, len(self.strings)))
            self.columns["starts"].append(offset + start)
            self.columns["ends"].append(offset + start + length)
            self.columns["heads"].append(base + new_index[_visible(i, heads, new_index)])

    def annotation(self, article: Article, start: int) -> Annotation:
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


def _visible(i: int, heads: Sequence[int], place: dict[int, int]) -> int:
    """The head of token i that is no white space, or i itself."""
    head = heads[i]
    while head not in place:
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


@dataclass
class AnnotateArticles(beam.PTransform):
    """Articles to annotations; output `annotations` and `rejected`.

    Attributes:
        model: Name or path of a spaCy model.
    """

    model: str = DEFAULT_MODEL

    def expand(self, articles: beam.PCollection[Article]) -> beam.pvalue.DoOutputsTuple:
        annotating = beam.ParDo(_Annotate(self.model)).with_output_types(Annotation, rejected=Rejected)
        return articles | "Annotate" >> annotating.with_outputs(REJECTED, main="annotations")
