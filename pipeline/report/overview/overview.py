"""What a page tells of the articles of a period, as records."""

from dataclasses import dataclass
from datetime import date, datetime

from pipeline.report.overview.grains import Grain
from schemas.rows.event import Event
from schemas.rows.incident import Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days of publication, both inclusive. With a bound, articles without a date are not in it."""

    since: date | None = None
    until: date | None = None

    def __str__(self) -> str:
        match self.since, self.until:
            case None, None:
                return "all articles"
            case since, None:
                return f"published since {since}"
            case None, until:
                return f"published until {until}"
            case since, until:
                return f"published {since} to {until}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many there are.

    Attributes:
        articles: Articles of the period.
        undated: Those of them without a day of publication.
        events: Events in them.
        incidents: Incidents that they report.
        located: Those of them whose place has coordinates.
        failures: Records that failed, of whatever day, as they have none.
        first, last: First and last day of publication.
    """

    articles: int
    undated: int
    events: int
    incidents: int
    located: int
    failures: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """How many of a kind a bin of time has.

    Attributes:
        start: Its first day.
        kind: A table, or a type of events.
        count: How many.
    """

    start: date
    kind: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bins:
    """Counts over time: bins that have none are left out."""

    grain: Grain
    counts: tuple[Bin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A name and how many there are of it."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPoint:
    """The incidents of one type at one place.

    Attributes:
        place: Its name.
        latitude: Degrees north.
        longitude: Degrees east.
        event_type: Their type.
        incidents: How many.
        killed: The sum of their `killed_best`.
        injured: The sum of their `injured_best`.
    """

    place: str
    latitude: float
    longitude: float
    event_type: str
    incidents: int
    killed: int
    injured: int

    @property
    def casualties(self) -> int:
        """How many were killed or injured."""
        return self.killed + self.injured


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureCount:
    """How many records failed for a reason, at a stage."""

    stage: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceArticle:
    """What a page shows of an article that reports an incident."""

    article_id: str
    title: str | None = None
    address: str | None = None
    publisher: str | None = None
    published_at: datetime | None = None
    published_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedIncident:
    """An incident with its reports.

    Attributes:
        incident: The row.
        salience: How much articles of the period are about it: the sum, over them, of the greatest of its events.
        day: The first day on which an article of the period reports it.
        articles: The articles by id.
        events: The event of each article that tells most of it, by the article's id; copies have none.
    """

    incident: Incident
    salience: float
    day: date | None
    articles: dict[str, SourceArticle]
    events: dict[str, Event]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All that a page tells.

    Attributes:
        period: Which articles were asked for.
        totals: How many there are.
        activity: Articles, events and incidents over time.
        failure_days: Failures by the day on which they failed.
        types: Events by type over time.
        points: Incidents on the map, those with most casualties first.
        actors, recipients: By the number of incidents that they take part in.
        places: By the number of incidents.
        sources: Whom articles name for an event, by the number of articles.
        publishers: By the number of articles.
        failures: By stage and reason.
        incidents: The most salient ones.
    """

    period: Period
    totals: Totals
    activity: Bins
    failure_days: Bins
    types: Bins
    points: tuple[MapPoint, ...]
    actors: tuple[Ranked, ...]
    recipients: tuple[Ranked, ...]
    places: tuple[Ranked, ...]
    sources: tuple[Ranked, ...]
    publishers: tuple[Ranked, ...]
    failures: tuple[FailureCount, ...]
    incidents: tuple[ReportedIncident, ...]
