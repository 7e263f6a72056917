"""Happenings stay apart among ten thousand articles, of which most are made from others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.linking.incidents import scores_of
from tests.measure import EVAL

LEAST_PRECISION = 0.96


@pytest.mark.model
@pytest.mark.heavy
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not EVAL.exists() and not os.environ.get("CI"), reason=f"no gold data at {EVAL}")
def test_incidents_of_ten_thousand_articles_are_told_apart(tmp_path: Path) -> None:
    newsbeam = Path(sys.executable).parent / "newsbeam"
    source = EVAL / "data" / "incidents" / "input"
    subprocess.run([newsbeam, "run", source, "--output", tmp_path / "out", "--quiet"], check=True)
    scores = scores_of(tmp_path / "out", articles=10_000)
    assert scores["n"] >= 10_000
    assert scores["pair_precision"] >= LEAST_PRECISION, scores
