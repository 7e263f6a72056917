"""A history of LINK in memory, and runs of LINK over articles, one after the other."""

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import apache_beam as beam
import msgspec
from apache_beam.pvalue import AsList
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from schemas.coders import encode
from schemas.flow.linking import ArticleKeys, ArticleRevision, LinkArticle, LinkCopy
from schemas.rows.incident import Incident
from schemas.rows.story import Story
from transforms.blocks import ALL_BLOCKS, NO_DATE
from transforms.link.history import ClusterName, Clusters
from transforms.link.increments.growth import Row, id_of
from transforms.link.keys import article_keys
from transforms.link.link import Link, Linkable
from transforms.link.select import with_copies
from transforms.link.together import link_together


class _Select(beam.DoFn):
    def __init__(self, select: Callable[[set[Any]], Iterable[Any]]) -> None:
        self._select = select

    def process(self, _: None, values: list[Any]) -> Iterator[Any]:
        yield from self._select(set(values))


@dataclass
class _Read(beam.PTransform):
    select: Callable[[set[Any]], Iterable[Any]]
    kind: type

    def expand(self, values: beam.PCollection[Any]) -> beam.PCollection[Any]:
        once = values.pipeline | "Once" >> beam.Create([None])
        return once | "Select" >> beam.ParDo(_Select(self.select), AsList(values)).with_output_types(self.kind)


@dataclass
class _ReadClusters(beam.PTransform):
    history: "MemoryHistory"

    def expand(self, ids: beam.PCollection[str]) -> Clusters:
        incidents = ids | "Incidents" >> _Read(self.history.incidents_listing, Incident)
        return Clusters(incidents, ids | "Stories" >> _Read(self.history.stories_listing, Story))


@dataclass
class MemoryHistory:
    """See `transforms.link.history.LinkHistory`.

    Attributes:
        stored: The newest revision of each article by id.
        rows: The newest row of each incident and story by id.
    """

    stored: dict[str, LinkArticle] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)

    def keys(self) -> beam.PTransform:
        return _Read(self.keys_in, ArticleKeys)

    def articles(self) -> beam.PTransform:
        return _Read(self.articles_of, LinkArticle)

    def clusters(self) -> beam.PTransform:
        return _ReadClusters(self)

    def copies(self) -> beam.PTransform:
        return _Read(self.read_copies, LinkCopy)

    def emptied(self, record: type) -> beam.PTransform:
        return _Read(partial(self.read_emptied, record), record)

    def read_copies(self, ids: Collection[str]) -> list[LinkCopy]:
        return [copy for one in sorted(ids) if one in self.stored for copy in self.stored[one].copies]

    def read_emptied(self, record: type, names: Collection[ClusterName]) -> list[Row]:
        found = [self.rows[one] for one, _ in names if one in self.rows]
        return [row for row in found if isinstance(row, record) and not row.article_count]

    def reader(self) -> AbstractContextManager["MemoryHistory"]:
        return nullcontext(self)

    def read_keys(self, blocks: Collection[int]) -> list[ArticleKeys]:
        return self.keys_in(set(blocks))

    def read_articles(self, ids: Collection[str]) -> list[LinkArticle]:
        return self.articles_of(set(ids))

    def read_clusters(self, ids: Collection[str]) -> list[Row]:
        return self._listing(set(ids))

    def keys_in(self, blocks: set[int]) -> list[ArticleKeys]:
        keys = map(article_keys, self.stored.values())
        return [one for one in keys if not blocks.isdisjoint((ALL_BLOCKS, NO_DATE if one.block is None else one.block))]

    def articles_of(self, ids: set[str]) -> list[LinkArticle]:
        return [self.stored[article_id] for article_id in sorted(ids & self.stored.keys())]

    def incidents_listing(self, ids: set[str]) -> list[Row]:
        return [row for row in self._listing(ids) if isinstance(row, Incident)]

    def stories_listing(self, ids: set[str]) -> list[Row]:
        return [row for row in self._listing(ids) if isinstance(row, Story)]

    def _listing(self, ids: set[str]) -> list[Row]:
        return [row for row in self.rows.values() if not ids.isdisjoint(row.article_ids)]


def link_in_one_step(
    articles: Sequence[LinkArticle], history: MemoryHistory, copies: Sequence[LinkCopy] = ()
) -> list[Row]:
    """The same without a pipeline."""
    revisions = [
        *(
            ArticleRevision(
                article_id=one.article_id, content_id=one.content_id, revised_at=one.modified_at or one.crawled_at
            )
            for one in articles
        ),
        *(ArticleRevision(article_id=copy.article_id, content_id="", copy=copy) for copy in copies),
    ]
    written = list(link_together(articles, revisions, history if history.stored else None))
    _store(history, articles, copies, written)
    return written


def link(articles: Sequence[LinkArticle], history: MemoryHistory, copies: Sequence[LinkCopy] = ()) -> list[Row]:
    """Run LINK over the articles of a run, and store them and its rows in the history."""
    with tempfile.TemporaryDirectory() as scratch:
        with beam.Pipeline(runner=FnApiRunner()) as pipeline:
            run = Linkable(
                articles=pipeline | "Articles" >> beam.Create(list(articles)).with_output_types(LinkArticle),
                copies=pipeline | "Copies" >> beam.Create(list(copies)).with_output_types(LinkCopy),
                ids=pipeline | "Ids" >> beam.Create([one.article_id for one in articles]).with_output_types(str),
            )
            linked = run | "Link" >> Link(history if history.stored else None)
            for name, rows in linked._asdict().items():
                encoded = rows | f"Encode_{name}" >> beam.Map(encode).with_output_types(bytes)
                _ = encoded | f"Write_{name}" >> beam.io.WriteToTFRecord(f"{scratch}/{name}")
        written = [*_read(scratch, "incidents", Incident), *_read(scratch, "stories", Story)]
    _store(history, articles, copies, written)
    return written


def _store(
    history: MemoryHistory, articles: Sequence[LinkArticle], copies: Sequence[LinkCopy], written: Sequence[Row]
) -> None:
    for one in articles:
        copies_of = history.stored[one.article_id].copies if one.article_id in history.stored else ()
        history.stored[one.article_id] = with_copies(one, copies_of)
    for copy in copies:
        original = history.stored[copy.duplicate_of]
        history.stored[copy.duplicate_of] = replace(original, copies=(*original.copies, copy))
    history.rows |= {id_of(row): row for row in written}


def _read(folder: str, name: str, kind: type) -> Iterator[Any]:
    for path in sorted(Path(folder).glob(f"{name}*")):
        data = path.read_bytes()
        while data:
            length = int.from_bytes(data[:8], "little")
            yield msgspec.msgpack.decode(data[12 : 12 + length], type=kind)
            data = data[12 + length + 4 :]
