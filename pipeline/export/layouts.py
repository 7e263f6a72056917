"""The columns of each format: their names, what they are from, and what is particular about them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a file.

    Attributes:
        name: Its name, in the other data set where that has such a column.
        source: The column of newsbeam's tables that it is from.
        note: What else is to be known of it.
    """

    name: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A format: what a row is, and its columns in their order.

    The query of its rows, which selects the same columns, is in the file of its name beside this module.
    """

    name: str
    description: str
    columns: tuple[Column, ...]

    def markdown(self) -> str:
        """What is to be known of the format, as a table in Markdown."""
        rows = [(f"`{column.name}`", column.source, column.note) for column in self.columns]
        head = f"# {self.name}\n\n{self.description}\n\n| column | from | note |\n|---|---|---|\n"
        return head + "".join(f"| {name} | {source} | {note} |\n" for name, source, note in rows)


def _column(name: str, source: str, note: str = "") -> Column:
    return Column(name=name, source=source, note=note)


_IDS = (
    _column("event_id", "events.event_id"),
    _column("article_id", "events.article_id"),
    _column("content_id", "events.content_id"),
)

_SENTENCE = _column("sentence", "events.sentence")

_SOURCE_URL = _column("source_url", "articles.url", "or canonical_url")

_POSITION = (
    _column("trigger_start", "events.trigger.start", "code points into articles.text"),
    _column("trigger_end", "events.trigger.end"),
    _column("record_uri", "articles.record.uri", "where the article's bytes are"),
    _column("record_offset", "articles.record.offset"),
    _column("record_length", "articles.record.length"),
)

_CERTAINTY = (
    _column("modality", "events.modality", "asserted, reported, planned, hypothetical, denied, negated or historical"),
    _column("confidence", "events.confidence", "0 to 1"),
)

_GEOJSON = Layout(
    name="geojson",
    description=(
        "A FeatureCollection (RFC 7946): a point for each current incident that has coordinates, in WGS 84. All but "
        "`longitude` and `latitude`, which are its geometry, are properties; `incident_id` is its id too. The "
        "columns from `sentence` on are of the incident's most confident event."
    ),
    columns=(
        _column("longitude", "incidents.location.longitude", "degrees east"),
        _column("latitude", "incidents.location.latitude", "degrees north"),
        _column("incident_id", "incidents.incident_id"),
        _column("event_type", "incidents.event_type", "`newsbeam schema` and `schemas/codebook.py` describe it"),
        _column("event_mode", "incidents.event_mode"),
        _column("date_start", "incidents.date_start"),
        _column("date_end", "incidents.date_end", "inclusive"),
        _column("place", "incidents.location.name", "a country or division is a point in its middle"),
        _column("country_code", "incidents.country_code", "ISO 3166-1 alpha-2"),
        _column("actors", "incidents.actors", "a list of names"),
        _column("recipients", "incidents.recipients", "a list of names"),
        _column("killed_low", "incidents.killed_low"),
        _column("killed_high", "incidents.killed_high", "null if open"),
        _column("killed_best", "incidents.killed_best"),
        _column("injured_low", "incidents.injured_low"),
        _column("injured_high", "incidents.injured_high", "null if open"),
        _column("injured_best", "incidents.injured_best"),
        _column("independent_count", "incidents.independent_count", "reports, copies not counted"),
        _column("first_published_at", "incidents.first_published_at", "in UTC"),
        _column("last_published_at", "incidents.last_published_at", "in UTC"),
        _column("disagreement", "incidents.disagreement", "0 where the sources agree on casualties, to 1"),
        _SENTENCE,
        *_IDS,
        _SOURCE_URL,
        *_POSITION,
        *_CERTAINTY,
    ),
)

_GDELT = Layout(
    name="gdelt",
    description=(
        "A row for each event of current articles, in columns of GDELT's event table (2.0) and in its order, with a "
        "header; those that newsbeam cannot fill, such as the tone, are left out. Events that are planned, denied and "
        "so on are rows too: filter by `modality`. The columns from `event_id` on are newsbeam's own."
    ),
    columns=(
        _column("GLOBALEVENTID", "events.event_id", "its first 60 bits as a number"),
        _column("SQLDATE", "events.date_start", "YYYYMMDD; the first day of what `date_precision` says"),
        _column("MonthYear", "events.date_start", "YYYYMM"),
        _column("Year", "events.date_start", "YYYY"),
        _column("Actor1Name", "events.actors", "the first one; its name, or its words"),
        _column("Actor1CountryCode", "events.actors", "of the first one; CAMEO's code, empty where it has none"),
        _column("Actor2Name", "events.recipients", "the first one; its name, or its words"),
        _column("Actor2CountryCode", "events.recipients", "of the first one; CAMEO's code, empty where it has none"),
        _column("IsRootEvent", "events.sentence_start", "1 if the sentence begins in the article's first paragraph"),
        _column("EventCode", "events.event_type, event_mode", "CAMEO; empty where type and mode do not decide it"),
        _column("EventBaseCode", "events.event_type, event_mode", "the first three digits of EventCode"),
        _column("EventRootCode", "events.event_type, event_mode", "empty where type and mode do not decide it"),
        _column("QuadClass", "events.event_type, event_mode", "of EventRootCode: 1 to 4"),
        _column("NumMentions", "incidents.event_ids", "how many events its incident has"),
        _column("NumSources", "incidents.independent_count", "of its incident"),
        _column("NumArticles", "incidents.article_count", "of its incident, copies too"),
        _column("ActionGeo_FullName", "events.location", "place, division, country"),
        _column("ActionGeo_CountryCode", "events.location.country_code", "FIPS 10-4"),
        _column("ActionGeo_Lat", "events.location.latitude"),
        _column("ActionGeo_Long", "events.location.longitude"),
        _column("ActionGeo_FeatureID", "events.location.geonames_id", "GeoNames, where GDELT has ids of GNS and GNIS"),
        _column("DATEADDED", "events.published_at", "YYYYMMDDHHMMSS in UTC: of publication, not of reading"),
        _column("SOURCEURL", "articles.url", "or canonical_url"),
        *_IDS,
        _column("event_type", "events.event_type", "the codebook's, always filled"),
        _column("event_mode", "events.event_mode"),
        _column("date_precision", "events.date_precision", "day, week, month or year"),
        _SENTENCE,
        *_POSITION,
        *_CERTAINTY,
        _column("killed_low", "events.killed_low"),
        _column("injured_low", "events.injured_low"),
    ),
)

_ACLED = Layout(
    name="acled",
    description=(
        "A row for each current incident, in ACLED's columns; those that newsbeam cannot fill are left out. ACLED "
        "counts political violence and demonstrations alone: most incidents without `event_type` are none of its, and "
        "others only if certain actors take part. The columns from `event_id` on are newsbeam's own; those from events "
        "and articles are of the incident's most confident event."
    ),
    columns=(
        _column("event_id_cnty", "incidents.incident_id"),
        _column("event_date", "incidents.date_start", "YYYY-MM-DD; the first day"),
        _column("year", "incidents.date_start"),
        _column("time_precision", "incidents.date_precision", "1 day, 2 week, 3 month; empty for a year"),
        _column("disorder_type", "incidents.event_type, event_mode", "empty where type and mode do not decide it"),
        _column("event_type", "incidents.event_type, event_mode", "ACLED's; empty where they do not decide it"),
        _column("sub_event_type", "incidents.event_type, event_mode", "empty where they do not decide it"),
        _column("actor1", "incidents.actors", "the first one"),
        _column("assoc_actor_1", "incidents.actors", "the others, with ; between them"),
        _column("actor2", "incidents.recipients", "the first one"),
        _column("assoc_actor_2", "incidents.recipients", "the others, with ; between them"),
        _column("iso", "incidents.country_code", "ISO 3166-1 numeric"),
        _column("country", "incidents.country_code", "its name"),
        _column("admin1", "incidents.location.admin1"),
        _column("location", "incidents.location.name"),
        _column("latitude", "incidents.location.latitude"),
        _column("longitude", "incidents.location.longitude"),
        _column(
            "geo_precision",
            "incidents.location.feature",
            "1 populated place, 2 second-level division or smaller, 3 first-level division or region; else empty",
        ),
        _column("source", "articles.source_name", "or site; of all its articles, with ; between them"),
        _column("source_scale", "", "always empty"),
        _column("notes", "events.sentence", "of its most confident event"),
        _column("fatalities", "incidents.killed_best", "empty where nobody says how many, which is not 0"),
        _column("timestamp", "incidents.last_published_at", "seconds since 1970: of the last report"),
        *_IDS,
        _SOURCE_URL,
        _column("newsbeam_type", "incidents.event_type", "the codebook's, always filled"),
        _column("newsbeam_mode", "incidents.event_mode"),
        *_POSITION,
        *_CERTAINTY,
        _column("killed_low", "incidents.killed_low"),
        _column("injured_low", "incidents.injured_low"),
    ),
)

LAYOUTS: dict[str, Layout] = {layout.name: layout for layout in (_GEOJSON, _GDELT, _ACLED)}
"""Every format by its name."""
