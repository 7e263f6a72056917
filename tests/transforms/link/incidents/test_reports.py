"""Which events of an article are one happening, and what the report of it holds."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.flow.linking import LinkEvent, ReportedCount
from tests.transforms.link.incidents.linking import article, person, place, someone, told, victims
from transforms.link.incidents.mentions import folded_person
from transforms.link.incidents.reports import incident_reports

KIRKUK = place("Kirkuk", region="Kirkuk", country="IQ")
MOSUL = place("Mosul", region="Nineveh", country="IQ")


def groups(*events: LinkEvent) -> list[tuple[str, ...]]:
    return [report.event_ids for report in incident_reports(article(*events))]


def test_reports_tellings_of_one_bombing_are_one() -> None:
    bombing = told("e1", "bombing", event_mode="bombing", location=KIRKUK, on=9, salience=0.9)
    killed = told("e2", "kill", event_mode="killing", location=KIRKUK, on=9, casualties=(victims("killed", 14),))
    attack = told("e3", "attack")
    died = told("e4", "die", "DEATH", on=9, casualties=(victims("killed", 14),))
    assert groups(bombing, killed, attack, died) == [("e1", "e2", "e3", "e4")]


def test_reports_one_wrong_place_does_not_part() -> None:
    bombing = told("e1", "bombing", event_mode="bombing", location=KIRKUK, on=9, salience=0.9)
    same = told("e2", "bombing", event_mode="bombing", location=MOSUL, on=9)
    assert groups(bombing, same) == [("e1", "e2")]


def test_reports_one_wrong_day_does_not_part_what_names_the_same_victim() -> None:
    shot = told("e1", "shoot", event_mode="shooting", recipients=(person("Ann Lee"),), on=9, salience=0.9)
    died = told("e2", "die", "DEATH", recipients=(person("Ann Lee"),), on=2)
    assert groups(shot, died) == [("e1", "e2")]


def test_reports_another_place_and_day_are_another_happening() -> None:
    today = told("e1", "bombing", event_mode="bombing", location=KIRKUK, on=9, salience=0.9)
    earlier = told("e2", "bombing", event_mode="bombing", location=MOSUL, on=2)
    assert groups(today, earlier) == [("e1",), ("e2",)]


def test_reports_another_course_of_events_with_another_count_is_another_happening() -> None:
    def groups_with(mode: str, killed: int) -> list[tuple[str, ...]]:
        bombed = told("e1", "bombing", event_mode="bombing", on=9, salience=0.9, casualties=(victims("killed", 12),))
        return groups(bombed, told("e2", "kill", event_mode=mode, on=9, casualties=(victims("killed", killed),)))

    assert groups_with("shooting", 2) == [("e1",), ("e2",)]
    assert groups_with("shooting", 12) == groups_with("explosion", 14) == groups_with("killing", 2) == [("e1", "e2")]


def test_reports_background_is_a_happening_of_its_own() -> None:
    today = told("e1", "battle", event_mode="clash", location=MOSUL, on=9, salience=0.9)
    of_2016 = told("e2", "battle", event_mode="clash", location=MOSUL, modality="historical")
    assert groups(today, of_2016) == [("e1",), ("e2",)]


def test_reports_an_arrest_is_not_the_killing() -> None:
    killed = told("e1", "kill", event_mode="killing", location=KIRKUK, on=9, salience=0.9)
    arrested = told("e2", "arrest", "COERCE", event_mode="arrest", location=KIRKUK, on=9)
    assert groups(killed, arrested) == [("e1",), ("e2",)]


def test_reports_what_is_denied_joins_what_happened_and_founds_nothing() -> None:
    shot = told("e1", "shoot", event_mode="shooting", actors=(person("Ann Lee"),), on=9)
    denied = told("e2", "shoot", event_mode="shooting", actors=(person("Ann Lee"),), modality="denied", salience=0.9)
    planned = told("e3", "election", "ELECT", modality="planned")
    assert groups(shot, denied, planned) == [("e1", "e2")]


def test_reports_an_unlikely_event_founds_nothing_unless_it_has_casualties() -> None:
    assert groups(told("e1", "hit", confidence=0.4)) == []
    assert groups(told("e1", "hit", confidence=0.4, casualties=(victims("injured", 2),))) == [("e1",)]


def test_reports_visits_of_different_people_are_two() -> None:
    one = told("e1", "visit", "CONSULT", event_mode="visit", actors=(person("Ann Lee"),), on=9)
    other = told("e2", "visit", "CONSULT", event_mode="visit", actors=(person("Bob Ray"),), on=9)
    again = told("e3", "travel", "CONSULT", actors=(person("Ann Lee"),))
    assert groups(one, other, again) == [("e1", "e3"), ("e2",)]


def test_reports_hold_what_their_most_salient_events_say() -> None:
    early = told("e1", "shooting", on=9, casualties=(victims("killed", 2),), salience=0.2)
    main = told(
        "e2",
        "shoot",
        event_mode="shooting",
        location=KIRKUK,
        recipients=(person("Ann B. Lee"), someone("a 16-year-old boy")),
        casualties=(victims("killed", 3),),
        on=9,
        salience=0.9,
    )
    (report,) = incident_reports(article(early, main, people=("Al Gore",), title="Boy, 12, hurt"))
    assert report.report_id == "e1"
    assert (report.group, report.modes, report.triggers) == ("harm", {"shooting"}, {"shooting", "shoot"})
    assert (report.towns, report.regions) == ({"kirkuk": 1}, {"IQ/Kirkuk"})
    assert list(report.days.values()) == [1]
    assert (report.victims, report.actors) == ({"ann lee": 1}, {})
    assert (report.ages, report.people) == ({12, 16}, {"ann lee", "al gore"})
    assert report.counts == {"killed": ReportedCount(low=3, high=3, event=1)}


def test_reports_what_the_article_names_goes_with_the_leading_report_of_a_group() -> None:
    main = told("e1", "shoot", event_mode="shooting", location=KIRKUK, on=9, salience=0.9)
    other = told("e2", "shoot", event_mode="shooting", location=MOSUL, on=2, salience=0.3)
    first, second = incident_reports(article(other, main, people=("Ann Lee",)))
    assert (first.people, second.people) == (frozenset(), {"ann lee"})


def test_folded_person_keeps_first_and_last_name() -> None:
    assert folded_person("Jacob Á. Lara, Jr.") == folded_person("jacob lara") == "jacob lara"


some_events = st.lists(
    st.builds(
        lambda number, **fields: told(f"e{number}", **fields),
        st.integers(0, 99),
        trigger=st.sampled_from(["kill", "shoot", "visit"]),
        event_type=st.sampled_from(["ASSAULT", "DEATH", "CONSULT"]),
        event_mode=st.sampled_from([None, "shooting", "bombing"]),
        on=st.sampled_from([None, 2, 9]),
        location=st.sampled_from([None, KIRKUK, MOSUL]),
        modality=st.sampled_from(["asserted", "planned", "historical"]),
        confidence=st.sampled_from([0.4, 0.9]),
        salience=st.sampled_from([0.1, 0.5]),
        recipients=st.sampled_from([(), (person("Ann Lee"),), (person("Bob Ray"),)]),
    ),
    max_size=9,
    unique_by=lambda event: event.event_id,
)


@given(some_events)
def test_reports_hold_each_event_once_and_in_order(events: list[LinkEvent]) -> None:
    reports = incident_reports(article(*events))
    position = {event.event_id: index for index, event in enumerate(events)}
    held = [position[event_id] for report in reports for event_id in report.event_ids]
    assert len(held) == len(set(held))
    assert all(list(report.event_ids) == sorted(report.event_ids, key=position.__getitem__) for report in reports)
    assert [position[report.report_id] for report in reports] == sorted(position[one.report_id] for one in reports)
    by_id = {event.event_id: event for event in events}
    for report in reports:
        own = [by_id[event_id] for event_id in report.event_ids]
        assert any(event.modality != "planned" for event in own)
        assert len({event.modality == "historical" for event in own}) == 1
