"""The `newsbeam` command with annotations that are looked up, not computed: for what all else costs.

    python -m tests.benchmarks.looked_up ANNOTATIONS ARGUMENT...

Its processes must be one (`--workers 1`): others would load the model.
"""

import sys
from dataclasses import replace
from pathlib import Path

import msgspec

from pipeline.cli import app
from schemas.flow.annotation import Annotation
from schemas.rows.article import Article
from transforms.extract.annotate import annotate


def write_annotations(file: Path, articles: list[Article]) -> None:
    """Annotate articles with the trained model, for this command to look up."""
    model = annotate.annotator()
    file.write_bytes(msgspec.msgpack.encode({article.text: model.annotate(article) for article in articles}))


class _Table:
    """Gives the annotations of texts that it knows.

    Args:
        file: See `write_annotations`.
    """

    def __init__(self, file: Path) -> None:
        self._annotations = msgspec.msgpack.decode(file.read_bytes(), type=dict[str, Annotation])

    def annotate(self, article: Article) -> Annotation:
        """The annotation of an article; a `KeyError` costs it its rows, as any failure of a model does."""
        return replace(self._annotations[article.text], article=article)


if __name__ == "__main__":
    table = _Table(Path(sys.argv.pop(1)))
    annotate.annotator = lambda model="": table  # type: ignore[assignment, return-value, misc]
    app.main()
