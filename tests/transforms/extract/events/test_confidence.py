"""Confidence: between 0 and 1, and greater for what is better founded."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.events.confidence import Features, confidence, named, weights

FEATURES = st.builds(
    Features,
    strength=st.floats(0, 1),
    senses=st.integers(0, 9),
    nominal=st.booleans(),
    actors=st.integers(0, 5),
    recipients=st.integers(0, 5),
    resolved=st.integers(0, 5),
    killed=st.booleans(),
    injured=st.booleans(),
    central=st.booleans(),
    modality=st.sampled_from(["asserted", "reported", "planned", "hypothetical", "denied", "negated", "historical"]),
    attributed=st.booleans(),
    place_basis=st.sampled_from([None, "clause", "sentence", "paragraph", "article"]),
    date_basis=st.sampled_from([None, "explicit", "relative", "publication"]),
    days_before=st.none() | st.integers(-10, 10_000),
    sentence=st.integers(0, 500),
    paragraph=st.integers(0, 100),
    quoted=st.booleans(),
)


@given(FEATURES)
def test_it_is_a_probability(features: Features) -> None:
    assert 0 <= confidence(features) <= 1


@given(FEATURES)
def test_inputs_lie_between_0_and_1_and_each_has_a_weight(features: Features) -> None:
    inputs = named(features)
    assert all(0 <= value <= 1 for value in inputs.values())
    assert weights().keys() == weights("counted").keys() == {"always", *inputs}


@pytest.mark.parametrize(
    "better",
    [{"central": True}, {"sentence": 0}, {"depth": 0}, {"senses": 0}],
)
@pytest.mark.parametrize("killed", [False, True])
def test_better_founded_is_surer(better: dict[str, object], killed: bool) -> None:
    weak = Features(sentence=20, depth=2, senses=3, killed=killed)
    assert confidence(replace(weak, **better)) > confidence(weak)
