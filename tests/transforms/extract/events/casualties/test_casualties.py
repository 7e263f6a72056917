"""How many were killed, injured, missing, displaced, arrested, abducted, in small passages."""

import pytest

from transforms.extract.events.casualties.casualties import casualty_records

pytestmark = pytest.mark.model


def counted(document, *kinds: str) -> list[tuple[str, int, int | None]]:
    wanted = kinds or ("killed", "injured", "missing", "displaced", "arrested", "abducted")
    found = [record.casualties for record in casualty_records(document)]
    return [(one.kind, one.low, one.high) for one in found if one.kind in wanted]


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
        # running totals
        ("The death toll rose to 40.", [("killed", 40, 40)]),
        ("The attack brought the death toll to at least 12.", [("killed", 12, None)]),
        # other kinds
        ("Gunmen kidnapped 30 pupils.", [("abducted", 30, 30)]),
        ("Police arrested four men.", [("arrested", 4, 4)]),
        ("The floods displaced about 5,000 people.", [("displaced", 5000, 5000)]),
        ("Two hikers are missing.", [("missing", 2, 2)]),
    ],
)
def test_casualty_records_passage_gives_kind_and_range(parse, text, expected) -> None:
    assert counted(parse(text)) == expected


def test_casualty_records_including_gives_included_groups(parse) -> None:
    (record,) = casualty_records(parse("Fighting has killed at least 27 civilians, including eight children."))
    assert (record.casualties.text, record.casualties.victims) == ("at least 27 civilians", "civilians")
    assert [(one.victims, one.low, one.high) for one in record.casualties.includes] == [("children", 8, 8)]


def test_casualty_records_age_in_included_group_is_not_counted(parse) -> None:
    document = parse(
        "Attacks claimed the lives of at least 27 civilians, including children as young as eight years old."
    )
    assert counted(document) == [("killed", 27, None)]
    assert casualty_records(document)[0].casualties.includes == ()


def test_casualty_records_spans_match_text_and_sentence(parse) -> None:
    document = parse("On Monday, up to 30 miners were hurt. Police said two of the miners died later.")
    assert [record.casualties.kind for record in casualty_records(document)] == ["injured", "killed"]
    for record in casualty_records(document):
        assert document.text[record.casualties.start : record.casualties.end] == record.casualties.text
        assert document.tokens[record.anchor].sentence.index == record.sentence


def test_casualty_records_objects_that_are_things_give_nothing(parse) -> None:
    assert counted(parse("The vote killed the bill. The cut will hurt the economy. Critics shot a film.")) == []


def test_casualty_records_shot_then_died_are_killed(parse) -> None:
    document = parse("A man was shot on Friday in Oakton. The man died at a hospital.")
    assert counted(document) == [("killed", 1, 1), ("killed", 1, 1)]


def test_casualty_records_two_of_five_shot_died_leaves_three_injured(parse) -> None:
    document = parse("Five people were shot at a bar. Two of them died, police said.")
    assert counted(document, "killed") == [("killed", 2, 2)]
    assert counted(document, "injured") == [("injured", 3, 3)]


def test_casualty_records_others_after_one_killed_are_counted_apart(parse) -> None:
    document = parse("One man was killed and three others were shot.")
    assert counted(document) == [("killed", 1, 1), ("injured", 3, 3)]


def test_casualty_records_taken_to_hospital_count_only_without_other_injured(parse) -> None:
    assert counted(parse("Two people were taken to a hospital after the crash.")) == [("injured", 2, 2)]
    document = parse("Four people were wounded. One man was taken to a hospital.")
    assert counted(document) == [("injured", 4, 4)]


def test_casualty_records_first_sentences_give_central_count(parse) -> None:
    document = parse(
        "Two people were killed in a fire in Oakton. Neighbors left flowers. A fire there killed nine people in 2011."
    )
    central = [record.casualties.low for record in casualty_records(document) if record.central]
    assert central == [2]


def test_casualty_records_negated_injury_gives_nothing(parse) -> None:
    assert counted(parse("The pilot was not injured. No one else was hurt.")) == []


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
def test_casualty_records_dead_are_not_counted_as_injured(parse, text, killed, injured) -> None:
    lows = {"killed": 0, "injured": 0}
    for kind, low, _ in counted(parse(text), "killed", "injured"):
        lows[kind] = max(lows[kind], low)
    assert (lows["killed"], lows["injured"]) == (killed, injured)


def test_casualty_records_survivors_span_covers_both_passages(parse) -> None:
    document = parse("Seven people were shot at a party. Three of them died, police said.")
    (record,) = (record.casualties for record in casualty_records(document) if record.casualties.kind == "injured")
    assert (record.low, record.text) == (4, "Seven people were shot at a party. Three")
    assert document.text[record.start : record.end] == record.text


def test_casualty_records_count_of_this_year_is_background(parse) -> None:
    document = parse("Five people were shot on Monday. Eight people were killed in the city this year.")
    assert [record.background for record in casualty_records(document)] == [False, True]


def test_casualty_records_deaths_far_away_are_not_subtracted(parse) -> None:
    between = "Shops on the street stayed shut. Buses went another way. Schools were open. " * 3
    document = parse(f"Seven people were shot at a party on Friday. {between}Three men died in another town.")
    (record,) = (record.casualties for record in casualty_records(document) if record.casualties.kind == "injured")
    assert (record.low, record.text) == (7, "Seven people")
