"""How many were killed, injured, missing, displaced, arrested, abducted, as small passages tell it."""

import pytest

from transforms.extract.events.casualties.casualties import casualty_records

pytestmark = pytest.mark.model


def told(document, *kinds: str) -> list[tuple[str, int, int | None]]:
    wanted = kinds or ("killed", "injured", "missing", "displaced", "arrested", "abducted")
    records = [claim.casualties for claim in casualty_records(document)]
    return [(one.kind, one.low, one.high) for one in records if one.kind in wanted]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # passive, active, nominal
        ("Three people were killed in the blast.", [("killed", 3, 3)]),
        ("The blast killed at least 27 civilians.", [("killed", 27, None)]),
        ("Fighting left two dead and five wounded.", [("killed", 2, 2), ("injured", 5, 5)]),
        ("The deaths of 27 civilians shocked the town.", [("killed", 27, 27)]),
        ("A gunman opened fire, killing two people and wounding six others.", [("killed", 2, 2), ("injured", 6, 6)]),
        ("Storms claimed the lives of more than 40 people.", [("killed", 41, None)]),
        ("Two officers died and several were hurt.", [("killed", 2, 2), ("injured", 3, None)]),
        ("The crash caused injuries to five people.", [("injured", 5, 5)]),
        # ellipsis
        ("Three people were killed and five injured.", [("killed", 3, 3), ("injured", 5, 5)]),
        ("One man was killed and another injured.", [("killed", 1, 1), ("injured", 1, 1)]),
        # enumerations
        ("A gunman killed his wife and two sons.", [("killed", 3, 3)]),
        ("A father, his wife and two sons were found dead.", [("killed", 4, 4)]),
        ("He killed his wife and then himself.", [("killed", 2, 2)]),
        # one person
        ("A man, 21, was shot and killed on Elm Street.", [("killed", 1, 1)]),
        ("A 12-year-old was fatally shot.", [("killed", 1, 1)]),
        ("A 12-year-old was shot in the leg.", [("injured", 1, 1)]),
        ("The driver was pronounced dead at the scene.", [("killed", 1, 1)]),
        ("She was hospitalized with gunshot wounds.", [("injured", 1, 1)]),
        ("A woman is in critical condition.", [("injured", 1, 1)]),
        ("He was gunned down outside his home.", [("killed", 1, 1)]),
        ("Doctors could not save her.", [("killed", 1, 1)]),
        ("The boy did not survive.", [("killed", 1, 1)]),
        ("Divers found the bodies of two men.", [("killed", 2, 2)]),
        ("Police investigated a quadruple shooting.", [("injured", 4, 4)]),
        ("He was charged with a double murder.", [("killed", 2, 2)]),
        ("Police found two dead men and two injured women.", [("killed", 2, 2), ("injured", 2, 2)]),
        # ranges
        ("Up to 30 people were killed.", [("killed", 0, 30)]),
        ("Dozens were injured.", [("injured", 24, None)]),
        ("Between 20 and 30 people were killed.", [("killed", 20, 30)]),
        # none
        ("No one was hurt.", [("injured", 0, 0)]),
        ("No injuries were reported.", [("injured", 0, 0)]),
        ("Neither the driver nor two others were injured in the crash.", [("injured", 0, 0)]),
        # tolls
        ("The death toll rose to 40.", [("killed", 40, 40)]),
        ("The attack brought the death toll to at least 12.", [("killed", 12, None)]),
        # other kinds
        ("Gunmen kidnapped 30 pupils.", [("abducted", 30, 30)]),
        ("Police arrested four men.", [("arrested", 4, 4)]),
        ("The floods displaced about 5,000 people.", [("displaced", 5000, 5000)]),
        ("Two hikers are missing.", [("missing", 2, 2)]),
    ],
)
def test_a_passage_says_how_many(parse, text, expected) -> None:
    assert told(parse(text)) == expected


