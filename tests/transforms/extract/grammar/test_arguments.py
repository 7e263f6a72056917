from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.grammar.arguments import objects, subjects, surface_subjects
from transforms.extract.grammar.clauses import is_passive

Parse = Callable[..., Document]

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("The union urged the workers to leave.", "leave", ["workers"]),
        ("The union promised the workers to leave.", "leave", ["union"]),
        ("The rebels used drones to attack the base.", "attack", ["rebels"]),
        ("The workers, who left, were paid.", "left", ["workers"]),
        ("The ministry issued a statement demanding talks.", "demanding", ["ministry"]),
        ("The army and the police shot at the crowd.", "shot", ["army", "police"]),
        # The parser attaches the subject to 'did'.
        ("I thank God that everybody who got shot didn’t die.", "die", ["everybody"]),
        ("She told me that she didn’t want to tell our relatives about it.", "tell", ["she"]),
        ("A clerk at the station called authorities to report a robbery.", "report", ["clerk"]),
        ("The senator called them to meet on Monday.", "meet", ["them"]),
        ("The board voted 3-2 to deny a request from Pct. 4 Constable Rick Stewart for a vehicle.", "deny", ["board"]),
        ("The ministry rejected the decision to cite a treaty.", "cite", []),
        ("The ministry dropped the decision to cite a treaty.", "cite", ["ministry"]),
        ("The faux leather exterior is easy to maintain.", "maintain", []),
        ("The council is ready to maintain the road.", "maintain", ["council"]),
        ("The mayor shared his anger over the riots in a statement saying it was over.", "saying", ["mayor"]),
        ("Their money was refunded with a note saying that it was sold out.", "saying", ["note"]),
    ],
)
def test_surface_subjects_left_out_subject_is_understood(
    parse: Parse, text: str, word: str, expected: list[str]
) -> None:
    verb = next(token for token in parse(text).tokens if token.text == word)
    assert [token.text for token in surface_subjects(verb)] == expected


def test_subjects_and_objects_of_passive_are_agent_and_patient(parse: Parse) -> None:
    verb = next(token for token in parse("The mayor was shot by two gunmen.").tokens if token.text == "shot")
    assert [token.text for token in subjects(verb)] == ["gunmen"]
    assert [token.text for token in objects(verb)] == ["mayor"]


@pytest.mark.parametrize(
    "text", ["A bomb had killed nine there.", "The blast wounded nine here.", "The raid killed nine elsewhere."]
)
def test_objects_are_bare_numbers_before_an_adverb(parse: Parse, text: str) -> None:
    verb = next(token for token in parse(text).tokens if token.pos == "VERB")
    assert [token.text for token in objects(verb)] == ["nine"]


@pytest.mark.parametrize(
    ("text", "word", "passive"),
    [
        ("The man was fined and ordered to pay.", "ordered", True),
        ("Police mourn the soldiers killed in the raid.", "killed", True),
        ("The mayor has left and declined to comment.", "declined", False),
        ("The mayor said that it fell.", "said", False),
    ],
)
def test_is_passive_auxiliary_left_out_is_recognised(parse: Parse, text: str, word: str, passive: bool) -> None:
    assert is_passive(next(token for token in parse(text).tokens if token.text == word)) is passive
