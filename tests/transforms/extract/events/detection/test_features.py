"""The features of candidate words, on documents made by hand."""

import numpy as np

from schemas.codebook import EVENT_TYPES
from tests.documents import make_document, trigger
from transforms.extract.document import Document
from transforms.extract.events.detection.features import PRIOR_COLUMNS, candidates, features, mean_vector, neighbours
from transforms.extract.events.detection.nearby_types import RELATIONS
from transforms.extract.events.detection.network import load_networks
from transforms.extract.events.detection.words import priors


def _shelled() -> Document:
    return make_document(
        [
            ("Troops", "troop", "NOUN", "NNS", "nsubj", 2),
            ("had", "have", "AUX", "VBD", "aux", 2),
            ("shelled", "shell", "VERB", "VBN", "ROOT", 2),
            ("the", "the", "DET", "DT", "det", 4),
            ("port", "port", "NOUN", "NN", "dobj", 2),
            ("from", "from", "ADP", "IN", "prep", 2),
            ("hills", "hill", "NOUN", "NNS", "pobj", 5),
            (".", ".", "PUNCT", ".", "punct", 2),
        ]
    )


def test_neighbours_of_verb_are_its_arguments() -> None:
    document = _shelled()
    found = neighbours(document, trigger(document, "shelled")[0])
    words = {name: word.text if word else None for name, word in found.words.items()}
    assert words == {
        "self": "shelled",
        "head": None,
        "subject": "Troops",
        "object": "port",
        "particle": "from",
        "prepositional": "hills",
        "modifier": None,
        "before": "had",
        "after": "the",
    }
    assert found.auxiliaries == {"had"}


def test_neighbours_of_noun_have_its_determiner() -> None:
    document = _shelled()
    assert neighbours(document, trigger(document, "port")[0]).determiner == "the"


def test_candidates_are_listed_words_and_those_that_often_tell_events() -> None:
    document = _shelled()
    assert [token.text for token in candidates(document, {}, 0.3)] == ["shelled"]
    assert "port" in [token.text for token in candidates(document, {4: "ASSAULT"}, 0.3)]


def test_features_are_finite_and_one_row_a_word() -> None:
    document = _shelled()
    tokens = [token for token in document.tokens if token.pos in ("VERB", "NOUN")]
    found = features(document, tokens, {2: "ASSAULT"})
    assert found.shape[0] == len(tokens)
    assert np.isfinite(found).all()
    assert {one.hidden.shape[0] for one in load_networks()} == {found.shape[1]}
    assert found[:, PRIOR_COLUMNS].shape[1] == priors().shape[1]


def test_features_type_of_lexicon_changes_its_word_and_what_is_near_the_others() -> None:
    document = _shelled()
    tokens = [token for token in document.tokens if token.pos in ("VERB", "NOUN")]
    with_type, without = features(document, tokens, {2: "ASSAULT"}), features(document, tokens, {})
    near = (2 + len(RELATIONS)) * len(EVENT_TYPES)
    changed = with_type != without
    is_shelled = [token.i == 2 for token in tokens]
    assert changed[:, :-near].any(axis=1).tolist() == is_shelled
    assert changed[:, -near:].any(axis=1).tolist() == [not own for own in is_shelled]


def test_mean_vector_without_known_words_is_zero() -> None:
    assert not mean_vector([]).any()
