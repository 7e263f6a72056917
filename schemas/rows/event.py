"""The events table: who did what to whom, where and when, with which casualties, according to whom."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from schemas.rows.columns import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """The words that report the event."""

    text: Annotated[str, "The text as written."]
    start: Annotated[int, "Offset of the first code point in articles.text."]
    end: Annotated[int, "Offset after the last code point in articles.text."]
    lemma: Annotated[str, "The trigger's lemma, such as 'kill' or 'open fire'."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """An actor or a recipient."""

    text: Annotated[str, "The text as written."]
    start: Annotated[int, "Offset of the first code point in articles.text."]
    end: Annotated[int, "Offset after the last code point in articles.text."]
    entity_id: Annotated[str | None, "The entity it was resolved to."] = None
    name: Annotated[str | None, "That entity's name."] = None
    country_code: Annotated[str | None, "ISO 3166-1 alpha-2 code of the participant's country."] = None
    sector: Annotated[str | None, "Sector of the codebook, such as GOV, MIL or CVL."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where the event happened: the words, and the place that they were resolved to.

    For a site that the gazetteer does not have ('the bus station') the place is the town that it lies in.
    """

    text: Annotated[str, "The text as written; those of the site if the clause names one."]
    start: Annotated[int, "Offset of the first code point in articles.text."]
    end: Annotated[int, "Offset after the last code point in articles.text."]
    geonames_id: Annotated[int | None, "GeoNames id."] = None
    name: Annotated[str | None, "The gazetteer's name of the place."] = None
    feature: Annotated[str | None, "GeoNames feature code."] = None
    admin1: Annotated[str | None, "Name of the first-level division."] = None
    country_code: Annotated[str | None, "ISO 3166-1 alpha-2 code."] = None
    latitude: Annotated[float | None, "Degrees north."] = None
    longitude: Annotated[float | None, "Degrees east."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Included:
    """A group among the victims: 'including eight children'."""

    victims: Annotated[str, "The victims, as written."]
    low: Annotated[int, "Lower bound of the count."]
    high: Annotated[int | None, "Upper bound of the count; null if open."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Casualties:
    """One count of casualties: 'at least 27 civilians killed'."""

    kind: Annotated[str, "killed, injured, missing, displaced, arrested or abducted."]
    low: Annotated[int, "Lower bound of the count."]
    high: Annotated[int | None, "Upper bound of the count; null if open."] = None
    text: Annotated[str, "The words that state the count, as written."]
    start: Annotated[int, "Offset of the first code point in articles.text."]
    end: Annotated[int, "Offset after the last code point in articles.text."]
    victims: Annotated[str | None, "The victims, as written."] = None
    includes: Annotated[tuple[Included, ...], "Groups among the victims."] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The source that the event is attributed to."""

    text: Annotated[str, "The text as written."]
    start: Annotated[int, "Offset of the first code point in articles.text."]
    end: Annotated[int, "Offset after the last code point in articles.text."]
    entity_id: Annotated[str | None, "The entity it was resolved to."] = None
    name: Annotated[str | None, "That entity's name."] = None
    cue: Annotated[str | None, "The attributing words, such as 'said' or 'according to'."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as one sentence reports it."""

    event_id: Annotated[str, "Key: from article, content, trigger and type."]
    article_id: Annotated[str, "The article."]
    content_id: Annotated[str, "The article's text."]
    run_id: Annotated[str, "The run that wrote this row."] = ""
    published_at: Annotated[datetime | None, "The article's time of publication."] = None
    published_date: Annotated[date | None, "The article's day of publication."] = None
    event_type: Annotated[str, "Type of the codebook: PLOVER's types and newsbeam's additions."]
    event_mode: Annotated[str | None, "Mode of the codebook, such as bombing or arrest."] = None
    trigger: Annotated[Trigger, "The words that report the event."]
    sentence: Annotated[str, "The sentence, without a dateline."]
    sentence_start: Annotated[int, "Offset of the sentence's first code point."]
    sentence_end: Annotated[int, "Offset after the sentence's last code point."]
    actors: Annotated[tuple[Participant, ...], "Who did it."] = ()
    recipients: Annotated[tuple[Participant, ...], "To whom it was done."] = ()
    instrument: Annotated[Span | None, "Weapon or means."] = None
    location: Annotated[Location | None, "Where it happened."] = None
    location_basis: Annotated[str | None, "Where the place was read: clause, sentence, paragraph or article."] = None
    country_code: Annotated[str | None, "The location's country."] = None
    admin1: Annotated[str | None, "The location's first-level division."] = None
    date_start: Annotated[date | None, "First day of the event."] = None
    date_end: Annotated[date | None, "Last day of the event, inclusive."] = None
    date_text: Annotated[Span | None, "The words that date it."] = None
    date_precision: Annotated[str | None, "day, week, month or year."] = None
    date_basis: Annotated[str | None, "explicit, relative, or publication if no date was found."] = None
    casualties: Annotated[
        tuple[Casualties, ...], "Every count that the passage gives, and later counts that replace it."
    ] = ()
    killed_low: Annotated[int | None, "Greatest lower bound of the counts of killed."] = None
    injured_low: Annotated[int | None, "Greatest lower bound of the counts of injured."] = None
    attribution: Annotated[Attribution | None, "Who says so; null if the article itself does."] = None
    modality: Annotated[str, "asserted, reported, planned, hypothetical, denied, negated or historical."] = "asserted"
    confidence: Annotated[
        float, "Probability that the passage tells this event of this type, 0 to 1; not how much it matters."
    ] = 0.5
    salience: Annotated[float, "How much the article is about the event, 0 to 1, whether it is certain or not."] = 0.0
