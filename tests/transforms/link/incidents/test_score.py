"""How likely reports of two articles are of one happening, and why."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from schemas.flow.linking import ArticleProfile, IncidentLink, LinkReason
from tests.transforms.link.incidents.linking import person, place, profile, someone, told, victims
from transforms.link.incidents.evidence import article_evidence, evidence_of, reasons_of, reasons_within
from transforms.link.incidents.score import incident_links

TOWN = place("Salinas", region="California")
OTHER_TOWN = place("Chicago", region="Illinois")
LIKELY, UNLIKELY = 0.6, 0.05
"""That two articles are on one matter."""


def shooting(name: str, *, victim: str = "Ann Lee", **fields: object) -> ArticleProfile:
    """An article on a shooting in a town."""
    given = {"on": 9, "location": TOWN, "recipients": (person(victim),), **fields}
    return profile(told(name, "shoot", event_mode="shooting", **given))


def score(one: ArticleProfile, other: ArticleProfile, story: float = LIKELY) -> float:
    return max((link.score for link in incident_links(one, other, story)), default=0.0)


def test_links_same_place_day_and_victim_join() -> None:
    (link,) = incident_links(shooting("a"), shooting("b"), LIKELY)
    assert link.score > 0.9
    assert [(one.event_id, one.other_event_id, one.reason) for one in link.reasons] == [
        ("a", "b", "same_place"),
        ("a", "b", "same_day"),
        ("a", "b", "same_victim"),
    ]


def test_links_a_missing_or_wrong_place_or_day_does_not_part() -> None:
    for fields in ({"location": None}, {"location": OTHER_TOWN}, {"on": None}, {"on": 2}):
        assert score(shooting("a"), shooting("b", **fields)) > 0.5, fields


def test_links_one_town_and_day_with_other_victims_and_counts_part() -> None:
    one = shooting("a", victim="Ann Lee", casualties=(victims("killed", 1, text="Ann Lee, 31"),))
    other = shooting("b", victim="Bob Ray", casualties=(victims("killed", 4, text="Bob Ray, 52"),))
    assert score(one, other, UNLIKELY) < 0.5


def test_links_a_bombing_and_a_shooting_that_count_differently_part() -> None:
    def counted(name: str, mode: str, killed: int) -> ArticleProfile:
        casualties = (victims("killed", killed),)
        return profile(told(name, "kill", event_mode=mode, on=9, location=TOWN, casualties=casualties))

    bombing = counted("a", "bombing", 12)
    assert score(bombing, counted("b", "shooting", 2)) < 0.5
    assert score(bombing, counted("b", "explosion", 14)) > 0.5
    assert score(bombing, counted("b", "shooting", 12)) > 0.5


def test_links_other_town_and_day_part() -> None:
    other = shooting("b", victim="Bob Ray", location=OTHER_TOWN, on=2)
    assert score(shooting("a"), other) < 0.5


def test_links_words_alone_do_not_join() -> None:
    one, other = (profile(told(name, "shoot", event_mode="shooting")) for name in "ab")
    (link,) = incident_links(one, other, 1.0)
    assert (link.score, link.reasons) == (0.49, ())


def test_links_reports_of_other_groups_of_types_are_not_compared() -> None:
    arrest = profile(told("b", "arrest", "COERCE", on=9, location=TOWN, recipients=(person("Ann Lee"),)))
    assert incident_links(shooting("a"), arrest, LIKELY) == []


def test_links_visits_are_told_apart_by_who_takes_part() -> None:
    def visit(name: str, guest: str) -> ArticleProfile:
        return profile(told(name, "visit", "CONSULT", event_mode="visit", actors=(person(guest),), on=9, location=TOWN))

    assert score(visit("a", "Ann Lee"), visit("b", "Ann Lee")) > 0.5
    assert score(visit("a", "Ann Lee"), visit("b", "Bob Ray")) < 0.5


def test_evidence_a_count_within_a_range_agrees_and_another_does_not() -> None:
    def counted(name: str, low: int, high: int | None) -> ArticleProfile:
        return profile(told(name, "kill", casualties=(victims("killed", low, high),)))

    def counts(one: ArticleProfile, other: ArticleProfile) -> tuple[bool, float]:
        evidence = evidence_of(one.reports[0], other.reports[0], article_evidence(one, other, LIKELY))
        return evidence.same_counts > 0, evidence.other_counts

    assert counts(counted("a", 12, 12), counted("b", 12, 12)) == (True, 0)
    assert counts(counted("a", 12, 12), counted("b", 10, 20)) == (True, 0)
    assert counts(counted("a", 12, 12), counted("b", 14, 14)) == (False, 1)


def test_evidence_a_day_within_a_period_is_not_apart() -> None:
    day, month = shooting("a"), shooting("b", on=None)
    month = replace(month, reports=(replace(month.reports[0], period=(20_500, 20_540)),))
    evidence = evidence_of(day.reports[0], month.reports[0], article_evidence(day, month, LIKELY))
    assert (evidence.same_day, evidence.days_apart) == (0, 0)


def test_reasons_lead_to_the_events_that_give_them() -> None:
    one = profile(
        told("a1", "shooting", location=TOWN, on=9, salience=0.9),
        told("a2", "kill", event_mode="killing", casualties=(victims("killed", 3),), on=9, location=TOWN),
    )
    other = profile(
        told("b1", "shoot", event_mode="shooting", casualties=(victims("killed", 3),), actors=(someone("a man"),))
    )
    assert reasons_of(one.reports[0], other.reports[0]) == (
        LinkReason(event_id="a2", other_event_id="b1", reason="same_count"),
    )
    assert reasons_within(one.reports[0]) == (LinkReason(event_id="a1", other_event_id="a2", reason="same_article"),)


@st.composite
def a_profile(draw: st.DrawFn, name: str) -> ArticleProfile:
    """An article with up to three reports."""
    events = [
        told(
            f"{name}{number}",
            draw(st.sampled_from(["shoot", "visit"])),
            draw(st.sampled_from(["ASSAULT", "CONSULT", "DEATH"])),
            event_mode=draw(st.sampled_from([None, "shooting"])),
            on=draw(st.sampled_from([None, 2, 8, 9])),
            location=draw(st.sampled_from([None, TOWN, OTHER_TOWN])),
            recipients=draw(st.sampled_from([(), (person("Ann Lee"),), (person("Bob Ray"), person("Ann Lee"))])),
            actors=draw(st.sampled_from([(), (person("Bob Ray"),)])),
            casualties=draw(st.sampled_from([(), (victims("killed", 2),), (victims("killed", 1, 3),)])),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    return profile(*events, article_id=name)


def mirrored(link: IncidentLink) -> IncidentLink:
    return IncidentLink(
        report_id=link.other_report_id,
        other_report_id=link.report_id,
        score=link.score,
        reasons=tuple(
            LinkReason(event_id=one.other_event_id, other_event_id=one.event_id, reason=one.reason)
            for one in link.reasons
        ),
    )


def by_reports(link: IncidentLink) -> tuple[str, str]:
    return link.report_id, link.other_report_id


@given(a_profile("a"), a_profile("b"), st.floats(0, 1))
def test_links_are_the_same_the_other_way_round(one: ArticleProfile, other: ArticleProfile, story: float) -> None:
    links = incident_links(one, other, story)
    assert links == incident_links(one, other, story)
    there_and_back = [mirrored(link) for link in incident_links(other, one, story)]
    assert sorted(links, key=by_reports) == sorted(there_and_back, key=by_reports)
    assert all(0 <= link.score <= 1 and (link.score < 0.5 or link.reasons) for link in links)
