"""What an id names, read from the tables and printed in a terminal."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from rich.console import Console
from rich.rule import Rule

from pipeline.files import present_uri
from pipeline.outputs.folder.lookup import KINDS, Found, merges
from pipeline.outputs.folder.rows import Revision, article_revisions, read_article, read_rows
from pipeline.report.html.cards import text_order
from pipeline.report.html.marks import Range
from pipeline.report.revisions import event_changes
from pipeline.report.terminal.article import Origin, show_article, show_event, show_origin, show_text
from pipeline.report.terminal.clusters import show_entity, show_incident, show_story
from pipeline.report.terminal.lines import plain, show_lines
from schemas.flow.article_rows import ArticleRows
from schemas.rows.article import Article


class _Output(NamedTuple):
    """What is read, and where it is printed; see `show_found`."""

    tables: duckdb.DuckDBPyConnection
    folder: Path
    console: Console


def show_found(tables: duckdb.DuckDBPyConnection, folder: Path, found: Found, console: Console) -> None:
    """Print what an id names.

    Args:
        tables: As `open_tables` gives them, with all rows.
        folder: The output folder.
        found: What `find` has found in them.
        console: Where to print.
    """
    _SHOW[found.kind](_Output(tables, folder, console), found.id)


def _show_article(output: _Output, article_id: str) -> None:
    revisions = article_revisions(output.tables, article_id)
    newest = read_article(output.tables, revisions[-1])
    show_article(newest, output.console, _origin(output, newest.article, len(revisions)))
    older = None
    for revision in revisions if len(revisions) > 1 else ():
        rows = read_article(output.tables, revision)
        if older is not None:
            known = f", {revision.known_at:%Y-%m-%d %H:%M}" if revision.known_at else ""
            output.console.print(Rule(f"changed by {revision.content_id[:8]}{known}", align="left"))
            if rows.article.title != older.article.title:
                output.console.print(
                    plain(f"title: {rows.article.title or '(none)'}, was {older.article.title or '(none)'}")
                )
            changes = event_changes(text_order(older.events), text_order(rows.events))
            for line in changes or ("nothing in its events",):
                output.console.print(plain(line), soft_wrap=not output.console.is_terminal)
        older = rows


def _origin(output: _Output, article: Article, revisions: int) -> Origin:
    runs = read_rows(output.tables, "runs", "run_id = ?", [article.run_id])
    return Origin(
        uri=present_uri(article.record.uri, output.folder),
        started_at=runs[0].started_at if runs else None,
        revisions=revisions,
    )


def _show_event(output: _Output, event_id: str) -> None:
    rows = _owner(output.tables, "events", "event_id", event_id)
    event = next(one for one in rows.events if one.event_id == event_id)
    show_event(event, output.console, is_main=event_id == rows.article.main_event_id, has_id=True)
    _show_passage(output, rows, (event.sentence_start, event.sentence_end))


def _show_quote(output: _Output, quote_id: str) -> None:
    rows = _owner(output.tables, "quotes", "quote_id", quote_id)
    quote = next(one for one in rows.quotes if one.quote_id == quote_id)
    output.console.print(plain(quote.text, "italic"), soft_wrap=not output.console.is_terminal)
    lines = {
        "id": quote.quote_id,
        "kind": quote.kind,
        "who": quote.speaker and (quote.speaker.name or quote.speaker.text),
        "cue": quote.cue and quote.cue.text,
        "to": quote.addressee and (quote.addressee.name or quote.addressee.text),
    }
    show_lines(lines, output.console, "  {:<9}")
    _show_passage(output, rows, (quote.quote_start, quote.quote_end))


def _owner(tables: duckdb.DuckDBPyConnection, table: str, column: str, row_id: str) -> ArticleRows:
    """The newest revision of an article that has a row, with all its rows."""

    row = read_rows(tables, table, f"{column} = ?", [row_id], order="commit_number DESC", all_rows=True)[0]
    return read_article(tables, Revision(row.article_id, row.content_id, row.run_id, None, None))


def _show_passage(output: _Output, rows: ArticleRows, within: Range) -> None:
    revisions = article_revisions(output.tables, rows.article.article_id)
    output.console.print(Rule("article", align="left"))
    output.console.print(plain(rows.article.title or "(no title)", "bold"))
    show_origin(rows.article, _origin(output, rows.article, len(revisions)), output.console)
    if rows.article.content_id != revisions[-1].content_id:
        output.console.print("this revision is not the newest: newsbeam show with the article's id says what changed")
    output.console.print(Rule("where it stands", align="left"))
    show_text(rows, output.console, within)


def _show_entity(output: _Output, entity_id: str) -> None:
    order = "salience DESC, published_at DESC NULLS LAST, article_id"
    entities = read_rows(output.tables, "entities", "entity_id = ?", [entity_id], order=order)
    if not entities:
        entities = read_rows(output.tables, "entities", "entity_id = ?", [entity_id], order=order, all_rows=True)
    articles = _articles(output.tables, [one.article_id for one in entities])
    show_entity(entities, {one.article_id: one.title for one in articles}, output.console)


def _articles(tables: duckdb.DuckDBPyConnection, article_ids: Iterable[str]) -> list[Article]:
    order = "published_at NULLS LAST, article_id"
    return read_rows(tables, "articles", "article_id IN (SELECT unnest(?))", [list(article_ids)], order=order)


def _show_incident(output: _Output, incident_id: str) -> None:
    incident = _standing(output, "incident", incident_id)
    events = read_rows(
        output.tables,
        "events",
        "event_id IN (SELECT unnest(?))",
        [list(incident.event_ids)],
        order="published_at NULLS LAST, article_id, trigger.start",
    )
    show_incident(incident, events, _articles(output.tables, incident.article_ids), output.console)


def _show_story(output: _Output, story_id: str) -> None:
    story = _standing(output, "story", story_id)
    show_story(story, _articles(output.tables, story.article_ids), output.console)


def _standing(output: _Output, kind: str, identity: str) -> Any:
    """An incident or story, or the one that it was merged into."""
    ids = merges(output.tables, kind, identity)
    for merged, into in pairwise(ids):
        output.console.print(f"{merged} was merged into {into}")
    table, column = KINDS[kind]
    order = "revision DESC, commit_number DESC"
    return read_rows(output.tables, table, f"{column} = ?", ids[-1:], order=order, all_rows=True)[0]


_SHOW = {
    "article": _show_article,
    "event": _show_event,
    "quote": _show_quote,
    "entity": _show_entity,
    "incident": _show_incident,
    "story": _show_story,
}
