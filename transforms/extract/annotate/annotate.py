"""The annotation step; all extraction steps read its result.

It imports spaCy, which takes as long as Beam, where it runs, and not where the graph is built.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from schemas.flow.annotation import Annotation, token_count
from schemas.rows.article import Article
from schemas.rows.failure import Rejected
from transforms import metrics
from transforms.extract.annotate.model_files import DEFAULT_MODEL
from transforms.failures import rejected
from transforms.step import REJECTED, IsolatedStep, MultiOutput

if TYPE_CHECKING:
    from transforms.extract.annotate.annotator import Annotator


def is_coded(article: Article) -> bool:
    """Whether an article is to be annotated: it is no copy, long enough, and in a language that is read."""
    return article.outcome == "coded"


def is_uncoded(article: Article) -> bool:
    """Whether an article is not to be annotated."""
    return not is_coded(article)


class _Annotate(IsolatedStep):
    def __init__(self, model: str) -> None:
        super().__init__("annotate")
        self._model = model
        self._annotator: Annotator

    def setup(self) -> None:
        from transforms.extract.annotate.annotator import annotator

        self._annotator = annotator(self._model)

    def apply(self, article: Article) -> Iterator[Annotation]:
        annotation = self._annotator.annotate(article)
        self.count(metrics.TOKENS, token_count(annotation))
        yield annotation

    def rejection(self, article: Article, error: Exception) -> Rejected:
        from transforms.extract.annotate.annotator import TooLongError

        reason = "too_large" if isinstance(error, TooLongError) else "annotate_error"
        return rejected(article, "annotate", reason, error)

    def failed(self, article: Article, error: Exception) -> Iterator[Any]:
        yield self.rejection(article, error)
        yield TaggedOutput("unannotated", article)


@dataclass
class AnnotateArticles(MultiOutput):
    """Articles to annotations; output `annotations`, and of those that failed `rejected` and `unannotated` (articles).

    Attributes:
        model: Name or path of a spaCy model.
    """

    model: str = DEFAULT_MODEL

    def expand(self, articles: beam.PCollection[Article]) -> beam.pvalue.DoOutputsTuple:
        annotating = beam.ParDo(_Annotate(self.model))
        annotating = annotating.with_output_types(Annotation, rejected=Rejected, unannotated=Article)
        return articles | "Annotate" >> annotating.with_outputs(REJECTED, "unannotated", main="annotations")
