"""Copies made of real articles meet them at the bands at which articles of a stream meet."""

import os

import pytest

from tests.benchmarks.near_copies import is_found, made_copies
from tests.measure import EVAL
from transforms.decide.stream_copies.rules import probed_bands
from transforms.shingles import signature

pytestmark = [
    pytest.mark.floor,
    pytest.mark.skipif(not EVAL.exists() and not os.environ.get("CI"), reason=f"no gold data at {EVAL}"),
]


def test_probed_bands_copies_that_share_enough_bands_share_one_of_them() -> None:
    copies = [(one, copy) for _, one, copy in made_copies(None, limit=60) if is_found(one, copy)]
    assert len(copies) > 500
    met = sum(not set(probed_bands(signature(one))).isdisjoint(probed_bands(signature(copy))) for one, copy in copies)
    assert met / len(copies) >= 0.995
