"""Every row of a run keeps the contract of the tables: spans, closed lists, ids, sums."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest

from schemas.codebook import EVENT_MODES, EVENT_TYPES, SECTORS
from schemas.rows.failure import REASONS, STAGES
from schemas.tables import TABLES, columns
from tests.end_to_end.command import newsbeam
from tests.end_to_end.corpus import write_corpus

pytestmark = pytest.mark.model

ARTICLES = Path(__file__).parent.parent / "data" / "articles"
ID = re.compile(r"[0-9a-f]{32}")
NAMED = frozenset(("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"))
CLOSED_LISTS: dict[tuple[str, str], frozenset[str]] = {
    ("articles", "outcome"): frozenset(("coded", "duplicate", "unsupported_language", "too_short")),
    ("articles", "published_precision"): frozenset(("second", "minute", "day", "month", "year")),
    ("articles", "published_basis"): frozenset(("record", "json_ld", "meta", "text", "url", "http")),
    ("entities", "type"): NAMED | {"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY"},
    ("quotes", "kind"): frozenset(("direct", "indirect", "mixed")),
    ("events", "event_type"): frozenset(EVENT_TYPES),
    ("events", "event_mode"): frozenset(EVENT_MODES),
    ("events", "location_basis"): frozenset(("clause", "sentence", "paragraph", "article")),
    ("events", "date_precision"): frozenset(("day", "week", "month", "year")),
    ("events", "date_basis"): frozenset(("explicit", "relative", "publication")),
    ("events", "modality"): frozenset(
        ("asserted", "reported", "planned", "hypothetical", "denied", "negated", "historical")
    ),
    ("failures", "stage"): frozenset(STAGES),
    ("failures", "reason"): frozenset(REASONS),
}
KINDS = frozenset(("killed", "injured", "missing", "displaced", "arrested", "abducted"))
UNUSUAL_TEXTS = {
    "numbers.txt": f"{'9' * 25} people were killed in Cali on Monday. At least {'8' * 400} were hurt. It cost $1e999.",
    "quotes.txt": '"“\'\' "He said." said he, "" he said. ”“ "Killing the killed," they told them, "kills."',
    "times.txt": "Rebels attacked Gao in the third quarter of 2023, in the 1990s, last winter, in the 20th century and "
    "on Friday night. The army freed 20 of the hostages over the weekend and will meet the rebels next month.",
    "letters.txt": "İ ﬁre killed ½ of ² people in İstanbul on 31 February 2023. Ⅷ dead, ٣ wounded, 99/99/9999.",
    "datelines.txt": "CALI, Colombia, Nov. 29 (Reuters) — Gunmen killed two guards of a bank in Cali, police said.",
    "lone.jsonl": '{"id": "\\ud800", "url": "http://[::1", "text": "Rebels seized the town of Gao. \\udfff", '
    '"published_at": "0001-01-01T00:00:00+14:00"}\n',
}
"""Texts that test the limits of the extraction steps."""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """All tables of a run on sample articles, a corpus with broken records, and unusual texts."""
    folder = tmp_path_factory.mktemp("contract")
    write_corpus(folder / "news", count=30)
    for name, text in UNUSUAL_TEXTS.items():
        (folder / "news" / name).write_text(text)
    newsbeam("run", ARTICLES, folder / "news", "--output", folder / "out", "--workers", "1", "--quiet")
    with duckdb.connect(str(folder / "out" / "newsbeam.duckdb"), read_only=True) as database:
        database.execute("SET TimeZone = 'UTC'")
        return {name: database.table(name).to_arrow_table().to_pylist() for name in TABLES}


def rows_with_articles(
    rows: dict[str, list[dict[str, Any]]], table: str
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The rows of a table, each with its article."""
    articles = {(row["article_id"], row["content_id"]): row for row in rows["articles"]}
    assert rows[table]
    for row in rows[table]:
        yield row, articles[row["article_id"], row["content_id"]]


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """All structs with text, start and end, at any depth."""
    if isinstance(value, dict):
        if {"text", "start", "end"} <= value.keys():
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


def missing_values(record: type, value: dict[str, Any], path: str) -> Iterator[str]:
    """Paths of required columns without a value."""
    for column in columns(record):
        inner = value[column.name]
        if inner is None:
            if not column.nullable or column.repeated:
                yield f"{path}.{column.name}"
        elif hasattr(column.type, "__dataclass_fields__"):
            for nested in inner if column.repeated else [inner]:
                yield from missing_values(column.type, nested, f"{path}.{column.name}")
        elif column.repeated and None in inner:
            yield f"{path}.{column.name}[]"


