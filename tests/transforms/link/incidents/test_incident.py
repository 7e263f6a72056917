"""The row of an incident."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from schemas.flow.linking import LinkParticipant, LinkReason, ReportedIncident
from schemas.ids import incident_id
from schemas.rows.incident import Incident, MergeReason
from tests.transforms.link.incidents.reports import count, day, event, report, some_reports, three_days
from transforms.link.incidents.incident import make_incident
from transforms.link.incidents.tolls import standing, toll


def test_make_incident_three_days_gives_the_toll_as_it_was_known() -> None:
    row = make_incident(three_days(), [])
    assert [(claim.source, claim.low, claim.event_id, claim.superseded_by) for claim in row.claims] == [
        ("police", 12, "e1", "e4"),
        ("Reuters", 13, "e2", None),
        ("police", 14, "e4", None),
    ]
    assert (row.killed_low, row.killed_high, row.killed_best) == (13, 14, 14)
    assert (row.article_count, row.independent_count) == (5, 2)
    assert row.article_ids == ("a.com/1", "b.com", "c.com", "d.com", "a.com/2")
    assert (row.first_published_at, row.last_published_at) == (day(1), day(3))
    assert row.incident_id == incident_id("e1")
    assert (row.disagreement, row.revision, row.replaced_by) == (1.0, 1, None)
    known = {on: toll(standing(row.claims, before=day(on + 1)), "killed").best for on in (0, 1, 2, 3)}
    assert known == {0: None, 1: 12, 2: 13, 3: 14}


@given(some_reports(), st.randoms())
def test_make_incident_does_not_depend_on_the_order_of_its_inputs(
    reports: list[ReportedIncident], random: object
) -> None:
    reasons = [
        LinkReason(event_id=one.report_id, other_event_id=other.report_id, reason="same_place")
        for one in reports
        for other in reports
        if one.report_id < other.report_id
    ]
    row = make_incident(reports, reasons)
    shuffled, mixed = reports[::-1], [*reasons[::-1], *reasons]
    random.shuffle(shuffled)
    assert make_incident(shuffled, mixed) == row


@given(some_reports())
def test_make_incident_earlier_reports_alone_give_what_was_known_then(reports: list[ReportedIncident]) -> None:
    row = make_incident(reports, [])
    for number in (1, 2, 3):
        known = [one for one in reports if one.published_at is None or one.published_at <= day(number)]
        best = make_incident(known, []).killed_best if known else None
        assert toll(standing(row.claims, before=day(number + 1)), "killed").best == best


def test_make_incident_denied_and_planned_events_count_nobody() -> None:
    reports = [
        report("a.com", event("e1", count("killed", 2)), on=1),
        report("b.com", event("e2", count("killed", 9), modality="planned"), on=1),
        report("c.com", event("e3", count("killed", 9), modality="denied", by="police"), on=1),
    ]
    row = make_incident(reports, [])
    assert [claim.event_id for claim in row.claims] == ["e1"]
    assert row.event_ids == ("e1", "e2", "e3")
    assert row.killed_best == 2


def test_make_incident_without_counts_has_no_toll() -> None:
    row = make_incident([report("a.com", event("e1"))], [])
    assert (row.killed_low, row.killed_high, row.killed_best, row.claims) == (None, None, None, ())
    assert (row.first_published_at, row.date_start, row.location) == (None, None, None)


def test_make_incident_merge_reasons_are_sorted_and_distinct() -> None:
    reports = [
        report("a.com", event("e2"), event("e1", sentence_start=50), on=1, copies=("b.com", "c.com")),
        report("d.com", event("e3"), on=2),
    ]
    links = [
        LinkReason(event_id="e3", other_event_id="e1", reason="same_day"),
        LinkReason(event_id="e1", other_event_id="e3", reason="same_day"),
    ]
    assert make_incident(reports, links).merge_reasons == (
        MergeReason(event_id="e1", other_event_id="e2", reason="same_article"),
        MergeReason(event_id="e1", other_event_id="e3", reason="same_day"),
        MergeReason(event_id="e2", other_event_id="e2", reason="same_wire_text"),
    )


def test_make_incident_id_is_that_of_the_earliest_event() -> None:
    earlier = report("b.com", event("e9"), on=1)
    later = report("a.com", event("e1"), on=2)
    assert make_incident([later, earlier], []).incident_id == incident_id("e9")
    assert make_incident([later, replace(earlier, order="9", published_at=None)], []).incident_id == incident_id("e1")


def test_make_incident_values_are_those_of_most_independent_reports() -> None:
    reports = [
        report("a.com", event("e1", date_start=date(2024, 3, 1), date_precision="day", date_basis="explicit"), on=1),
        report("b.com", event("e2", date_start=date(2024, 3, 1), date_precision="day", date_basis="explicit"), on=1),
        report("c.com", event("e3", date_start=date(2024, 3, 2), date_precision="day", date_basis="explicit"), on=1),
        report("d.com", event("e4", event_type="PROTEST", confidence=0.3), on=1),
    ]
    row: Incident = make_incident(reports, [])
    assert (row.event_type, row.date_start, row.date_precision) == ("ASSAULT", date(2024, 3, 1), "day")


def test_make_incident_pronouns_are_no_participants_unless_it_is_told_whom_they_mean() -> None:
    gunmen, it, who = (LinkParticipant(text=text) for text in ("Gunmen", "It", "WHO"))
    they = LinkParticipant(text="they", entity_id="army", name="the army")
    told = report("a.com", event("e1", actors=(it, gunmen, they), recipients=(it,)), on=1)
    row = make_incident([told, report("b.com", event("e2", actors=(who,), recipients=(it,)), on=1)], [])
    assert {one.name for one in row.actors} == {"Gunmen", "the army", "WHO"}
    assert row.recipients == ()
