"""What several articles tell, in a terminal: incidents, stories, and an entity in all articles that name it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from pipeline.report.phrases import days, known_of, place
from pipeline.report.terminal.article import show_event
from pipeline.report.terminal.lines import joined, plain, show_lines
from schemas.rows.article import Article
from schemas.rows.entity import Entity
from schemas.rows.event import Event
from schemas.rows.incident import Claim, Incident
from schemas.rows.story import Story

_LABEL = "{:<12}"
_MOST_ARTICLES = 50
"""Articles that are listed of an entity."""


def show_incident(incident: Incident, events: Sequence[Event], articles: Sequence[Article], console: Console) -> None:
    """Print an incident: what is known of it, who says how many, and what each article reports.

    Args:
        incident: The row.
        events: Its events.
        articles: Its articles.
        console: Where to print.
    """
    mode = f"/{incident.event_mode}" if incident.event_mode else ""
    console.print(plain(f"{incident.event_type}{mode}", "bold cyan"))
    where = incident.location
    lines = {
        "incident": f"{incident.incident_id}, revision {incident.revision}",
        "when": incident.date_start and days(incident.date_start, incident.date_end),
        "where": where and place(where.name, where.admin1, where.country_code),
        "who": ", ".join(one.name for one in incident.actors),
        "whom": ", ".join(one.name for one in incident.recipients),
        "killed": _toll(incident.killed_low, incident.killed_high, incident.killed_best),
        "injured": _toll(incident.injured_low, incident.injured_high, incident.injured_best),
        "told by": f"{incident.article_count} articles, {incident.independent_count} of them independent",
        "one because": ", ".join(
            f"{reason} {count}" for reason, count in Counter(one.reason for one in incident.merge_reasons).most_common()
        ),
    }
    show_lines(lines, console, _LABEL)
    if incident.claims:
        console.print(Rule("who says how many", align="left"))
        console.print(_claims(incident.claims))
    console.print(Rule("articles", align="left"))
    console.print(_articles(articles))
    console.print(Rule("events", align="left"))
    for event in events:
        show_event(event, console, has_id=True)


def _toll(low: int | None, high: int | None, best: int | None) -> str:
    if low is None:
        return ""
    return f"{low} {'or more' if high is None else f'to {high}'}" + (f", {best} by most" if best is not None else "")


def _claims(claims: Iterable[Claim]) -> Table:
    table = Table("since", "count", "who says so", "article", "", box=None, header_style="dim")
    for claim in claims:
        since = f"{claim.published_at:%Y-%m-%d %H:%M}" if claim.published_at else ""
        high = "or more" if claim.high is None else f"to {claim.high}" if claim.high != claim.low else ""
        counted = joined((str(claim.low), high, claim.kind), " ")
        stands = "superseded" if claim.superseded_by else ""
        table.add_row(since, counted, plain(claim.source or "?"), claim.article_id[:8], stands)
    return table


def show_story(story: Story, articles: Sequence[Article], console: Console) -> None:
    """Print a story: its articles, and whom and what they name.

    Args:
        story: The row.
        articles: Its articles.
        console: Where to print.
    """
    console.print(plain(story.title, "bold"))
    lines = {
        "story": f"{story.story_id}, revision {story.revision}",
        "told by": f"{story.article_count} articles of {story.site_count} sites, "
        f"{story.independent_count} of them independent",
        "about": ", ".join(f"{one.name} ({one.article_count})" for one in story.top_entities),
    }
    show_lines(lines, console, _LABEL)
    console.print(Rule("articles", align="left"))
    console.print(_articles(articles))


def _articles(articles: Sequence[Article]) -> Table:
    table = Table("id", "published", "site", "title", box=None, header_style="dim")
    for article in articles:
        table.add_row(
            article.article_id[:8],
            str(article.published_date or ""),
            plain(article.site or ""),
            plain(article.title or "(no title)"),
        )
    return table


def show_entity(entities: Sequence[Entity], titles: Mapping[str, str | None], console: Console) -> None:
    """Print an entity: its names, and the articles that name it.

    Args:
        entities: Its rows, the most salient first.
        titles: Headlines by id of the article.
        console: Where to print.
    """
    first = entities[0]
    console.print(Text.assemble(plain(f"{first.name} ", "bold"), (first.type, "dim")))
    names = Counter(name for one in entities for name in (one.name, *one.aliases))
    roles = Counter(one.role for one in entities if one.role)
    lines = {
        "entity": first.entity_id,
        "named": ", ".join(f"{name} ({count})" for name, count in names.most_common(10)),
        "called": ", ".join(role for role, _ in roles.most_common(10)),
        "known": "; ".join(known_of(first)),
        "in": f"{len(entities)} articles, {sum(one.mention_count for one in entities)} mentions",
    }
    show_lines(lines, console, _LABEL)
    console.print(Rule("articles", align="left"))
    table = Table("id", "published", "mentions", "title", box=None, header_style="dim")
    for one in entities[:_MOST_ARTICLES]:
        title = plain(titles.get(one.article_id) or "(no title)")
        table.add_row(one.article_id[:8], str(one.published_date or ""), str(one.mention_count), title)
    console.print(table)
    if len(entities) > _MOST_ARTICLES:
        console.print(f"… and {len(entities) - _MOST_ARTICLES} more")
