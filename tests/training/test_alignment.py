"""Events and names of readers, found again among those of the pipeline."""

from collections.abc import Callable

import pytest

from tests.training.alignment import are_same, triggers_with_told
from tests.training.arguments import ToldEvent
from transforms.extract.document import Document


@pytest.mark.model
def test_triggers_with_told_have_what_only_readers_marked(parse: Callable[..., Document]) -> None:
    document = parse("Rebels attacked a convoy. It was a table.")
    attack, table = (_told(document, *one) for one in (("attacked", "ASSAULT"), ("table", "TRADE")))
    matches, told = triggers_with_told(document, [table, attack])
    assert {matches[index].token.text: event for index, event in told.items()} == {"attacked": attack, "table": table}
    assert [match.token.i for match in matches] == sorted(match.token.i for match in matches)


@pytest.mark.model
def test_triggers_with_told_prefer_the_event_of_the_trigger_type(parse: Callable[..., Document]) -> None:
    document = parse("Rebels attacked a convoy.")
    other, same = (_told(document, "attacked", event_type) for event_type in ("TRADE", "ASSAULT"))
    matches, told = triggers_with_told(document, [other, same])
    assert [told[index] for index, match in enumerate(matches) if match.token.text == "attacked"] == [same]


@pytest.mark.parametrize(
    ("name", "other", "expected"),
    [
        ("the rebels", "rebels", True),
        ("John Smith", "Smith", True),
        ("Mr. Smith's brother", "Smith", True),
        ("the rebels", "the army", False),
        ("", "the army", False),
    ],
)
def test_are_same_compares_meaningful_words(name: str, other: str, *, expected: bool) -> None:
    assert are_same([name], [other]) is expected


def _told(document: Document, word: str, event_type: str) -> ToldEvent:
    start = document.text.index(word)
    return ToldEvent("s", "1", (start, start + len(word)), (event_type,), (), (), None)
