"""The types of the triggers around a word, on documents made by hand."""

import numpy as np

from schemas.codebook import EVENT_TYPES
from tests.documents import make_document
from transforms.extract.document import Document
from transforms.extract.events.detection.features import neighbours
from transforms.extract.events.detection.nearby_types import RELATIONS, nearby_types
from transforms.extract.events.detection.words import TYPE_COLUMNS
from transforms.extract.events.networks import Floats

ASSAULT = TYPE_COLUMNS["ASSAULT"]


def _document() -> Document:
    return make_document(
        [
            ("Strikes", "strike", "NOUN", "NNS", "nsubj", 1),
            ("followed", "follow", "VERB", "VBD", "ROOT", 1),
            ("the", "the", "DET", "DT", "det", 3),
            ("shelling", "shelling", "NOUN", "NN", "dobj", 1),
            ("of", "of", "ADP", "IN", "prep", 3),
            ("towns", "town", "NOUN", "NNS", "pobj", 4),
        ]
    )


def _types(listed: dict[int, str]) -> Floats:
    document = _document()
    tokens = [token for token in document.tokens if token.pos in ("NOUN", "VERB")]
    found = nearby_types(document, tokens, [neighbours(document, token).words for token in tokens], listed)
    return found.reshape(len(tokens), 2 + len(RELATIONS), len(EVENT_TYPES))


def test_nearby_types_leave_out_the_word_itself() -> None:
    strikes, followed, shelling, towns = _types({3: "ASSAULT"})
    assert not shelling.any()
    assert all(one[0, ASSAULT] > 0 and one[1, ASSAULT] == 1 for one in (strikes, followed, towns))


def test_nearby_types_of_neighbours_stand_in_their_own_columns() -> None:
    strikes, followed, _, towns = _types({3: "ASSAULT"})
    governor, _, dobj, _ = range(2, 2 + len(RELATIONS))
    assert np.flatnonzero(followed[2:, ASSAULT]).tolist() == [dobj - 2]
    assert np.flatnonzero(towns[2:, ASSAULT]).tolist() == [governor - 2]  # 'of' is skipped
    assert not strikes[2:].any()


def test_nearby_types_without_triggers_are_zeros() -> None:
    assert not _types({}).any()
