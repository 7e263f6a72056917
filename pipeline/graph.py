"""The graph of a run, read top to bottom.

    PREPARE   ranges of inputs ─► read ─► parse ─► clean ─► stage ─► keys, groups
    DECIDE    keys, articles of earlier runs ─► site boilerplate ─┬─► repeated records
                                                                  └─► copies, articles known from earlier runs
    EXTRACT   groups ─► articles ─► annotate ─┬─► entities
                     │                        ├─► quotes
                     │                        └─► events, articles with their main event
                     └─► articles that an earlier run has read ─► the same, as that run extracted them
    LINK      articles with their events, those of earlier runs that they concern ─► incidents, stories
    anything that fails, anywhere ─► rejected ─► failures

Every engine runs these transforms. What happens between the phases (checkpoints, if any) and after the last one
(tables, commit) is up to `pipeline.run`. No text crosses a shuffle: it is staged once, and read again by groups.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam

from pipeline.options import Settings
from schemas import coders
from schemas.flow.article_rows import ArticleRows
from schemas.flow.copies import EarlierArticles
from schemas.flow.linking import LinkArticle
from schemas.flow.record import InputRange
from schemas.flow.staging import RangeCount, SiteArticle, StagedGroup, StagedKey
from schemas.rows.article import Article
from schemas.rows.entity import Entity
from schemas.rows.event import Event
from schemas.rows.failure import Rejected
from schemas.rows.quote import Quote
from schemas.rows.run import CounterValue
from transforms import metrics
from transforms.count_rows import CountRows
from transforms.decide.apply_decisions import AttachDecisions
from transforms.decide.copies.find import FindCopies
from transforms.decide.copies.recode import RecodeCopies
from transforms.decide.repeated_records import FindRepeatedRecords
from transforms.decide.site_boilerplate import ListSites, MarkBoilerplate
from transforms.extract.annotate.ahead import AnnotateAhead
from transforms.extract.annotate.annotate import AnnotateArticles, is_coded, is_uncoded
from transforms.extract.entities.extract import ExtractEntities
from transforms.extract.events.extract import ExtractEvents
from transforms.extract.link_article import link_article
from transforms.extract.quotes.extract import ExtractQuotes
from transforms.extract.split_rows import SplitRows
from transforms.prepare.clean.clean import CleanArticles
from transforms.prepare.date_filter import FilterByDate
from transforms.prepare.parse.parse import ParseRecords
from transforms.prepare.read.reader import ReadRecords
from transforms.prepare.stage import ReadStaged, StageArticles

coders.register()


class Prepared(NamedTuple):
    """Outputs of PREPARE."""

    keys: beam.PCollection[StagedKey]
    groups: beam.PCollection[StagedGroup]
    counts: beam.PCollection[RangeCount]  # one per range
    rejected: beam.PCollection[Rejected]
    counters: beam.PCollection[CounterValue]


@dataclass
class PreparePhase(beam.PTransform):
    """Ranges of inputs to staged articles.

    Attributes:
        settings: The run's settings.
        folder: Where the staged files go.
    """

    settings: Settings
    folder: str

    def expand(self, ranges: beam.PCollection[InputRange]) -> Prepared:
        settings = self.settings
        read = ranges | "SpreadRanges" >> beam.Reshuffle() | "Read" >> ReadRecords()
        parsed = read.records | "Parse" >> ParseRecords(settings.limits)
        cleaned = parsed.parsed | "Clean" >> CleanArticles(source=settings.source)
        kept = cleaned.articles | "FilterByDate" >> FilterByDate(since=settings.since, until=settings.until)
        staged = kept.articles | "Stage" >> StageArticles(self.folder)
        rejected = (read.rejected, parsed.rejected, cleaned.rejected) | "Rejected" >> beam.Flatten()
        counters = (
            read.counts | "CountRecordsRead" >> CountRows(metrics.RECORDS_READ),
            read.skipped | "CountSkipped" >> CountRows(metrics.SKIPPED_RECORDS),
            kept.outside | "CountOutsidePeriod" >> CountRows(metrics.ARTICLES_OUTSIDE_PERIOD),
        ) | "Counters" >> beam.Flatten()
        return Prepared(staged.keys, staged.groups, read.counts, rejected, counters)


@dataclass
class DecidePhase(beam.PTransform):
    """Annotates the row groups of all staged articles with the articles and paragraphs to leave out.

    Attributes:
        earlier: Reads, for given sites, the `SiteArticle`s of earlier runs; None when there are no earlier runs.
        earlier_articles: The articles of earlier runs, of which others may be copies; None likewise.
    """

    earlier: beam.PTransform | None = None
    earlier_articles: EarlierArticles | None = None

    def expand(
        self, staged: tuple[beam.PCollection[StagedKey], beam.PCollection[StagedGroup]]
    ) -> beam.PCollection[StagedGroup]:
        keys, groups = staged
        if self.earlier is None:
            earlier = keys.pipeline | "NoEarlier" >> beam.Create([]).with_output_types(SiteArticle)
        else:
            earlier = keys | "ListSites" >> ListSites() | "ReadEarlier" >> self.earlier
        marked = (keys, earlier) | "MarkBoilerplate" >> MarkBoilerplate()
        repeats = marked | "FindRepeatedRecords" >> FindRepeatedRecords()
        boilerplate = marked | "WithBoilerplate" >> beam.Filter(_has_boilerplate)
        found = marked | "FindCopies" >> FindCopies(self.earlier_articles)
        decisions = (groups, repeats, boilerplate, *found)
        return decisions | "AttachDecisions" >> AttachDecisions()


class Extracted(NamedTuple):
    """Outputs of EXTRACT: rows of four tables, what failed, and what LINK needs of the coded articles."""

    articles: beam.PCollection[Article]
    entities: beam.PCollection[Entity]
    quotes: beam.PCollection[Quote]
    events: beam.PCollection[Event]
    rejected: beam.PCollection[Rejected]
    counters: beam.PCollection[CounterValue]
    linkable: beam.PCollection[LinkArticle]


@dataclass
class ExtractPhase(beam.PTransform):
    """Groups of staged articles, spread over workers, each with what was decided on its rows, to rows of the tables.

    Attributes:
        settings: The run's settings.
        earlier_articles: The articles of earlier runs: some are written anew, and some are equal to staged ones, which
            get their rows; None when there are none.
        annotates_ahead: See `transforms.extract.annotate.ahead`.
    """

    settings: Settings
    earlier_articles: EarlierArticles | None = None
    annotates_ahead: bool = False

    def expand(self, groups: beam.PCollection[StagedGroup]) -> Extracted:
        staged = groups | "ReadStaged" >> ReadStaged(self.earlier_articles)
        recoded, reused = self._of_earlier_runs(groups, staged.reused)
        rows = _joined("Rows", staged.articles, recoded)
        coded = rows | "Coded" >> beam.Filter(is_coded)
        annotated = coded | "Annotate" >> self._annotate()
        entity_branch = annotated.annotations | "Entities" >> ExtractEntities()
        quote_branch = annotated.annotations | "Quotes" >> ExtractQuotes()
        event_branch = annotated.annotations | "Events" >> ExtractEvents()
        uncoded = rows | "Uncoded" >> beam.Filter(is_uncoded)
        others = annotated.unannotated | "Unannotated" >> beam.Map(link_article).with_output_types(LinkArticle)
        given = (uncoded, annotated.unannotated, event_branch.articles)
        articles = _joined("Articles", *given, reused and reused.articles)
        entities = _joined("AllEntities", entity_branch.entities, reused and reused.entities)
        quotes = _joined("AllQuotes", quote_branch.quotes, reused and reused.quotes)
        events = _joined("AllEvents", event_branch.events, reused and reused.events)
        linkable = _joined("Linkable", event_branch.linkable, others, reused and reused.linkable)
        branches = (staged, annotated, entity_branch, quote_branch, event_branch)
        rejected = tuple(branch.rejected for branch in branches) | "Rejected" >> beam.Flatten()
        own = _joined("Own", staged.articles, reused and reused.articles)
        counted = [
            groups | "CountRepeats" >> CountRows(metrics.REPEATED_RECORDS),
            own | "CountArticles" >> CountRows(metrics.ARTICLES),
            entities | "CountEntities" >> CountRows(metrics.ENTITIES),
            quotes | "CountQuotes" >> CountRows(metrics.QUOTES),
            events | "CountEvents" >> CountRows(metrics.EVENTS),
        ]
        if recoded is not None:
            counted += [
                recoded | "CountRecoded" >> CountRows(metrics.RECODED_COPIES),
                staged.reused | "CountReused" >> CountRows(metrics.REUSED_ARTICLES),
            ]
        counters = counted | "Counters" >> beam.Flatten()
        return Extracted(articles, entities, quotes, events, rejected, counters, linkable)

    def _of_earlier_runs(
        self, groups: beam.PCollection[StagedGroup], reused: beam.PCollection[ArticleRows]
    ) -> tuple[beam.PCollection[Article] | None, Any]:
        """Articles of earlier runs that are written anew, and the outputs of `SplitRows`; None without such runs."""
        if self.earlier_articles is None:
            return None, None
        recoded = groups | "RecodeCopies" >> RecodeCopies(self.earlier_articles)
        return recoded, reused | "Reuse" >> SplitRows()

    def _annotate(self) -> beam.PTransform:
        return (AnnotateAhead if self.annotates_ahead else AnnotateArticles)(self.settings.model)


def _joined(name: str, *collections: beam.PCollection[Any] | None) -> beam.PCollection[Any]:
    """Those collections that there are as one. A single one is left as it is: a local runner ends a stage with each
    `Flatten`, and passes on all of its elements by way of this process."""
    found = [collection for collection in collections if collection is not None]
    return found[0] if len(found) == 1 else found | name >> beam.Flatten()


def _has_boilerplate(key: StagedKey) -> bool:
    return bool(key.boilerplate)
