"""Rows of the events table: casualties, modality and date, spans, ids, failures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.codebook import EVENT_MODES, EVENT_TYPES, SECTORS
from schemas.flow.annotation import Annotation
from schemas.rows.event import Event
from tests.documents import make_article
from transforms.extract.annotate.annotator import annotator
from transforms.extract.document import Document, build_document
from transforms.extract.events import extract
from transforms.extract.events.extract import ExtractEvents, extract_events, rated_events, with_subject
from transforms.extract.extract_rows import ExtractRows

Parse = Callable[..., Document]

SENTENCES = (
    "Rebels attacked a market in Lima on Tuesday, killing at least 27 traders and injuring forty others.",
    "The minister said police had arrested two men.",
    "Peru and Chile signed a trade agreement.",
    "Nobody was hurt.",
    "A third man was in critical condition.",
    "The sky was grey.",
)

pytestmark = pytest.mark.model


def test_extract_events_consequence_gives_casualties_to_cause(parse: Parse) -> None:
    event, killing, injuring = extract_events(parse(SENTENCES[0]))
    assert (event.event_type, event.killed_low, event.injured_low) == ("ASSAULT", 27, 40)
    assert (killing.killed_low, killing.injured_low) == (27, None)
    assert (injuring.killed_low, injuring.injured_low) == (None, 40)
    assert [one.text for one in event.actors] == ["Rebels"]
    assert event.country_code == "PE"


def test_extract_events_reported_event_has_attribution(parse: Parse) -> None:
    (event,) = extract_events(parse(SENTENCES[1]))
    assert (event.event_type, event.event_mode, event.modality) == ("COERCE", "arrest", "reported")
    assert event.attribution is not None
    assert event.attribution.text == "The minister"


def test_extract_events_casualties_without_trigger_yield_event(parse: Parse) -> None:
    (event,) = extract_events(parse("A third man was listed in critical condition at the hospital."))
    assert event.injured_low == 1
    assert [one.text for one in event.recipients] == ["A third man"]


def test_extract_events_article_without_events_yields_none(parse: Parse) -> None:
    assert extract_events(parse("The sky was grey. A cat slept on the wall.")) == ()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(picked=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4))
def test_extract_events_any_sentences_keep_contract(parse: Parse, picked: list[str]) -> None:
    document = parse(" ".join(picked))
    rows = extract_events(document)
    assert len({row.event_id for row in rows}) == len(rows)
    assert [row.trigger.start for row in rows] == sorted(row.trigger.start for row in rows)
    for row in rows:
        spans = [
            row.trigger,
            *row.actors,
            *row.recipients,
            *filter(None, [row.instrument, row.location, row.date_text]),
        ]
        assert all(document.text[span.start : span.end] == span.text for span in spans)
        assert document.text[row.sentence_start : row.sentence_end] == row.sentence
        assert row.event_type in EVENT_TYPES
        assert row.event_mode is None or row.event_type in EVENT_MODES[row.event_mode].types
        assert {one.sector for one in (*row.actors, *row.recipients)} <= {None, *SECTORS}
        assert not {(one.start, one.end) for one in row.actors} & {(one.start, one.end) for one in row.recipients}
        assert 0 <= row.confidence <= 1
        assert 0 <= row.salience <= 1


def _annotations() -> list[Annotation]:
    return [annotator().annotate(make_article(text)) for text in SENTENCES[:3]]


def test_extract_events_transform_yields_rows() -> None:
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        output = pipeline | beam.Create(_annotations()) | ExtractEvents()
        kinds = output.events | beam.Map(_kind).with_output_types(str)
        assert_that(kinds, equal_to(["ASSAULT", "ASSAULT", "ASSAULT", "COERCE", "AGREE"]))


def test_extract_events_transform_gives_each_article_once_with_its_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_or_extract(document: Document) -> tuple[Event, ...]:
        if "minister" in document.text:
            raise RuntimeError("no such thing")
        return extract_events(document)

    monkeypatch.setattr(extract, "extract_events", fail_or_extract)
    annotations = [*_annotations(), annotator().annotate(make_article("The sky was grey."))]
    wanted = [annotation.article for annotation in annotations]
    for place in (0, 2, 3):
        document = build_document(annotations[place])
        wanted[place] = with_subject(document, extract_events(document))
    assert [article.main_event_id is not None for article in wanted] == [True, False, True, False]
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        output = pipeline | beam.Create(annotations) | ExtractEvents()
        assert_that(output.articles, equal_to(wanted))


def test_extract_events_transform_invalid_row_is_no_main_event(monkeypatch: pytest.MonkeyPatch) -> None:
    def extract_one_invalid(document: Document) -> tuple[Event, ...]:
        attack, *others = extract_events(document)
        return (replace(attack, killed_low=1 << 64), *others)

    monkeypatch.setattr(extract, "extract_events", extract_one_invalid)
    annotation = _annotations()[0]
    document = build_document(annotation)
    _, *others = extract_events(document)
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        output = pipeline | beam.Create([annotation]) | ExtractEvents()
        assert_that(output.articles, equal_to([with_subject(document, others)]))
        assert_that(output.events, equal_to(others), label="events")


def _kind(event: Any) -> str:
    assert isinstance(event, Event)
    return event.event_type


def test_extract_rows_error_rejects_only_that_article() -> None:
    def fail(document: Document) -> tuple[Event, ...]:
        if "minister" in document.text:
            raise RuntimeError("no such thing")
        return ()

    step = ExtractRows("extract_events", fail)
    step.start_bundle()
    found = [row for annotation in _annotations() for row in step.process(annotation)]
    assert [(row.tag, row.value.stage, row.value.reason) for row in found] == [("rejected", "extract", "extract_error")]


@pytest.mark.model
def test_extract_events_death_stated_by_negation_is_asserted(parse: Parse) -> None:
    document = parse("A boy was shot on Monday. He did not survive.")
    assert [event.modality for event in extract_events(document) if event.killed_low] == ["asserted"] * 2


@pytest.mark.model
def test_extract_events_counts_of_other_times_are_historical(parse: Parse) -> None:
    document = parse("Five people were shot on Monday. Eight people were killed in the city this year.")
    assert [event.modality for event in extract_events(document) if event.killed_low == 8] == ["historical"]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "modality", "day"),
    [
        ("The leaders meet on March 25 in Vienna.", "planned", date(2024, 3, 25)),
        ("The talks on March 25 in Vienna are the third round.", "planned", date(2024, 3, 25)),
        ("The envoy was appointed for 2031.", "asserted", date(2024, 3, 14)),
        ("The leaders met on March 12 in Vienna.", "asserted", date(2024, 3, 12)),
    ],
)
def test_extract_events_future_date_is_planned_or_ignored(parse: Parse, text: str, modality: str, day: date) -> None:
    (event,) = extract_events(parse(text, published_date=date(2024, 3, 14)))
    assert (event.modality, event.date_start) == (modality, day)


def test_extract_events_crash_victims_are_recipients_and_vehicle_instrument(parse: Parse) -> None:
    overturned, injuring = extract_events(parse("A coach overturned in Kent, injuring 30 tourists."))
    assert [one.text for one in overturned.recipients] == [one.text for one in injuring.recipients] == ["30 tourists"]
    assert overturned.actors == injuring.actors == ()
    assert overturned.instrument is not None
    assert overturned.instrument.text == "A coach"


@pytest.mark.parametrize(
    "text",
    [
        "He had been helping pick apples, his mother said.",
        "The bus was negotiating a bend.",
        "Police named the two victims as Ana Ruiz and Bo Li.",
    ],
)
def test_extract_events_ambiguous_verbs_yield_no_event(parse: Parse, text: str) -> None:
    assert not [event for event in extract_events(parse(text)) if event.event_type in ("AID", "CONSULT", "APPOINT")]


@pytest.mark.model
def test_rated_events_probable_ones_and_all_with_casualties_are_kept(parse: Parse) -> None:
    document = parse("Rebels attacked a market in Lima on Tuesday. Three people died.")
    every = rated_events(document)
    assert [bool(one.event.casualties) for one in every] == [False, True]
    least = every[0].event.confidence
    assert rated_events(document, least) == every
    assert rated_events(document, 1.1) == every[1:]
