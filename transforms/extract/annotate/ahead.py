"""The annotation step of a small run: the model's process annotates the next articles while this one codes the last."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from schemas.flow.annotation import Annotation, token_count
from schemas.rows.article import Article
from schemas.rows.failure import Rejected
from transforms import metrics
from transforms.extract.annotate.model_process import AnnotationError, ModelProcess, started_process
from transforms.step import REJECTED, Step

_ARTICLES_AHEAD = 8


class _AnnotateAhead(Step):
    def __init__(self, model: str) -> None:
        super().__init__("annotate")
        self._model = model

    def start_bundle(self) -> None:
        super().start_bundle()
        self._asked: deque[tuple[Article, Future[Annotation]]] = deque()

    def apply(self, article: Article) -> Iterator[Any]:
        self._asked.append((article, self._process.annotate(article)))
        if len(self._asked) > _ARTICLES_AHEAD:
            yield from self._oldest()

    def last_results(self) -> Iterator[Any]:
        while self._asked:
            yield from self._oldest()

    def _oldest(self) -> Iterator[Any]:
        article, answer = self._asked.popleft()
        try:
            annotation = answer.result()
        except AnnotationError as error:
            yield Rejected(
                stage="annotate",
                reason=error.reason,
                error=str(error),
                ref=article.record,
                article_id=article.article_id,
            )
            yield TaggedOutput("unannotated", article)
        else:
            self.count(metrics.TOKENS, token_count(annotation))
            yield annotation

    @property
    def _process(self) -> ModelProcess:
        process = started_process(self._model)
        assert process is not None, f"the process of {self._model} was not started here"
        return process


@dataclass
class AnnotateAhead(beam.PTransform):
    """`AnnotateArticles` in the process of the model, which must have been started in the process that runs this.

    Attributes:
        model: Name or path of a spaCy model.
    """

    model: str

    def expand(self, articles: beam.PCollection[Article]) -> beam.pvalue.DoOutputsTuple:
        annotating = beam.ParDo(_AnnotateAhead(self.model))
        annotating = annotating.with_output_types(Annotation, rejected=Rejected, unannotated=Article)
        return articles | "Annotate" >> annotating.with_outputs(REJECTED, "unannotated", main="annotations")
