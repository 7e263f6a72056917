from collections.abc import Mapping

import numpy as np
import pytest

from tests.training.stories import NAMES, TrainingSet, balanced_accuracy, bcubed_f1, fit_pairs, shifted
from transforms.link.clusters import Pair


def training_set(scores: Mapping[Pair, float], clusters: Mapping[str, str]) -> TrainingSet:
    """Pairs that only their words tell apart."""
    inputs = np.array([[score, *([0.0] * (len(NAMES) - 1))] for score in scores.values()])
    return TrainingSet(tuple(sorted(clusters)), tuple(scores), inputs, clusters, {})


SCORES = {("a", "b"): 0.8, ("c", "d"): 0.7, ("a", "c"): 0.3, ("b", "d"): 0.2, ("b", "c"): 0.1}
CLUSTERS = {"a": "1", "b": "1", "c": "2", "d": "2"}


def test_fit_pairs_weighs_what_tells_pairs_apart() -> None:
    weights = fit_pairs([training_set(SCORES, CLUSTERS)])
    assert weights[0] < 0 < weights[1]
    assert weights[2:] == pytest.approx(np.zeros(len(NAMES) - 1))


def test_shifted_intercept_is_where_clusters_agree() -> None:
    one = training_set(SCORES, CLUSTERS)
    weights = np.array([-9.0, 10.0, *([0.0] * (len(NAMES) - 1))])
    assert one.agreement(weights) < 1
    moved = shifted(weights, 0, one)
    assert one.agreement(moved) == 1
    assert -7 < moved[0] < -3  # between the scores of both kinds


def test_bcubed_f1_of_merged_clusters_loses_precision() -> None:
    assert bcubed_f1(CLUSTERS, CLUSTERS) == 1
    assert bcubed_f1(CLUSTERS, dict.fromkeys(CLUSTERS, "1")) == pytest.approx(2 * 0.5 / 1.5)


def test_balanced_accuracy_weighs_both_answers_alike() -> None:
    rated = {("a", "b"): True, ("a", "c"): False, ("a", "d"): False, ("b", "c"): False}
    assert balanced_accuracy(rated, CLUSTERS) == 1
    assert balanced_accuracy(rated, dict.fromkeys(CLUSTERS, "1")) == 0.5