def test_groups_among_the_victims_are_kept(parse) -> None:
    (claim,) = casualty_records(parse("Fighting has killed at least 27 civilians, including eight children."))
    record = claim.casualties
    assert (record.text, record.victims) == ("at least 27 civilians", "civilians")
    assert [(one.victims, one.low, one.high) for one in record.includes] == [("children", 8, 8)]


def test_ages_are_no_counts(parse) -> None:
    document = parse(
        "Attacks claimed the lives of at least 27 civilians, including children as young as eight years old."
    )
    assert told(document) == [("killed", 27, None)]
    assert casualty_records(document)[0].casualties.includes == ()


def test_spans_are_the_text(parse) -> None:
    document = parse("On Monday, up to 30 miners were hurt. Police said two of the miners died later.")
    assert [claim.casualties.kind for claim in casualty_records(document)] == ["injured", "killed"]
    for claim in casualty_records(document):
        record = claim.casualties
        assert document.text[record.start : record.end] == record.text
        assert document.tokens[claim.anchor].sentence.index == claim.sentence


def test_things_are_no_victims(parse) -> None:
    assert told(parse("The vote killed the bill. The cut will hurt the economy. Critics shot a film.")) == []


def test_who_was_shot_and_died_is_killed(parse) -> None:
    document = parse("A man was shot on Friday in Oakton. The man died at a hospital.")
    assert told(document) == [("killed", 1, 1), ("killed", 1, 1)]


def test_of_five_shot_two_of_whom_died_three_are_injured(parse) -> None:
    document = parse("Five people were shot at a bar. Two of them died, police said.")
    assert told(document, "killed") == [("killed", 2, 2)]
    assert told(document, "injured") == [("injured", 3, 3)]


def test_others_come_on_top(parse) -> None:
    document = parse("One man was killed and three others were shot.")
    assert told(document) == [("killed", 1, 1), ("injured", 3, 3)]


def test_going_to_hospital_counts_where_nothing_else_tells_of_the_injured(parse) -> None:
    assert told(parse("Two people were taken to a hospital after the crash.")) == [("injured", 2, 2)]
    document = parse("Four people were wounded. One man was taken to a hospital.")
    assert told(document) == [("injured", 4, 4)]


def test_the_first_sentences_count_the_articles_own_happening(parse) -> None:
    document = parse(
        "Two people were killed in a fire in Oakton. Neighbors left flowers. A fire there killed nine people in 2011."
    )
    central = [claim.casualties.low for claim in casualty_records(document) if claim.central]
    assert central == [2]


def test_a_denial_is_no_claim(parse) -> None:
    assert told(parse("The pilot was not injured. No one else was hurt.")) == []


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
def test_the_dead_are_not_counted_as_injured_too(parse, text, killed, injured) -> None:
    lows = {"killed": 0, "injured": 0}
    for kind, low, _ in told(parse(text), "killed", "injured"):
        lows[kind] = max(lows[kind], low)
    assert (lows["killed"], lows["injured"]) == (killed, injured)


def test_those_left_are_read_from_the_passage_that_tells_both(parse) -> None:
    document = parse("Seven people were shot at a party. Three of them died, police said.")
    (claim,) = (claim.casualties for claim in casualty_records(document) if claim.casualties.kind == "injured")
    assert (claim.low, claim.text) == (4, "Seven people were shot at a party. Three")
    assert document.text[claim.start : claim.end] == claim.text


def test_counts_of_other_times_are_background(parse) -> None:
    document = parse("Five people were shot on Monday. Eight people were killed in the city this year.")
    assert [claim.background for claim in casualty_records(document)] == [False, True]


def test_the_dead_of_a_passage_far_off_are_not_taken_from_those_hit(parse) -> None:
    between = "Shops on the street stayed shut. Buses went another way. Schools were open. " * 3
    document = parse(f"Seven people were shot at a party on Friday. {between}Three men died in another town.")
    (claim,) = (claim.casualties for claim in casualty_records(document) if claim.casualties.kind == "injured")
    assert (claim.low, claim.text) == (7, "Seven people")
