"""How many people noun phrases name."""

import pytest

from transforms.extract.events.casualties.group_size import can_be_people, group_size, is_person

pytestmark = pytest.mark.model


def subject(document):
    return next(token for token in document.tokens if token.dep in ("nsubj", "nsubjpass"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At least 27 civilians died.", (27, None)),
        ("A total of five people died.", (5, 5)),
        ("A man died.", (1, 1)),
        ("The couple died.", (2, 2)),
        ("His wife and two sons died.", (3, 3)),
        ("Neither the driver nor his sons died.", (0, 0)),
        ("Nobody died.", (0, 0)),
        ("Residents died.", None),
        ("The family died.", None),
    ],
)
def test_group_size_phrase_gives_range(parse, text, expected) -> None:
    document = parse(text)
    size = group_size(document, subject(document))
    assert (size and (size.low, size.high)) == expected


def test_group_size_two_others_are_additional(parse) -> None:
    document = parse("Two others died.")
    assert group_size(document, subject(document)).additional


@pytest.mark.parametrize(
    ("text", "person", "possible"),
    [
        ("The man died.", True, True),
        ("It died.", False, False),
        ("The plan died.", False, False),
        ("The crowd died.", False, True),
        ("Lebanese died.", False, True),
    ],
)
def test_is_person_and_can_be_people_by_head(parse, text, person, possible) -> None:
    head = subject(parse(text))
    assert (is_person(head), can_be_people(head)) == (person, possible)


def test_group_size_many_does_not_say_how_many(parse) -> None:
    document = parse("A bomb killed many in Leeds on Friday.")
    assert group_size(document, next(token for token in document.tokens if token.text == "many")) is None
