"""Reports of incidents for tests, of which a test says only what matters to it."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from schemas.flow.linking import LinkAttribution, LinkCasualties, LinkCopy, LinkEvent, LinkTrigger, ReportedIncident


def day(number: int) -> datetime:
    """A day of March 2024, at noon."""
    return datetime(2024, 3, number, 12, tzinfo=UTC)


def count(kind: str, low: int, high: int | None = None, *, is_open: bool = False) -> LinkCasualties:
    """A count: exact, unless `high` is given or it is open."""
    return LinkCasualties(kind=kind, low=low, high=None if is_open else low if high is None else high, text=str(low))


def event(name: str, *casualties: LinkCasualties, by: str | None = None, **more: Any) -> LinkEvent:
    """An event, with its counts and the source that it names."""
    known: dict[str, Any] = {"event_type": "ASSAULT", "confidence": 0.9, "sentence_start": 0}
    return LinkEvent(
        event_id=name,
        trigger=LinkTrigger(lemma="kill"),
        casualties=casualties,
        attribution=None if by is None else LinkAttribution(text=by),
        **(known | more),
    )


def report(
    article: str, *events: LinkEvent, on: int | None = None, copies: tuple[str, ...] = (), **more: Any
) -> ReportedIncident:
    """An article's report, published on a day of March 2024; its site is what stands before a '/' in its name."""
    published = None if on is None else day(on)
    known: dict[str, Any] = {"site": article.split("/")[0], "published_at": published}
    return ReportedIncident(
        report_id=events[0].event_id,
        article_id=article,
        order=f"{published.isoformat() if published else '9'} {article}",
        events=events,
        copies=tuple(
            LinkCopy(article_id=copy, duplicate_of=article, site=copy, published_at=published) for copy in copies
        ),
        **(known | more),
    )


def three_days() -> list[ReportedIncident]:
    """A bombing as five articles of four papers tell it on three days; paper B copies A, and two quote an agency."""
    return [
        report("a.com/1", event("e1", count("killed", 12), by="police"), on=1, copies=("b.com",)),
        report("c.com", event("e2", count("killed", 13), by="the Reuters agency"), on=2),
        report("d.com", event("e3", count("killed", 13), by="Reuters"), on=2),
        report("a.com/2", event("e4", count("killed", 14), by="police"), on=3),
    ]


@st.composite
def a_report(draw: st.DrawFn) -> ReportedIncident:
    """A report of one event with one or two counts, by anybody at any time."""
    number = draw(st.integers(0, 999))
    kinds = draw(st.sampled_from([("killed",), ("injured",), ("killed", "injured"), ("missing",)]))
    counts = []
    for kind in kinds:
        low = draw(st.integers(0, 5))
        high = draw(st.sampled_from([low, low + 2, None]))
        counts.append(count(kind, low, high, is_open=high is None))
    source = draw(st.sampled_from(["police", "Reuters", "the Health Ministry", "he", None]))
    site = draw(st.sampled_from(["a.com", "b.com", None]))
    on = draw(st.sampled_from([1, 2, 3, None]))
    return report(f"{site}/{number}", event(f"e{number}", *counts, by=source), on=on, site=site)


def some_reports() -> st.SearchStrategy[list[ReportedIncident]]:
    """Reports of one incident."""
    return st.lists(a_report(), min_size=1, max_size=8, unique_by=lambda given: given.report_id)
