"""The confidence of rows that readers judged: true ones are surer than false ones."""

import gzip
import json
from typing import Any

import pytest

from tests.measure import EVAL
from tests.training.examples import annotated_articles
from tests.training.marks import MARKS, sentence_key
from transforms.extract.document import build_document
from transforms.extract.events.extract import extract_events

VERDICTS = MARKS.with_name("event_verdicts.jsonl.gz")
EVERY = 3
"""Of this many articles one is read."""
LEAST_SEPARATION = 0.82
"""Share of the pairs of a true and a false row in which the true one is surer; measured 0.845 on the 150 true and 34
false ones that are still given."""


def _verdicts() -> list[dict[str, Any]]:
    with gzip.open(VERDICTS, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.mark.model
@pytest.mark.heavy
@pytest.mark.skipif(not EVAL.exists(), reason=f"{EVAL}: no such folder of gold data")
def test_confidence_of_judged_rows_separates_true_from_false() -> None:
    verdicts = _verdicts()
    judged = {tuple(one[name] for name in ("set", "id", "sentence", "trigger", "event_type")): one for one in verdicts}
    found: dict[str, list[float]] = {"T": [], "F": [], "U": []}
    for name in sorted({one["set"] for one in verdicts}):
        ids = sorted({one["id"] for one in verdicts if one["set"] == name})[::EVERY]
        for key, annotation in annotated_articles(EVAL / "data" / name / "input", ids):
            for event in extract_events(build_document(annotation)):
                row = judged.get((name, key, sentence_key(event.sentence), event.trigger.text, event.event_type))
                if row is not None:
                    found[row["verdict"]].append(event.confidence)
    true, false = found["T"], found["F"]
    assert len(true) > 100
    assert len(false) > 25
    surer = sum((one > other) + (one == other) / 2 for one in true for other in false)
    assert surer / (len(true) * len(false)) > LEAST_SEPARATION
