"""Confidence lies between 0 and 1 and grows with the evidence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.events.confidence import Features, confidence, model_inputs, weights

FEATURES = st.builds(
    Features,
    strength=st.floats(0, 1),
    other_types=st.integers(0, 9),
    is_noun=st.booleans(),
    actors=st.integers(0, 5),
    recipients=st.integers(0, 5),
    linked=st.integers(0, 5),
    has_killed=st.booleans(),
    has_injured=st.booleans(),
    has_main_count=st.booleans(),
    modality=st.sampled_from(["asserted", "reported", "planned", "hypothetical", "denied", "negated", "historical"]),
    is_attributed=st.booleans(),
    place_basis=st.sampled_from([None, "clause", "sentence", "paragraph", "article"]),
    date_basis=st.sampled_from([None, "explicit", "relative", "publication"]),
    days_before_publication=st.none() | st.integers(-10, 10_000),
    sentence=st.integers(0, 500),
    is_quoted=st.booleans(),
)


@given(FEATURES)
def test_confidence_any_features_is_probability(features: Features) -> None:
    assert 0 <= confidence(features) <= 1


@given(FEATURES)
def test_model_inputs_any_features_are_in_unit_interval_with_weights(features: Features) -> None:
    inputs = model_inputs(features)
    assert all(0 <= value <= 1 for value in inputs.values())
    assert weights().keys() == weights("with_casualties").keys() == {"intercept", *inputs}


@pytest.mark.parametrize(
    "better",
    [{"has_main_count": True}, {"sentence": 0}, {"depth": 0}, {"other_types": 0}],
)
@pytest.mark.parametrize("killed", [False, True])
def test_confidence_better_evidence_is_higher(better: dict[str, object], killed: bool) -> None:
    weak = Features(sentence=20, depth=2, other_types=3, has_killed=killed)
    assert confidence(replace(weak, **better)) > confidence(weak)
