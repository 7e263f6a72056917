"""The committed tables: vectors of words, and the events that words tell in general."""

import numpy as np
import pytest

from schemas.codebook import EVENT_TYPES
from transforms.extract.events.detection import words
from transforms.extract.events.detection.words import (
    NO_EVENT,
    VECTOR_SIZE,
    first_known,
    prior_keys,
    prior_row,
    priors,
    vector_row,
    vectors,
    word_key,
)

COLUMN = {event_type: column for column, event_type in enumerate(EVENT_TYPES)}


def _likeliest(*word: str) -> str:
    row = priors()[prior_row(prior_keys(*word))]
    return list(EVENT_TYPES)[int(row[:NO_EVENT].argmax())]


def test_word_key_same_word_is_same_number_on_every_machine() -> None:
    assert word_key("attack") == 1_498_761_250


def test_vectors_alike_words_are_nearer_than_others() -> None:
    def similarity(first: str, second: str) -> float:
        a, b = vectors()[vector_row(first)], vectors()[vector_row(second)]
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    assert similarity("minister", "president") > similarity("minister", "banana")


def test_vector_row_unknown_word_has_zeros() -> None:
    assert vectors().shape[1] == VECTOR_SIZE
    assert not vectors()[vector_row("qwxzvb")].any()


def test_priors_rows_are_probabilities() -> None:
    assert (priors() >= 0).all()
    assert priors().sum(axis=1) == pytest.approx(1, abs=0.01)


def test_prior_row_particle_or_object_decides() -> None:
    assert _likeliest("call", "VERB", "for") == "REQUEST"
    assert _likeliest("hold", "VERB", "", "talks") == "CONSULT"
    assert prior_row(prior_keys("call", "VERB", "qwxzvb")) == prior_row(prior_keys("call", "VERB"))


def test_prior_keys_of_verb_have_its_object_before_its_particle() -> None:
    assert prior_keys("hold", "VERB", "in", "talk") == ("hold+talk VERB", "hold+in VERB", "hold VERB", "VERB")
    assert prior_keys("talk", "NOUN") == ("talk NOUN", "NOUN")


def test_first_known_without_any_is_the_last() -> None:
    keys = prior_keys("hold", "VERB", "in")
    assert [first_known(keys, known.__contains__) for known in ({"hold VERB", "VERB"}, set[str]())] == [
        "hold VERB",
        "VERB",
    ]


def test_prior_row_unknown_word_is_probably_no_event() -> None:
    assert priors()[prior_row(prior_keys("qwxzvb", "NOUN"))][NO_EVENT] > 0.8


def test_priors_fitted_for_other_types_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "EVENT_TYPES", ("AGREE",))
    with pytest.raises(ValueError, match=r"run `python -m tests\.training`"):
        priors.__wrapped__()
