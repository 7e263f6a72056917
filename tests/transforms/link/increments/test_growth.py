"""Growth: revisions of rows, ids that hold, rows that others replace."""

from dataclasses import replace

from schemas.flow.linking import Successor
from schemas.rows.incident import Incident
from schemas.rows.story import Story
from transforms.link.increments.growth import next_revision, successors_of


def make_incident(name: str, *event_ids: str, revision: int = 1, replaced_by: str | None = None) -> Incident:
    return Incident(
        incident_id=name,
        event_type="ASSAULT",
        event_ids=event_ids,
        article_ids=tuple(f"article-{event}" for event in event_ids),
        article_count=len(event_ids),
        independent_count=len(event_ids),
        killed_best=3 if event_ids else None,
        revision=revision,
        replaced_by=replaced_by,
    )


def make_story(name: str, *article_ids: str, revision: int = 1) -> Story:
    return Story(
        story_id=name,
        title="Quake in Lima",
        article_ids=article_ids,
        article_count=len(article_ids),
        independent_count=len(article_ids),
        site_count=1,
        revision=revision,
    )


def test_new_row_is_the_first_revision() -> None:
    row = make_incident("i1", "e1")
    assert next_revision(row, None, []) == row


def test_unchanged_row_is_not_written_again() -> None:
    assert next_revision(make_incident("i1", "e1"), make_incident("i1", "e1", revision=3), []) is None


def test_changed_row_gets_the_next_revision() -> None:
    found = next_revision(make_incident("i1", "e1", "e2"), make_incident("i1", "e1", revision=3), [])
    assert found == make_incident("i1", "e1", "e2", revision=4)


def test_row_without_cluster_is_replaced_by_the_successor_of_its_earliest_member() -> None:
    successors = [Successor(cluster_id="i8", member=1), Successor(cluster_id="i9", member=0)]
    found = next_revision(None, make_incident("i2", "e2", "e3"), successors)
    assert isinstance(found, Incident)
    assert (found.replaced_by, found.event_ids, found.article_count, found.killed_best) == ("i9", (), 0, None)
    assert found.revision == 2


def test_row_whose_members_are_all_gone_is_emptied() -> None:
    found = next_revision(None, make_story("s1", "a1"), [])
    assert isinstance(found, Story)
    assert (found.replaced_by, found.article_ids, found.article_count, found.revision) == (None, (), 0, 2)


def test_replaced_row_stays_as_it_is() -> None:
    assert next_revision(None, make_incident("i2", revision=2, replaced_by="i1"), []) is None


def test_replaced_row_whose_cluster_is_split_off_again_comes_back() -> None:
    row = make_incident("i2", "e2")
    found = next_revision(row, make_incident("i2", revision=2, replaced_by="i1"), [])
    assert found == replace(row, revision=3)


def test_successors_name_the_earliest_member_that_a_row_holds() -> None:
    earlier = {"e2": [("i2", 0)], "e3": [("i2", 1)], "e4": [("i4", 0)]}
    found = list(successors_of(make_incident("i1", "e1", "e3", "e2", "e4"), earlier))
    assert found == [("i2", Successor(cluster_id="i1", member=0)), ("i4", Successor(cluster_id="i1", member=0))]
