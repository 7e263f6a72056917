"""Confidence lies between 0 and 1 and grows with what the networks say; its table fits its inputs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codebook import EVENT_TYPES
from tests.documents import weak_features
from transforms.extract.events.confidence import Features, confidence, model_inputs, weights
from transforms.extract.events.detection.detect import Detection

FEATURES = st.builds(
    Features,
    detection=st.builds(Detection, event=st.floats(0, 1), type_share=st.floats(0, 1)),
    is_listed=st.booleans(),
    is_noun=st.booleans(),
    depth=st.integers(0, 9),
    event_type=st.sampled_from(sorted(EVENT_TYPES)),
    has_actor=st.booleans(),
    has_recipient=st.booleans(),
    has_counts=st.booleans(),
    modality=st.sampled_from(["asserted", "reported", "planned", "hypothetical", "denied", "negated", "historical"]),
)


WEAK = weak_features()


@given(FEATURES)
def test_confidence_any_features_is_probability(features: Features) -> None:
    assert 0 <= confidence(features) <= 1


@given(FEATURES)
def test_model_inputs_any_features_have_weights(features: Features) -> None:
    assert model_inputs(features).keys() <= weights().keys()


@pytest.mark.parametrize("is_listed", [False, True])
@pytest.mark.parametrize("better", [Detection(event=0.9, type_share=0.5), Detection(event=0.4, type_share=0.9)])
def test_confidence_likelier_trigger_is_higher(better: Detection, is_listed: bool) -> None:
    weak = replace(WEAK, is_listed=is_listed)
    assert confidence(replace(weak, detection=better)) > confidence(weak)
