"""The annotator: the only pass of the language model over an article. It imports no Beam."""

import threading
from collections.abc import Iterator, Sequence
from functools import cache

from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc

from schemas.flow.annotation import Annotation
from schemas.rows.article import Article
from transforms.datelines import body_start, parse_dateline
from transforms.extract.annotate.columns import make_annotation
from transforms.extract.annotate.model import DEFAULT_MODEL, load
from transforms.extract.annotate.words import WordTable
from transforms.extract.document import paragraphs

TEXT_LIMIT = 1_000_000
"""Code points; longer articles are rejected, as the model's memory grows with the text."""

CHUNK_LIMIT = 10_000
"""Code points; longer paragraphs are given to the model in chunks."""

GROUP_TOKENS = 4096
"""Tokens that go through all components before the next ones do: the parser keeps 4 kB of each meanwhile."""


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
        self._steps = [step for name, step in self.nlp.pipeline if name not in ("attribute_ruler", "lemmatizer")]

    def annotate(self, article: Article) -> Annotation:
        """Tokens, sentences, syntax and named entities of an article.

        Batches are of one article's paragraphs: the last bit of a matrix product depends on the batch, and an article's
        rows must not depend on other articles.

        Raises:
            TooLongError: The text is longer than `TEXT_LIMIT`.
        """
        if len(article.text) > TEXT_LIMIT:
            raise TooLongError(f"text: got {len(article.text)} code points, wanted at most {TEXT_LIMIT}")
        start = body_start(article.text)
        parts = list(chunks(article.text, start))
        with self._lock:
            docs = [self.nlp.make_doc(article.text[first:last]) for first, last in parts]
            done = [doc for group in groups(docs) for doc in self._annotated(group)]
            return make_annotation(article, start, done, [first for first, _ in parts], self._words)

    def _annotated(self, docs: list[Doc]) -> list[Doc]:
        """Docs after all components."""
        for step in self._steps:
            # All at once: the `pipe` of spaCy's parser takes a quarter of them at a time, and the smaller a matrix
            # product is, the less is it worth its overheads.
            if isinstance(step, TrainablePipe):
                step.set_annotations(docs, step.predict(docs))
            else:
                docs = [step(doc) for doc in docs]
        return docs


def groups(docs: Sequence[Doc]) -> Iterator[list[Doc]]:
    """Docs in a row that have at most `GROUP_TOKENS` tokens together, or are longer by themselves."""
    group: list[Doc] = []
    tokens = 0
    for doc in docs:
        if group and tokens + len(doc) > GROUP_TOKENS:
            yield group
            group, tokens = [], 0
        group.append(doc)
        tokens += len(doc)
    if group:
        yield group


@cache
def annotator(model: str = DEFAULT_MODEL) -> Annotator:
    """The annotator of this process for a model, shared by its threads."""
    return Annotator(model)


def annotation_of(doc: Doc, article: Article) -> Annotation:
    """The annotation of a spaCy Doc over the whole text, with tags, lemmas and dependencies."""
    return make_annotation(article, body_start(article.text), [doc], [0], None)


def chunks(text: str, start: int) -> Iterator[tuple[int, int]]:
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
