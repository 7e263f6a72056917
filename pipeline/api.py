"""newsbeam's steps for Beam pipelines of your own.

    from pipeline.api import Extract, Prepare

    prepared = pages | Prepare()                # {"url": "https://…", "html": "<!doctype html>…"}, …
    found = prepared.articles | Extract()
    found.events | …                            # records; likewise articles, entities and quotes
    (prepared.rejected, found.rejected) | beam.Flatten() | …

What `__all__` names here, with the fields of these records, is the public interface of the package and follows semantic
versioning: nothing in it is removed, renamed or redefined except in a new major version (before 1.0, a new minor one).
Fields may be added, with a default. Everything else may change in any release.

An article is taken by itself here, so what a run finds by comparing articles is not there: copies are not marked,
boilerplate that only many pages of a site betray stays in their texts, and there are no incidents or stories.
`run_id` and `code_version` of rows are empty, since a run sets them. Both transforms work in batch and streaming
pipelines and keep the windows and timestamps of their inputs.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam

from schemas import coders
from schemas.flow.record import RawRecord
from schemas.rows.article import Article
from schemas.rows.columns import Part, RecordRef, Span
from schemas.rows.entity import Entity, Geo, Mention, Timex
from schemas.rows.event import Attribution, Casualties, Event, Included, Location, Participant, Trigger
from schemas.rows.failure import Rejected
from schemas.rows.quote import Quote, Speaker
from transforms.extract.annotate.model_files import DEFAULT_MODEL
from transforms.extract.split_rows import SplitRows
from transforms.extract.together import ExtractArticles
from transforms.prepare.clean.clean import CleanArticles
from transforms.prepare.parse.parse import ParseRecords
from transforms.prepare.parse.sandbox import Limits
from transforms.prepare.read.rows import ReadRows
from transforms.step import MultiOutput

__all__ = [
    "Article",
    "Attribution",
    "Casualties",
    "Entity",
    "Event",
    "Extract",
    "ExtractedRows",
    "Geo",
    "Included",
    "Limits",
    "Location",
    "Mention",
    "Part",
    "Participant",
    "Prepare",
    "PreparedArticles",
    "Quote",
    "RawRecord",
    "RecordRef",
    "Rejected",
    "Span",
    "Speaker",
    "Timex",
    "Trigger",
]

coders.register()


class PreparedArticles(NamedTuple):
    """Outputs of `Prepare`.

    Attributes:
        articles: An article each; `outcome` says whether it is coded, too_short or unsupported_language.
        rejected: Records that are no article, each with stage, reason, error, place and, up to 64 KiB, its bytes.
    """

    articles: beam.PCollection[Article]
    rejected: beam.PCollection[Rejected]


@dataclass
class Prepare(MultiOutput):
    """Records as they were crawled, to articles: pages are parsed, texts cleaned of what is not the article's own.

    The input is of dictionaries or Beam's rows with `html` or `text` and whatever there is of `id`, `url`, `title`,
    `authors`, `published_at`, `language`, as in lines of JSON Lines (README, 'Running it'), and `record_uri`, where
    they are from; or of `RawRecord`s, which say by themselves where their bytes are. Each record goes to exactly one
    output; a JSON Feed is as many records as it has items. What cannot be read or parsed is rejected, and disturbs
    nothing else; pages are parsed in one child process a worker.

    Attributes:
        source: Name of the source: part of the identity of articles that have neither URL nor id.
        uri: `record.uri` of articles that come without a `record_uri`.
        limits: What parsing a page may take, if that is not the usual.
    """

    source: str | None = None
    uri: str = "memory:"
    limits: Limits | None = None

    def expand(self, records: beam.PCollection[Any]) -> PreparedArticles:
        read = records | "Read" >> ReadRows(self.uri)
        parsed = read.records | "Parse" >> ParseRecords(self.limits)
        cleaned = parsed.parsed | "Clean" >> CleanArticles(source=self.source)
        rejected = (read.rejected, parsed.rejected, cleaned.rejected) | "Rejected" >> beam.Flatten()
        return PreparedArticles(cleaned.articles, rejected)


class ExtractedRows(NamedTuple):
    """Outputs of `Extract`: rows of four tables, as `newsbeam schema` describes them, and what failed.

    Attributes:
        articles: Every article that went in, with its main event and topic words if it is coded.
        entities, quotes, events: What was read from coded articles.
        rejected: Articles that could not be annotated or of which a table could not be extracted, and rows that do not
            fit their table. The article itself is in `articles` all the same.
    """

    articles: beam.PCollection[Article]
    entities: beam.PCollection[Entity]
    quotes: beam.PCollection[Quote]
    events: beam.PCollection[Event]
    rejected: beam.PCollection[Rejected]


@dataclass
class Extract(MultiOutput):
    """Articles to rows: each is annotated once by the language model, and all that it tells is read from that.

    Attributes:
        model: Name or path of a spaCy model.
    """

    model: str = DEFAULT_MODEL

    def expand(self, articles: beam.PCollection[Article]) -> ExtractedRows:
        extracted = articles | "Extract" >> ExtractArticles(self.model)
        rows = extracted.articles | "Split" >> SplitRows()
        return ExtractedRows(rows.articles, rows.entities, rows.quotes, rows.events, extracted.rejected)
