"""How many were killed, injured, missing, displaced, arrested, abducted, in small passages."""

import pytest

from tests.transforms.extract.events.casualties.counts import counted
from transforms.extract.events.casualties.casualties import casualty_records

pytestmark = pytest.mark.model


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
        ("The army killed more than 200 villagers, most of them women and children.", [("killed", 201, None)]),
        ("The flood killed 12 people, many of whom were children.", [("killed", 12, 12)]),
        # another thing happened to the second part
        (
            "There were 210 deaths in the fighting and more than 500 wounded.",
            [("killed", 210, 210), ("injured", 501, None)],
        ),
        ("The crash caused two deaths and seven injuries.", [("killed", 2, 2), ("injured", 7, 7)]),
        # groups and couples
        ("Shelling killed three families in the town.", [("killed", 3, None)]),
        ("The storm killed two crews.", [("killed", 2, None)]),
        ("The fire killed two couples.", [("killed", 4, 4)]),
        ("The fire killed a family of four.", [("killed", 4, 4)]),
        # a suicide bomber is not one of his victims, a gunman is counted
        ("A suicide bomber killed eight people and himself.", [("killed", 8, 8)]),
        ("A suicide bomber killed himself and eight others.", [("killed", 8, 8)]),
        ("A gunman killed eight people and himself.", [("killed", 9, 9)]),
        # one person
        ("Her death shocked the town.", [("killed", 1, 1)]),
        ("The passing of Laura Berg was announced on Monday.", [("killed", 1, 1)]),
        ("Laura Berg, a teacher and mother of two, died in a crash.", [("killed", 1, 1)]),
        ("Both Laura and Anton died by suicide.", [("killed", 2, 2)]),
        ("He committed his first murder in prison.", []),
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
        ("Half a dozen died in a fire.", [("killed", 6, 6)]),
        ("A dozen were hurt.", [("injured", 12, 12)]),
        ("Between 20 and 30 people were killed.", [("killed", 20, 30)]),
        # none
        ("No one was hurt.", [("injured", 0, 0)]),
        ("No injuries were reported.", [("injured", 0, 0)]),
        ("Neither the driver nor two others were injured in the crash.", [("injured", 0, 0)]),
        ("He could be sentenced to death.", []),
        ("In the drill, actors played gunmen who killed ten pupils.", []),
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


def test_casualty_records_spans_match_text_and_sentence(parse) -> None:
    document = parse("On Monday, up to 30 miners were hurt. Police said two of the miners died later.")
    assert [record.casualties.kind for record in casualty_records(document)] == ["injured", "killed"]
    for record in casualty_records(document):
        assert document.text[record.casualties.start : record.casualties.end] == record.casualties.text
        assert document.tokens[record.anchor].sentence.index == record.sentence


def test_casualty_records_objects_that_are_things_give_nothing(parse) -> None:
    assert counted(parse("The vote killed the bill. The cut will hurt the economy. Critics shot a film.")) == []


def test_casualty_records_negated_injury_gives_nothing(parse) -> None:
    assert counted(parse("The pilot was not injured. No one else was hurt.")) == []
