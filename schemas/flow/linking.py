"""What LINK is given of an article and its rows, without their text, and what its steps pass on.

`LinkArticle` and the records in it have fields of the same names as the tables' rows, so that they can be converted
from rows as well as from what a query selects (`msgspec.convert`).
"""

from dataclasses import dataclass, field
from datetime import date, datetime

MOST_ENTITIES = 20
"""Entities of an article that are compared, the most salient ones."""

UNLINKED_TYPES = ("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL")
"""Types of entities that are not compared: many articles give the same day or amount by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTrigger:
    """The trigger of an event."""

    lemma: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkParticipant:
    """An actor or recipient."""

    text: str
    entity_id: str | None = None
    name: str | None = None
    country_code: str | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLocation:
    """The place of an event."""

    text: str
    geonames_id: int | None = None
    name: str | None = None
    feature: str | None = None
    admin1: str | None = None
    country_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCasualties:
    """One count of casualties."""

    kind: str
    low: int
    high: int | None = None
    text: str
    victims: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAttribution:
    """The source of an event."""

    text: str
    entity_id: str | None = None
    name: str | None = None
    cue: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEvent:
    """An event."""

    event_id: str
    event_type: str
    event_mode: str | None = None
    trigger: LinkTrigger
    sentence_start: int
    actors: tuple[LinkParticipant, ...] = ()
    recipients: tuple[LinkParticipant, ...] = ()
    location: LinkLocation | None = None
    location_basis: str | None = None
    date_start: date | None = None
    date_end: date | None = None
    date_precision: str | None = None
    date_basis: str | None = None
    casualties: tuple[LinkCasualties, ...] = ()
    attribution: LinkAttribution | None = None
    modality: str = "asserted"
    confidence: float = 0.5
    salience: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEntity:
    """An entity of an article."""

    entity_id: str
    name: str
    type: str
    mention_count: int
    salience: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCopy:
    """An article that is a copy of another: `duplicate_of`."""

    article_id: str
    duplicate_of: str
    run_id: str = ""
    site: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkArticle:
    """A coded article with its events and entities, in its newest revision.

    Attributes:
        run_id: The run that wrote it; empty while that run is under way.
        events: In the order of the text.
        entities: The people, organisations, places and the like; no dates and amounts.
        copies: The articles that it represents.
    """

    article_id: str
    content_id: str
    run_id: str = ""
    site: str | None = None
    title: str | None = None
    credits: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_date: date | None = None
    modified_at: datetime | None = None
    crawled_at: datetime | None = None
    topic_words: tuple[str, ...] = ()
    main_event_id: str | None = None
    events: tuple[LinkEvent, ...] = ()
    entities: tuple[LinkEntity, ...] = ()
    copies: tuple[LinkCopy, ...] = ()

    @property
    def day(self) -> date | None:
        """The day that the article is from: of publication, else of the crawl."""
        return self.published_date or (self.crawled_at.date() if self.crawled_at else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRevision:
    """One revision of an article, whatever became of it.

    Attributes:
        revised_at: When it was modified, else crawled; of two revisions the later one counts.
        copy: What it is a copy of, if it is one.
        is_coded: Whether it was coded, so that there is a `LinkArticle` of it.
    """

    article_id: str
    content_id: str
    revised_at: datetime | None = None
    copy: LinkCopy | None = None
    is_coded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleKeys:
    """What an article is found by; fields as in `ArticleProfile`.

    Attributes:
        run_id: The run that wrote it; empty while that run is under way.
        revised_at: When it was modified, else crawled; of two revisions the later one counts.
    """

    article_id: str
    content_id: str
    order: str
    block: int | None = None
    keys: tuple[int, ...] = ()
    revised_at: datetime | None = None
    run_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedCount:
    """How many, according to a report.

    Attributes:
        low: The least number.
        high: The greatest; None if it is open.
        event: Position in `event_ids` of the event that says so.
    """

    low: int
    high: int | None
    event: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentReport:
    """What an article tells of one happening, as it is compared with the reports of other articles.

    A dictionary leads from each value to the position in `event_ids` of the most salient event that gives it. Names are
    folded, those of people to first and last name. What an article does not tie to one of its events goes with the most
    salient report of each group of types.

    Attributes:
        report_id: Id of its first event.
        event_ids: Its events, in the order of the text.
        group: The group of event types that it is compared within.
        modes: Modes of its events.
        triggers: Lemmas of their triggers.
        towns: Where it happened: settlements, without those that single events give against the others.
        sites: Streets, buildings and other places that have no coordinates.
        regions: Country codes with first-level divisions: 'US/Texas'.
        days: When, counted in days from 1970-01-01, as the text gives it.
        period: First and last day, where the text gives no more than a week, month or year.
        actors: Who did it.
        victims: Whom it was done to.
        names: The actors and victims.
        ages: Of those who take part.
        counts: Casualties by kind, according to the most salient event that counts them.
        people: All people of the article.
        places: All countries, regions and settlements of the article, and its topic words: a town may be among them.
    """

    report_id: str
    event_ids: tuple[str, ...]
    group: str = ""
    modes: frozenset[str] = frozenset()
    triggers: frozenset[str] = frozenset()
    towns: dict[str, int] = field(default_factory=dict)
    sites: dict[str, int] = field(default_factory=dict)
    regions: frozenset[str] = frozenset()
    days: dict[int, int] = field(default_factory=dict)
    period: tuple[int, int] | None = None
    actors: dict[str, int] = field(default_factory=dict)
    victims: dict[str, int] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    ages: frozenset[int] = frozenset()
    counts: dict[str, ReportedCount] = field(default_factory=dict)
    people: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySubject:
    """What an article is about, as it is compared with other articles.

    Attributes:
        words: Place of each topic word, the most telling one being 0.
        names: Place of each entity, by its id, the most salient one being 0.
        title: Words of the title; none without a title.
    """

    words: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    title: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleProfile:
    """What is compared of two articles.

    Attributes:
        order: Sorts articles by publication, those without a date last, then by id.
        block: Number of the block of days that it is from; None without a date.
        day: Number of that day, counted from 1970-01-01.
        keys: What it is found by: of two articles on one matter some are the same.
        subject: What it is about.
        reports: Of each happening that it tells of.
    """

    article_id: str
    order: str
    block: int | None = None
    day: int | None = None
    keys: tuple[int, ...] = ()
    subject: StorySubject = StorySubject()
    reports: tuple[IncidentReport, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateList:
    """An article and the ids of those that it is compared with."""

    profile: ArticleProfile
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLink:
    """How likely two articles are on one matter.

    Attributes:
        score: 0 to 1; one half and more joins them, if nothing else speaks against it.
    """

    article_id: str
    other_article_id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReason:
    """Why two events are one happening: a reason of `incidents.merge_reasons`."""

    event_id: str
    other_event_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLink:
    """How likely two reports, of two articles, are of one happening.

    Attributes:
        score: 0 to 1; one half and more joins them, if nothing else speaks against it.
    """

    report_id: str
    other_report_id: str
    score: float
    reasons: tuple[LinkReason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedIncident:
    """One article's report of a happening, with all that a row of incidents is made from.

    Attributes:
        order: See `ArticleProfile`.
        copies: The articles that are copies of the article.
        events: The report's events, in the order of the text.
    """

    report_id: str
    article_id: str
    order: str
    site: str | None = None
    credits: tuple[str, ...] = ()
    published_at: datetime | None = None
    copies: tuple[LinkCopy, ...] = ()
    events: tuple[LinkEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryArticle:
    """An article with all that a row of stories is made from; fields as in `ReportedIncident` and `LinkArticle`."""

    article_id: str
    order: str
    site: str | None = None
    title: str | None = None
    credits: tuple[str, ...] = ()
    published_at: datetime | None = None
    topic_words: tuple[str, ...] = ()
    entities: tuple[LinkEntity, ...] = ()
    copies: tuple[LinkCopy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """A cluster that holds a member of an earlier row's cluster.

    Attributes:
        cluster_id: Its id.
        member: Position of that member in the earlier row.
    """

    cluster_id: str
    member: int
