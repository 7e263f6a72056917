"""Verifies rows: their records are read again, and every span is looked up in the text that these give now."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path

import duckdb

from pipeline.evidence.reread import Parsers, Reading, as_recorded, differing_columns, read_again
from pipeline.evidence.spans import Row, claims, contradictions
from pipeline.evidence.targets import ArticleRow, Target, Targets
from pipeline.inputs import SourceFile, fingerprints
from pipeline.outputs.folder.lookup import ArticleKey
from pipeline.version import code_version
from schemas import ids
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from schemas.rows.event import Event
from schemas.rows.failure import REASONS, Rejected
from schemas.rows.quote import Quote
from transforms.prepare.parse.sandbox import Limits

LIMIT_OPTIONS = {"html_timeout": "--seconds", "html_memory": "--memory-mb"}
"""By the reason of a failure that depends on what parsing may take, the option that allows more."""


class Standing(StrEnum):
    """What became of a row when its record was read again, or of an input."""

    FOUND = "found"
    FAILED = "failed"
    GONE = "gone"
    CHANGED = "changed"
    OTHER_VERSION = "other version"
    OVER_LIMIT = "over limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRow:
    """A row that was checked.

    Attributes:
        table: Its table.
        row_id: Its id.
        standing: `FOUND` if all that it says stands in the text of its record. Else why not: its input is gone or has
            changed, another version of newsbeam wrote it, its page takes more to parse than is allowed, or, if it is
            none of these, `FAILED`.
        spans: How many passages it points to.
        lost: How many of them do not stand.
        faults: What is wrong, a sentence each.
    """

    table: str
    row_id: str
    standing: Standing
    spans: int = 0
    lost: int = 0
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedArticle:
    """An article that was checked, with its rows.

    Attributes:
        record: Where its bytes are.
        code_version: Of the newsbeam that wrote it.
        input: `FOUND` if the input has the content that was read, else `GONE` or `CHANGED`.
        rows: Its own row first.
    """

    article_id: str
    record: RecordRef
    code_version: str
    input: Standing
    rows: tuple[CheckedRow, ...]


def verify(
    tables: duckdb.DuckDBPyConnection,
    folder: Path,
    wanted: Collection[ArticleKey] | None = None,
    *,
    processes: int = 1,
    limits: Limits | None = None,
) -> Iterator[CheckedArticle]:
    """Verify the rows of articles.

    Args:
        tables: As `open_tables` gives them, with all rows.
        folder: The output folder.
        wanted: Which revisions of articles; those that readers see when None.
        processes: How many pages are parsed at once.
        limits: What parsing a page may take, if that is not the usual.

    Yields:
        Each article, those of one input one after the other, but for records that are not there.
    """
    targets = Targets(tables, folder, wanted)
    with Parsers(processes, limits) as parsers:
        for slab in targets.slabs():
            inputs = _input_standings(slab)
            waiting: dict[tuple[Reading, RecordRef], list[Target]] = defaultdict(list)
            places: dict[Reading, list[RecordRef]] = defaultdict(list)
            for target in slab:
                waiting[target.reading, target.ref].append(target)
                if inputs[target] is not Standing.GONE:
                    places[target.reading].append(target.ref)
            for reading, ref, result in read_again(places.items(), parsers):
                for target in waiting.pop((reading, ref)):
                    yield _check(targets.rows(target), inputs[target], result)
            for target in chain.from_iterable(waiting.values()):
                yield _check(targets.rows(target), inputs[target], None)


def _input_standings(targets: Sequence[Target]) -> dict[Target, Standing]:
    now = fingerprints([SourceFile(uri=uri, size=0) for uri in {target.reading.present_uri for target in targets}])
    return {target: _input_standing(now[target.reading.present_uri], target.fingerprints) for target in targets}


def _input_standing(now: str, recorded: frozenset[str]) -> Standing:
    if now.endswith(":unreadable"):
        return Standing.GONE
    return Standing.FOUND if now in recorded or not recorded else Standing.CHANGED


def _check(row: ArticleRow, source: Standing, result: Article | Rejected | None) -> CheckedArticle:
    article = row.article
    found = as_recorded(result, article) if isinstance(result, Article) else result
    cause = source
    if source is Standing.FOUND and isinstance(found, Rejected) and found.reason in LIMIT_OPTIONS:
        cause = Standing.OVER_LIMIT
    elif source is Standing.FOUND:
        cause = Standing.FAILED if article.code_version == code_version() else Standing.OTHER_VERSION
    return CheckedArticle(
        article_id=article.article_id,
        record=article.record,
        code_version=article.code_version,
        input=source,
        rows=(_check_article(row, found, cause), *(_check_row(one, article, found, cause) for one in row.rows)),
    )


def _check_article(row: ArticleRow, found: Article | Rejected | None, cause: Standing) -> CheckedRow:
    article = row.article
    own = []
    if article.content_id != (wanted := ids.content_id(article.text)):
        own.append(f"content_id: got {article.content_id}, wanted {wanted} by its text")
    events = {one.event_id for one in row.rows if isinstance(one, Event)}
    if article.main_event_id is not None and article.main_event_id not in events:
        own.append(f"main_event_id: got {article.main_event_id}, which is none of its events")
    wrong = _record_faults(article, found)
    return CheckedRow(
        table="articles",
        row_id=article.article_id,
        standing=Standing.FAILED if own else cause if wrong else Standing.FOUND,
        faults=(*own, *wrong),
    )


def _record_faults(article: Article, found: Article | Rejected | None) -> tuple[str, ...]:
    if found is None:
        return ("no record at its place",)
    if isinstance(found, Rejected):
        option = LIMIT_OPTIONS.get(found.reason)
        remedy = f"; allow more with {option}" if option else ""
        return (f"its record fails now: {found.reason} ({REASONS[found.reason]}){remedy}",)
    columns = differing_columns(found, article)
    return (f"its record says something else now in {', '.join(columns)}",) if columns else ()


def _check_row(row: Row, article: Article, found: Article | Rejected | None, cause: Standing) -> CheckedRow:
    table, row_id = _name(row)
    pointed = list(claims(row))
    text = found.text if isinstance(found, Article) else ""
    lost = [claim for claim in pointed if not claim.stands_in(text)]
    own = [*(claim.fault(article.text) for claim in pointed if not claim.stands_in(article.text)), *contradictions(row)]
    wrong = [claim.fault(text) for claim in lost] if text else ["its text is not there"]
    return CheckedRow(
        table=table,
        row_id=row_id,
        standing=Standing.FAILED if own else cause if lost else Standing.FOUND,
        spans=len(pointed),
        lost=len(lost),
        faults=tuple(own or (wrong if lost else ())),
    )


def _name(row: Row) -> tuple[str, str]:
    """The table of a row, and its id there."""
    if isinstance(row, Event):
        return "events", row.event_id
    return ("quotes", row.quote_id) if isinstance(row, Quote) else ("entities", row.entity_id)
