"""Rows for tests, of which a test says only what matters to it."""

from datetime import UTC, datetime
from typing import Any

from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from schemas.rows.event import Event, Trigger
from schemas.rows.failure import Failure
from schemas.rows.incident import Incident
from schemas.rows.run import Run
from schemas.rows.story import Story

NOW = datetime(2024, 11, 29, tzinfo=UTC)
REF = RecordRef(uri="u", media_type="text/plain")


def make_run(run_id: str = "r1", *, status: str = "committed", **columns: Any) -> Run:
    """A run."""
    return Run(
        run_id=run_id,
        started_at=NOW,
        status=status,
        runner="local",
        code_version="1",
        model="m",
        options="{}",
        **columns,
    )


def article(name: str, text: str, run: str, **more: Any) -> Article:
    """An article of a run."""
    return Article(article_id=name, content_id=text, text=text, word_count=1, run_id=run, **({"record": REF} | more))


def event(name: str, of: Article) -> Event:
    """An event in an article."""
    trigger = Trigger(text=of.text[:1], start=0, end=1, lemma="x")
    return Event(
        event_id=name,
        article_id=of.article_id,
        content_id=of.content_id,
        run_id=of.run_id,
        published_date=of.published_date,
        event_type="DEATH",
        trigger=trigger,
        sentence="x",
        sentence_start=0,
        sentence_end=1,
    )


def incident(name: str, *articles: str, revision: int = 1, **more: Any) -> Incident:
    """An incident that some articles report."""
    counts = {"article_count": len(articles), "independent_count": len(articles), "revision": revision}
    known = {"event_type": "DEATH", "article_ids": articles, "first_published_at": NOW, "last_published_at": NOW}
    return Incident(incident_id=name, **(counts | known | more))


def story(name: str, *articles: str, revision: int = 1, **more: Any) -> Story:
    """A story of some articles."""
    counts = {"article_count": len(articles), "independent_count": len(articles), "site_count": 1, "revision": revision}
    known = {"title": "x", "article_ids": articles, "first_published_at": NOW, "last_published_at": NOW}
    return Story(story_id=name, **(counts | known | more))


def failed(run: str, resolved_by: str | None = None) -> Failure:
    """The failure of the record `REF`."""
    return Failure(
        failure_id="f",
        stage="read",
        reason="empty",
        error="e",
        record=REF,
        failed_at=NOW,
        run_id=run,
        resolved_by=resolved_by,
    )
