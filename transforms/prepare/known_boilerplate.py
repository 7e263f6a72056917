"""Remove what is known to be the boilerplate of a site from articles, where they do not wait for one another.

A batch decides which paragraphs are boilerplate when it has seen all its articles; a stream goes by those that stood in
the output when it began.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import AsMultiMap

from schemas.rows.article import Article
from schemas.rows.failure import Rejected
from transforms.failures import rejected
from transforms.prepare.clean.clean import without_paragraphs
from transforms.prepare.clean.paragraph_hashes import unpack
from transforms.prepare.stage import with_signature
from transforms.step import REJECTED, IsolatedStep


def without_boilerplate(article: Article, boilerplate: Collection[int]) -> Article | Rejected:
    """An article as a batch would write it, with the signature of its whole text.

    Args:
        article: As cleaned.
        boilerplate: Hashes of its site's paragraphs that are boilerplate.

    Returns:
        The article, or the rejection if no text is left.
    """
    signed = with_signature(article)
    found = [i for i, paragraph in enumerate(unpack(article.paragraph_hashes)) if paragraph.hash in boilerplate]
    return without_paragraphs(signed, found) if found else signed


class _Remove(IsolatedStep):
    """A site is looked up once a bundle."""

    def __init__(self) -> None:
        super().__init__("remove_boilerplate")

    def start_bundle(self) -> None:
        super().start_bundle()
        self._known: dict[str, frozenset[int]] = {}

    def apply(self, article: Article, boilerplate: Any) -> Iterator[Article | Rejected]:
        site = article.site
        if site is not None and site not in self._known:
            self._known[site] = frozenset(boilerplate[site])
        yield without_boilerplate(article, self._known[site] if site is not None else ())

    def rejection(self, article: Article, error: Exception) -> Rejected:
        return rejected(article, "clean", "clean_error", error)


class Cleaned(NamedTuple):
    """Articles without boilerplate, and those that were nothing else."""

    articles: beam.PCollection[Article]
    rejected: beam.PCollection[Rejected]


@dataclass
class RemoveKnownBoilerplate(beam.PTransform):
    """Articles to the same articles without the boilerplate of their sites.

    Attributes:
        boilerplate: (site, hash of a paragraph) of all sites.
    """

    boilerplate: beam.PCollection[tuple[str, int]]

    def expand(self, articles: beam.PCollection[Article]) -> Cleaned:
        removing = beam.ParDo(_Remove(), AsMultiMap(self.boilerplate)).with_output_types(Article, rejected=Rejected)
        found = articles | "Remove" >> removing.with_outputs(REJECTED, main="articles")
        return Cleaned(found.articles, found.rejected)
