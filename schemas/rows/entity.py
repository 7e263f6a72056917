"""The entities table: one row for each entity of an article."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A passage of the text that names the entity."""

    text: Annotated[str, "The text as written."]
    start: Annotated[int, "Offset of the first code point in articles.text."]
    end: Annotated[int, "Offset after the last code point in articles.text."]
    label: Annotated[str, "The type of this mention alone; the entity's type is decided over all mentions."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Geo:
    """A geographic location."""

    geonames_id: Annotated[int | None, "GeoNames id."] = None
    name: Annotated[str, "The gazetteer's name of the place."]
    feature: Annotated[str | None, "GeoNames feature code, such as PPLC, ADM1 or PCLI."] = None
    admin1: Annotated[str | None, "Name of the first-level division."] = None
    country_code: Annotated[str | None, "ISO 3166-1 alpha-2 code."] = None
    latitude: Annotated[float | None, "Degrees north."] = None
    longitude: Annotated[float | None, "Degrees east."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timex:
    """A time expression's value."""

    timex: Annotated[str, "TIMEX3 value, such as 2024-11-29, 2024-W48, P3D or PAST_REF."]
    start: Annotated[date | None, "First day."] = None
    end: Annotated[date | None, "Last day, inclusive."] = None
    precision: Annotated[str, "day, week, month, quarter, season, year, decade, century; time below a day; or vague."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """An entity of one article, with all its mentions."""

    entity_id: Annotated[str, "Equal in all articles that mean the same entity."]
    article_id: Annotated[str, "The article."]
    content_id: Annotated[str, "The article's text."]
    run_id: Annotated[str, "The run that wrote this row."] = ""
    published_at: Annotated[datetime | None, "The article's time of publication."] = None
    published_date: Annotated[date | None, "The article's day of publication."] = None
    name: Annotated[str, "The fullest name the article gives."]
    type: Annotated[
        str,
        "PERSON, ORG, GPE, LOC, FAC, NORP, EVENT, PRODUCT, WORK_OF_ART, LAW, LANGUAGE, DATE, TIME, MONEY, PERCENT, "
        "QUANTITY.",
    ]
    role: Annotated[str | None, "A person's role as the article states it."] = None
    aliases: Annotated[tuple[str, ...], "Other forms in the article."] = ()
    mention_count: Annotated[int, "Number of mentions."]
    first_start: Annotated[int, "Offset of the first mention."]
    salience: Annotated[float, "Weight in the article, 0 to 1."]
    mentions: Annotated[tuple[Mention, ...], "Every mention in order."]
    geo: Annotated[Geo | None, "Location of a place; of a nationality only the country."] = None
    time: Annotated[Timex | None, "Value of a DATE or TIME."] = None
