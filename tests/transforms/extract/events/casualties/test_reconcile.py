"""Records of an article against each other: the dead and the injured, and the central count."""

import pytest

from tests.transforms.extract.events.casualties.counts import counted
from transforms.extract.events.casualties.casualties import casualty_records

pytestmark = pytest.mark.model


def test_reconcile_shot_then_died_are_killed(parse) -> None:
    document = parse("A man was shot on Friday in Oakton. The man died at a hospital.")
    assert counted(document) == [("killed", 1, 1), ("killed", 1, 1)]


def test_reconcile_two_of_five_shot_died_leaves_three_injured(parse) -> None:
    document = parse("Five people were shot at a bar. Two of them died, police said.")
    assert counted(document, "killed") == [("killed", 2, 2)]
    assert counted(document, "injured") == [("injured", 3, 3)]


def test_reconcile_others_after_one_killed_are_counted_apart(parse) -> None:
    document = parse("One man was killed and three others were shot.")
    assert counted(document) == [("killed", 1, 1), ("injured", 3, 3)]


def test_reconcile_taken_to_hospital_count_only_without_other_injured(parse) -> None:
    assert counted(parse("Two people were taken to a hospital after the crash.")) == [("injured", 2, 2)]
    document = parse("Four people were wounded. One man was taken to a hospital.")
    assert counted(document) == [("injured", 4, 4)]


def test_reconcile_first_sentences_give_central_count(parse) -> None:
    document = parse(
        "Two people were killed in a fire in Oakton. Neighbors left flowers. A fire there killed nine people in 2011."
    )
    central = [record.casualties.low for record in casualty_records(document) if record.central]
    assert central == [2]


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("A boy shot his brother in the head, killing him.", 1, 0),
        ("A teenager shot a friend in the chest, killing the youth.", 1, 0),
        ("Police are investigating a deadly shooting. A boy was shot in the head.", 1, 0),
        ("Police are investigating a non-fatal shooting. A boy was shot in the leg.", 0, 1),
        ("One of the five people injured in a shooting has died. Five people were injured on Sunday.", 1, 4),
        ("A baby was killed in a double shooting on Monday.", 1, 1),
        ("Five people were shot, one fatally.", 1, 4),
    ],
)
def test_reconcile_dead_are_not_counted_as_injured(parse, text, killed, injured) -> None:
    lows = {"killed": 0, "injured": 0}
    for kind, low, _ in counted(parse(text), "killed", "injured"):
        lows[kind] = max(lows[kind], low)
    assert (lows["killed"], lows["injured"]) == (killed, injured)


def test_reconcile_survivors_span_covers_both_passages(parse) -> None:
    document = parse("Seven people were shot at a party. Three of them died, police said.")
    (record,) = (record.casualties for record in casualty_records(document) if record.casualties.kind == "injured")
    assert (record.low, record.text) == (4, "Seven people were shot at a party. Three")
    assert document.text[record.start : record.end] == record.text


def test_reconcile_deaths_far_away_are_not_subtracted(parse) -> None:
    between = "Shops on the street stayed shut. Buses went another way. Schools were open. " * 3
    document = parse(f"Seven people were shot at a party on Friday. {between}Three men died in another town.")
    (record,) = (record.casualties for record in casualty_records(document) if record.casualties.kind == "injured")
    assert (record.low, record.text) == (7, "Seven people")
