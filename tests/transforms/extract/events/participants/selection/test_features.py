"""The features of candidates."""

from tests.documents import make_document
from transforms.extract.document import Document
from transforms.extract.events.participants.selection.features import BUCKETS, climb, way_buckets


def _document() -> Document:
    return make_document(
        [
            ("Troops", "troop", "NOUN", "NNS", "nsubj", 1),
            ("fired", "fire", "VERB", "VBD", "ROOT", 1),
            ("at", "at", "ADP", "IN", "prep", 1),
            ("towns", "town", "NOUN", "NNS", "pobj", 2),
            ("with", "with", "ADP", "IN", "prep", 1),
            ("rockets", "rocket", "NOUN", "NNS", "pobj", 4),
        ]
    )


def test_climb_gives_the_labels_up_to_the_root() -> None:
    document = _document()
    assert climb(document.tokens[3]) == {3: (), 2: ("pobj",), 1: ("pobj", "prep")}


def test_way_buckets_differ_by_preposition_and_by_relation() -> None:
    document = _document()
    trigger = document.tokens[1]
    ways = [way_buckets(climb(trigger), trigger, document.tokens[i]) for i in (0, 3, 5)]
    assert len({full for full, _ in ways}) == 3
    assert ways[1][1] == ways[2][1] != ways[0][1]  # the short description has no preposition
    assert all(0 <= full < BUCKETS <= short < 2 * BUCKETS for full, short in ways)