@pytest.mark.parametrize("table", ["articles", "entities", "quotes", "events", "failures", "runs", "inputs"])
def test_table_required_columns_are_filled_and_keys_unique(rows: dict[str, list[dict[str, Any]]], table: str) -> None:
    assert rows[table]
    assert {path for row in rows[table] for path in missing_values(TABLES[table].record, row, table)} == set()
    keys = [tuple(row[column] for column in TABLES[table].key) for row in rows[table]]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(("table", "column"), sorted(CLOSED_LISTS))
def test_column_values_are_in_closed_list(rows: dict[str, list[dict[str, Any]]], table: str, column: str) -> None:
    assert {row[column] for row in rows[table]} - {None} <= CLOSED_LISTS[table, column]


def test_ids_are_hexadecimal(rows: dict[str, list[dict[str, Any]]]) -> None:
    for table in ("articles", "entities", "quotes", "events", "failures", "runs"):
        for row in rows[table]:
            for name, value in row.items():
                if name.endswith("_id") and name not in ("external_id",) and value is not None:
                    assert ID.fullmatch(value), (table, name, value)


def test_run_accounts_for_every_record(rows: dict[str, list[dict[str, Any]]]) -> None:
    (run,) = rows["runs"]
    early = sum(row["stage"] in ("read", "parse", "clean") for row in rows["failures"])
    assert run["records_read"] == run["articles"] + run["repeats"] + early
    assert run["records_read"] == sum(row["record_count"] for row in rows["inputs"])
    assert run["articles"] == len(rows["articles"])
    assert run["events"] == len(rows["events"])
    assert run["failures"] == len(rows["failures"]) == sum(reason["count"] for reason in run["failures_by_reason"])
    assert {row["stage"] for row in rows["failures"]} <= {"read", "parse", "clean"}  # unusual texts break no step


def test_article_text_is_normalized(rows: dict[str, list[dict[str, Any]]]) -> None:
    for row in rows["articles"]:
        paragraphs = row["text"].split("\n\n")
        assert all(text and text == text.strip() and "\n" not in text for text in paragraphs)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]", row["text"])
        assert row["word_count"] == len(row["text"].split())
        assert row["removed_chars"] >= 0
        assert (
            (row["published_date"] is None) == (row["published_precision"] is None) == (row["published_basis"] is None)
        )


@pytest.mark.parametrize("table", ["entities", "quotes", "events"])
def test_spans_match_text_of_coded_article(rows: dict[str, list[dict[str, Any]]], table: str) -> None:
    for row, article in rows_with_articles(rows, table):
        assert article["outcome"] == "coded"
        for name in ("run_id", "published_at", "published_date"):
            assert row[name] == article[name]
        for span in spans({name: value for name, value in row.items() if name != "text"}):
            assert span["start"] < span["end"]
            assert article["text"][span["start"] : span["end"]] == span["text"]


def test_entities_are_consistent(rows: dict[str, list[dict[str, Any]]]) -> None:
    for row, _ in rows_with_articles(rows, "entities"):
        starts = [mention["start"] for mention in row["mentions"]]
        assert starts == sorted(starts)
        assert (
            len({(mention["start"], mention["end"]) for mention in row["mentions"]})
            == len(starts)
            == row["mention_count"]
        )
        assert row["first_start"] == starts[0]
        assert 0 <= row["salience"] <= 1
        assert row["name"] not in row["aliases"]
        assert len(set(row["aliases"])) == len(row["aliases"])
        assert row["role"] is None or row["type"] == "PERSON"
        assert row["geo"] is None or row["type"] != "PERSON"
        assert row["time"] is None or row["type"] in ("DATE", "TIME")
        _check_coordinates(row["geo"])


def test_entities_timex_is_unique_per_article(rows: dict[str, list[dict[str, Any]]]) -> None:
    seen = [
        (row["article_id"], row["content_id"], row["type"], row["time"]["timex"])
        for row in rows["entities"]
        if row["time"]
    ]
    assert seen
    assert len(set(seen)) == len(seen)
    for row in rows["entities"]:
        if row["time"] and row["time"]["start"] and row["time"]["end"]:
            assert row["time"]["start"] <= row["time"]["end"]


