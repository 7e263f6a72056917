"""What incidents and stories name is there, and is what they say it is."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.evidence.clusters import verify_clusters
from pipeline.evidence.verify import CheckedRow, Standing
from pipeline.outputs.folder.lookup import Found
from pipeline.outputs.folder.query import open_tables
from schemas.rows.event import Casualties
from schemas.rows.incident import Claim, Incident, IncidentLocation, IncidentParticipant, MergeReason
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.rows import article, event, incident, story

A, OLD, NEW = "a" * 32, "e0" + "0" * 30, "e1" + "0" * 30
INCIDENT, STORY, NOTHING = "c" * 32, "d" * 32, "f" * 32
CLAIM = Claim(kind="killed", low=9, high=9, article_id=A, event_id=NEW)
OPEN = Claim(kind="killed", low=12, high=None, article_id=A, event_id=NEW)


@pytest.fixture
def output(tmp_path: Path) -> OutputFolder:
    """An article that was revised, with an event that counts nine killed, or twelve and more."""
    output = OutputFolder(tmp_path / "out")
    first, second = article(A, "x", "r1"), article(A, "y", "r2")
    counted = tuple(
        Casualties(kind=claim.kind, low=claim.low, high=claim.high, text="x", start=0, end=1) for claim in (CLAIM, OPEN)
    )
    output.commit("r1", articles=[first], events=[event(OLD, first)])
    output.commit("r2", articles=[second], events=[replace(event(NEW, second), casualties=counted)])
    return output


def sound(**columns: Any) -> Incident:
    """An incident all of whose columns are so, but for some."""
    place = IncidentLocation(name="Cali", event_id=NEW)
    known = {
        "event_ids": (NEW, OLD),
        "actors": (IncidentParticipant(name="x", event_id=NEW),),
        "location": place,
        "claims": (replace(CLAIM, superseded_by=NEW), OPEN),
        "merge_reasons": (MergeReason(event_id=NEW, other_event_id=OLD, reason="same_article"),),
        "killed_low": 9,
        "killed_best": 12,
    }
    return incident(INCIDENT, A, **(known | columns))


def checked(output: OutputFolder, found: list[Found] | None = None) -> list[CheckedRow]:
    with open_tables(output.ledger, all_rows=True) as tables:
        return list(verify_clusters(tables, found))


def test_verify_clusters_finds_what_they_name_in_all_revisions(output: OutputFolder) -> None:
    output.commit("r3", incidents=[sound()], stories=[story(STORY, A)])
    assert checked(output) == [
        CheckedRow(table="incidents", row_id=INCIDENT, standing=Standing.FOUND),
        CheckedRow(table="stories", row_id=STORY, standing=Standing.FOUND),
    ]


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"event_ids": (NEW, NOTHING)}, f"event_ids: got {NOTHING}, wanted an event of the tables"),
        ({"article_ids": (A, NOTHING)}, f"article_ids: got {NOTHING}, wanted an article of the tables"),
        (
            {"recipients": (IncidentParticipant(name="x", event_id=NOTHING),)},
            f"recipients: got {NOTHING}, wanted an event of the tables",
        ),
        ({"claims": (replace(CLAIM, superseded_by=NOTHING), OPEN)}, f"claims: got {NOTHING}, wanted an event"),
        ({"claims": (replace(CLAIM, high=None), OPEN)}, f"claims: got 9 to more killed, wanted what event {NEW}"),
        ({"claims": (CLAIM, replace(OPEN, high=12))}, f"claims: got 12 to 12 killed, wanted what event {NEW}"),
        ({"claims": (CLAIM, replace(OPEN, kind="injured")), "killed_best": 9}, "claims: got 12 to more injured"),
        ({"claims": (CLAIM, replace(OPEN, event_id=OLD))}, f"claims: got 12 to more killed, wanted what event {OLD}"),
        ({"killed_low": 8}, "killed_low: got 8, wanted a figure of its claims"),
        ({"killed_high": 12}, "killed_high: got 12, wanted a figure of its claims"),
        ({"injured_best": 9}, "injured_best: got 9, wanted a figure of its claims"),
    ],
)
def test_verify_clusters_names_what_is_not_so(output: OutputFolder, columns: dict[str, Any], fault: str) -> None:
    output.commit("r3", incidents=[sound(**columns)])
    (row,) = checked(output)
    assert row.standing is Standing.FAILED
    assert len(row.faults) == 1
    assert row.faults[0].startswith(fault)


def test_verify_clusters_of_ids_are_these_alone(output: OutputFolder) -> None:
    output.commit("r3", incidents=[sound(), incident(NOTHING, NOTHING)], stories=[story(STORY, NOTHING)])
    assert [row.row_id for row in checked(output, [Found("incident", INCIDENT), Found("article", A)])] == [INCIDENT]
    (row,) = checked(output, [Found("story", STORY)])
    assert row.faults == (f"article_ids: got {NOTHING}, wanted an article of the tables",)
