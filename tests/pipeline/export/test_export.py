"""Rows of an output folder in the formats of other data sets."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.export.chosen import sql
from pipeline.export.export import export_rows
from pipeline.export.layouts import LAYOUTS
from pipeline.outputs.folder.ledger import Ledger
from schemas.rows.columns import RecordRef
from schemas.rows.event import Location, Participant
from schemas.rows.incident import IncidentLocation, IncidentParticipant
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.outputs.questions.happenings import DAY, EAST, EVENTS, NORTH, RUNS, SHELLING, at
from tests.pipeline.rows import article, event, incident

PLACE = IncidentLocation(
    geonames_id=2643743,
    name="London",
    feature="PPLC",
    admin1="England",
    country_code="GB",
    latitude=51.5,
    longitude=-0.12,
    event_id="e1",
)
EVIDENCE = [column.name for column in LAYOUTS["geojson"].columns[-12:]]
HOSTILE = "\x1b[2J\u202etxt <script>alert(1)</script>"


@pytest.fixture
def output(tmp_path: Path) -> OutputFolder:
    return OutputFolder(tmp_path / "tables")


@pytest.fixture
def happenings(output: OutputFolder) -> Ledger:
    for run, rows in RUNS.items():
        output.commit(run, **rows)
    return output.ledger


def written(ledger: Ledger, name: str, since: date | None = None, until: date | None = None) -> str:
    file = io.StringIO()
    export_rows(ledger, LAYOUTS[name], file, since=since, until=until)
    return file.getvalue()


def table(ledger: Ledger, name: str, **days: date) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(ledger, name, **days))))


def features(ledger: Ledger, **days: date) -> list[dict[str, Any]]:
    collection = json.loads(written(ledger, "geojson", **days))
    assert collection.keys() == {"type", "features"}
    assert collection["type"] == "FeatureCollection"
    found: list[dict[str, Any]] = collection["features"]
    return found


@pytest.mark.parametrize("name", LAYOUTS)
def test_query_selects_the_columns_of_its_layout(happenings: Ledger, name: str) -> None:
    from pipeline.export import export
    from pipeline.outputs.folder.query import open_tables

    with open_tables(happenings) as tables:
        list(export._rows(tables, LAYOUTS[name], None, None))
        selected = tables.execute(f"DESCRIBE {sql(name)}").fetchall()
    assert [row[0] for row in selected] == [column.name for column in LAYOUTS[name].columns]


@pytest.mark.parametrize("name", ["gdelt", "acled"])
def test_export_of_an_empty_folder_is_a_header(output: OutputFolder, name: str) -> None:
    assert written(output.ledger, name).count("\n") == 1


def test_geojson_of_an_empty_folder_is_an_empty_collection(output: OutputFolder) -> None:
    assert features(output.ledger) == []


def test_geojson_has_a_point_for_each_current_incident_with_coordinates(output: OutputFolder) -> None:
    placed = replace(SHELLING, location=PLACE, country_code="GB")
    merged = replace(placed, incident_id="i2", replaced_by="i1")
    output.commit("r1", **RUNS["r1"] | {"incidents": [placed, merged, replace(SHELLING, incident_id="i3")]})
    (feature,) = features(output.ledger)
    assert feature.keys() == {"type", "id", "geometry", "properties"}
    assert (feature["type"], feature["id"]) == ("Feature", "i1")
    assert feature["geometry"] == {"type": "Point", "coordinates": [-0.12, 51.5]}
    properties = feature["properties"]
    assert list(properties) == [column.name for column in LAYOUTS["geojson"].columns[2:]]
    assert properties["actors"] == ["Northland"]
    assert properties["recipients"] == ["Southland", "Avdia's market"]
    assert (properties["place"], properties["date_start"], properties["killed_best"]) == ("London", "2024-03-01", 5)
    assert properties["first_published_at"] == "2024-11-29T00:00:00Z"


def test_geojson_points_have_the_evidence_of_their_most_confident_event(output: OutputFolder) -> None:
    placed = replace(SHELLING, location=PLACE)
    where = RecordRef(uri="east.warc", offset=7, length=9, media_type="text/html")
    east = replace(EAST, canonical_url="https://east.com/1", record=where)
    surer = replace(EVENTS[1], confidence=0.9, modality="reported")
    unread = replace(placed, incident_id="i2", event_ids=("gone",))
    output.commit("r1", articles=[NORTH, east], events=[EVENTS[0], surer], incidents=[placed, unread])
    found = [{name: feature["properties"][name] for name in EVIDENCE} for feature in features(output.ledger)]
    assert found[0] == {
        "sentence": "as east.com tells",
        "event_id": "e2",
        "article_id": "east",
        "content_id": "text of east",
        "source_url": "https://east.com/1",
        "trigger_start": 0,
        "trigger_end": 1,
        "record_uri": "east.warc",
        "record_offset": 7,
        "record_length": 9,
        "modality": "reported",
        "confidence": 0.9,
    }
    assert found[1] == dict.fromkeys(EVIDENCE)


def test_gdelt_has_a_row_for_each_event_with_its_evidence(output: OutputFolder) -> None:
    told = article(
        "told",
        "Lead.\n\nMore.",
        "r1",
        published_date=DAY,
        url="https://told.com/1",
        record=RecordRef(uri="told.warc", offset=7, length=9, media_type="text/html"),
    )
    where = Location(
        text="London",
        start=0,
        end=6,
        geonames_id=2643743,
        name="London",
        admin1="England",
        country_code="GB",
        latitude=51.5,
        longitude=-0.12,
    )
    first = replace(
        event("ab1", told),
        event_type="PROTEST",
        event_mode="riot",
        actors=(Participant(text="they", start=0, end=4, name="Romania", country_code="RO"),),
        recipients=(Participant(text="a crowd", start=0, end=7),),
        location=where,
        date_start=DAY,
        published_at=at(8),
        sentence_start=0,
        killed_low=2,
    )
    second = replace(event("ab2", told), event_type="REQUEST", sentence_start=7, modality="planned")
    rioting = incident("i1", "told", "other", event_ids=("ab1",), independent_count=1)
    output.commit("r1", articles=[told], events=[first, second], incidents=[rioting])
    one, two = table(output.ledger, "gdelt")
    assert one == one | {
        "GLOBALEVENTID": str(0xAB1),
        "SQLDATE": "20240301",
        "MonthYear": "202403",
        "Year": "2024",
        "Actor1Name": "Romania",
        "Actor1CountryCode": "ROM",
        "Actor2Name": "a crowd",
        "Actor2CountryCode": "",
        "IsRootEvent": "1",
        "EventCode": "145",
        "EventBaseCode": "145",
        "EventRootCode": "14",
        "QuadClass": "4",
        "NumMentions": "1",
        "NumSources": "1",
        "NumArticles": "2",
        "ActionGeo_FullName": "London, England, United Kingdom",
        "ActionGeo_CountryCode": "UK",
        "ActionGeo_Lat": "51.5",
        "ActionGeo_Long": "-0.12",
        "ActionGeo_FeatureID": "2643743",
        "DATEADDED": "20240301080000",
        "SOURCEURL": "https://told.com/1",
        "event_id": "ab1",
        "record_uri": "told.warc",
        "record_offset": "7",
        "record_length": "9",
        "killed_low": "2",
    }
    assert two == two | {
        "IsRootEvent": "0",
        "EventCode": "",
        "EventRootCode": "",
        "QuadClass": "",
        "NumSources": "",
        "ActionGeo_FullName": "",
        "event_type": "REQUEST",
        "modality": "planned",
    }


def test_acled_has_a_row_for_each_current_incident(happenings: Ledger) -> None:
    (row,) = table(happenings, "acled")
    assert row == row | {
        "event_id_cnty": "i1",
        "event_date": "2024-03-01",
        "year": "2024",
        "disorder_type": "Political violence",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Shelling/artillery/missile attack",
        "actor1": "Northland",
        "assoc_actor_1": "",
        "actor2": "Southland",
        "assoc_actor_2": "Avdia's market",
        "location": "Avdia",
        "geo_precision": "",
        "source": "Radio Avdia; copy.com; east.com; north.com; west.com",
        "source_scale": "",
        "notes": "as north.com tells",
        "fatalities": "5",
        "event_id": "e1",
        "newsbeam_type": "ASSAULT",
    }


def test_acled_notes_are_of_the_most_confident_event(output: OutputFolder) -> None:
    surer, east = replace(EVENTS[1], confidence=0.9), replace(EAST, url="https://east.com/?1")
    output.commit("r1", articles=[NORTH, east], events=[EVENTS[0], surer], incidents=[SHELLING])
    (row,) = table(output.ledger, "acled")
    assert (row["notes"], row["article_id"], row["confidence"]) == ("as east.com tells", "east", "0.9")
    assert row["source_url"] == "https://east.com/?1"


@pytest.mark.parametrize(
    ("feature", "precision"),
    [("PPL", "1"), ("PPLC", "1"), ("ADM2", "2"), ("ADM1", "3"), ("RGN", "3"), ("PCLI", ""), (None, "")],
)
def test_acled_geo_precision_is_as_the_feature_is_large(
    output: OutputFolder, feature: str | None, precision: str
) -> None:
    output.commit("r1", incidents=[replace(SHELLING, location=replace(PLACE, feature=feature))])
    assert [row["geo_precision"] for row in table(output.ledger, "acled")] == [precision]


@pytest.mark.parametrize(("precision", "number"), [("day", "1"), ("week", "2"), ("month", "3"), ("year", "")])
def test_acled_time_precision_is_of_the_date(output: OutputFolder, precision: str, number: str) -> None:
    output.commit("r1", incidents=[replace(SHELLING, date_precision=precision)])
    assert [row["time_precision"] for row in table(output.ledger, "acled")] == [number]


@pytest.mark.parametrize(
    ("days", "events", "incidents"),
    [
        ({}, 5, 1),
        ({"since": DAY}, 4, 1),
        ({"until": DAY}, 4, 1),
        ({"since": date(2024, 3, 2)}, 0, 0),
        ({"until": date(2024, 2, 29)}, 0, 0),
    ],
)
def test_export_of_days_has_what_articles_of_these_days_tell(
    output: OutputFolder, days: dict[str, date], events: int, incidents: int
) -> None:
    output.commit("r1", **RUNS["r1"] | {"incidents": [replace(SHELLING, location=PLACE)]})
    assert len(table(output.ledger, "gdelt", **days)) == events
    assert len(table(output.ledger, "acled", **days)) == incidents
    assert len(features(output.ledger, **days)) == incidents


@pytest.mark.parametrize("name", LAYOUTS)
def test_export_of_hostile_text_is_harmless(output: OutputFolder, name: str) -> None:
    told = article("a", "x", "r1", url="=cmd|calc", source_name="@SUM(A1)")
    who = f"=1+1{HOSTILE}"
    tells = replace(
        event("e1", told), sentence=f"+1,\n{HOSTILE}", actors=(Participant(text=who, start=0, end=1, name=who),)
    )
    happened = incident(
        "i1", "a", event_ids=("e1",), location=PLACE, actors=(IncidentParticipant(name=who, event_id="e1"),)
    )
    output.commit("r1", articles=[told], events=[tells], incidents=[happened])
    text = written(output.ledger, name)
    assert not {"\x1b", "\u202e"} & set(text)
    if name == "geojson":
        assert features(output.ledger)[0]["properties"]["actors"] == [who]
    else:
        (row,) = table(output.ledger, name)
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "@"))]
        assert row["Actor1Name" if name == "gdelt" else "actor1"].startswith("'=1+1\\u001b[2J\\u202etxt")


def test_export_does_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    outputs = [OutputFolder(tmp_path / name) for name in ("a", "b")]
    outputs[0].commit("r1", **RUNS["r1"])
    outputs[1].commit("r1", **{name: rows[::-1] for name, rows in RUNS["r1"].items()})
    for name in LAYOUTS:
        assert written(outputs[0].ledger, name) == written(outputs[1].ledger, name)