def test_quotes_are_consistent(rows: dict[str, list[dict[str, Any]]]) -> None:
    entities = _entities(rows)
    for row, article in rows_with_articles(rows, "quotes"):
        parts = [(part["start"], part["end"]) for part in row["parts"]]
        assert parts
        assert parts == sorted(parts)
        assert all(end <= start for (_, end), (start, _) in pairwise(parts))
        assert (parts[0][0], parts[-1][1]) == (row["quote_start"], row["quote_end"])
        assert row["text"] == " ".join(article["text"][start:end] for start, end in parts)
        for participant in (row["speaker"], row["addressee"]):
            _check_resolved(participant, row, entities)


def test_events_are_consistent(rows: dict[str, list[dict[str, Any]]]) -> None:
    entities = _entities(rows)
    for row, article in rows_with_articles(rows, "events"):
        assert row["event_mode"] is None or row["event_type"] in EVENT_MODES[row["event_mode"]].types
        assert article["text"][row["sentence_start"] : row["sentence_end"]] == row["sentence"]
        assert row["sentence_start"] <= row["trigger"]["start"] < row["trigger"]["end"] <= row["sentence_end"]
        assert 0 <= row["confidence"] <= 1
        assert 0 <= row["salience"] <= 1
        for participant in (*row["actors"], *row["recipients"]):
            assert participant["sector"] is None or participant["sector"] in SECTORS
            assert participant["country_code"] is None or re.fullmatch("[A-Z]{2}", participant["country_code"])
            _check_resolved(participant, row, entities)
        _check_resolved(row["attribution"], row, entities)


def test_articles_main_event_is_the_most_salient_that_happened(rows: dict[str, list[dict[str, Any]]]) -> None:
    happened: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for event, article in rows_with_articles(rows, "events"):
        if event["modality"] in ("asserted", "reported"):
            happened.setdefault((article["article_id"], article["content_id"]), []).append(event)
    assert happened
    for row in rows["articles"]:
        events = happened.get((row["article_id"], row["content_id"]), [])
        most = max((event["salience"] for event in events), default=None)
        main = [event["salience"] for event in events if event["event_id"] == row["main_event_id"]]
        assert (main == [most]) if events else row["main_event_id"] is None


def test_events_places_and_dates_are_consistent(rows: dict[str, list[dict[str, Any]]]) -> None:
    for row in rows["events"]:
        place = row["location"]
        assert (place is None) == (row["location_basis"] is None)
        assert row["country_code"] == (place and place["country_code"])
        assert row["admin1"] == (place and place["admin1"])
        _check_coordinates(place)
        empty = row["date_start"] is None
        assert empty == (row["date_end"] is None) == (row["date_precision"] is None) == (row["date_basis"] is None)
        assert empty or row["date_start"] <= row["date_end"]
        if row["date_basis"] == "publication":
            assert row["date_text"] is None
            assert row["date_start"] == row["published_date"]


def test_events_casualties_are_consistent(rows: dict[str, list[dict[str, Any]]]) -> None:
    assert [row for row in rows["events"] if row["casualties"]]
    for row in rows["events"]:
        for casualties in row["casualties"]:
            assert casualties["kind"] in KINDS
            for count in (casualties, *casualties["includes"]):
                assert count["low"] >= 0
                assert count["high"] is None or count["low"] <= count["high"]
        for kind in ("killed", "injured"):
            lows = [count["low"] for count in row["casualties"] if count["kind"] == kind]
            assert row[f"{kind}_low"] == max(lows, default=None)


def _entities(rows: dict[str, list[dict[str, Any]]]) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {(row["article_id"], row["content_id"], row["entity_id"]): row for row in rows["entities"]}


def _check_resolved(
    participant: dict[str, Any] | None, row: dict[str, Any], entities: dict[tuple[str, str, str], Any]
) -> None:
    """A participant that is resolved to an entity has the name of that entity."""
    if participant and participant["entity_id"]:
        entity = entities[row["article_id"], row["content_id"], participant["entity_id"]]
        assert entity["name"] == participant["name"]


def _check_coordinates(place: dict[str, Any] | None) -> None:
    if place is None:
        return
    assert place["country_code"] is None or re.fullmatch("[A-Z]{2}", place["country_code"])
    assert (place["latitude"] is None) == (place["longitude"] is None)
    if place["latitude"] is not None:
        assert -90 <= place["latitude"] <= 90
        assert -180 <= place["longitude"] <= 180
