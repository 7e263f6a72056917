"""An incident as a page shows it."""

from dataclasses import replace
from datetime import UTC, datetime

from pipeline.report.overview.incident_rows import MOST_REPORTS, incident_rows, mark_sentence
from pipeline.report.overview.overview import ReportedIncident, SourceArticle
from schemas.rows.columns import Span
from schemas.rows.incident import Claim, Incident, IncidentParticipant
from tests.pipeline.report.html.rows import LATER, TEXT, full_event, make_event, span

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
MIDNIGHT = datetime(2024, 5, 7, tzinfo=UTC)


def claim(low: int, published_at: datetime | None, event_id: str, **columns: str | int | None) -> Claim:
    known = {"kind": "killed", "low": low, "high": low, "article_id": "a1"}
    return Claim(event_id=event_id, published_at=published_at, **(known | columns))  # type: ignore[arg-type]


def reported(*claims: Claim, articles: int = 1, **columns: object) -> ReportedIncident:
    names = [f"a{number}" for number in range(1, articles + 1)]
    incident = Incident(
        incident_id="i",
        event_type="ASSAULT",
        claims=claims,
        article_count=articles,
        independent_count=1,
        **columns,  # type: ignore[arg-type]
    )
    found = {name: SourceArticle(article_id=name, address="https://example.org", published_at=NOON) for name in names}
    return ReportedIncident(incident=incident, salience=1.0, day=None, articles=found, events={"a1": full_event()})


def pieces(event_sentence: object) -> list[tuple[str, str]]:
    return [
        (piece.text, piece.kind)
        for paragraph in event_sentence  # type: ignore[attr-defined]
        for stretch in paragraph
        for piece in stretch.pieces
    ]


def test_mark_sentence_marks_the_words_of_every_cell_and_keeps_the_sentence() -> None:
    event = full_event()
    found = pieces(mark_sentence(event))
    assert "".join(text for text, _ in found) == event.sentence
    kinds = {kind: text for text, kind in found if kind}
    assert (kinds["actor"], kinds["trigger"], kinds["place"], kinds["date"]) == ("Gunmen", "shot", "Tena", "Monday")
    assert (kinds["instrument"], kinds["casualties"], kinds["source"]) == ("rifles", "six", "Ana Ruiz")


def test_mark_sentence_leaves_out_words_of_other_sentences() -> None:
    event = make_event("fled", date_text=span(Span, "Monday"))
    assert TEXT.index("Monday") < event.sentence_start
    assert pieces(mark_sentence(event)) == [("“They ", ""), ("fled", "trigger"), (LATER[10:], "")]


def test_claims_stand_side_by_side_in_order_with_what_supersedes_them() -> None:
    first = claim(3, NOON, "e1", source="police", superseded_by="e2")
    (row,) = incident_rows(
        [reported(first, claim(5, MIDNIGHT, "e2", source="police"), claim(9, None, "e3", kind="injured", high=None))]
    )
    assert row.kinds == ("killed", "injured")
    assert [one.figures for one in row.claims] == [("3", ""), ("5", ""), ("", "9 or more")]
    assert [one.superseded for one in row.claims] == ["5 killed, 2024-05-07", "", ""]
    assert [one.published for one in row.claims] == ["2024-05-06 12:00", "2024-05-07", "no date"]
    assert [one.source for one in row.claims] == ["police", "police", ""]
    assert {one.report for one in row.claims} == {1}


def test_claim_of_which_the_later_count_is_unknown_does_not_stand() -> None:
    (row,) = incident_rows([reported(claim(3, NOON, "e1", superseded_by="gone"))])
    assert row.claims[0].superseded == "a later count"


def test_reports_come_in_order_of_time_and_say_how_many_are_left() -> None:
    found = reported(articles=MOST_REPORTS + 3)
    late = replace(found.articles["a1"], title="late", published_at=MIDNIGHT)
    undated = replace(found.articles["a2"], title="undated", published_at=None)
    (row,) = incident_rows([replace(found, articles=found.articles | {"a1": late, "a2": undated})])
    assert len(row.items) == MOST_REPORTS
    assert row.items_left == 3
    assert "late" not in {item.title for item in row.items}
    (row,) = incident_rows([replace(found, articles={"a2": undated, "a1": late})])
    assert [item.title for item in row.items] == ["late", "undated"]
    assert [item.standing for item in row.items] == ["reported, confidence 0.88", "copy of another report"]


def test_row_names_the_first_participants_and_counts_the_others() -> None:
    actors = tuple(IncidentParticipant(name=name, event_id="e") for name in "abcdef")
    (row,) = incident_rows([reported(actors=actors)])
    assert (row.who, row.whom) == ("a, b, c, d and 2 more", "")


def test_report_links_to_addresses_of_the_web_alone() -> None:
    found = reported()
    article = replace(found.articles["a1"], address="javascript:alert(1)")
    (row,) = incident_rows([replace(found, articles={"a1": article})])
    assert row.items[0].link == ""
