"""Who readers say takes part in events, and the inputs made of it."""

import gzip
import json
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from schemas.codebook import EVENT_TYPES
from schemas.flow.annotation import Annotation
from tests.training import arguments
from tests.training.arguments import ARGUMENTS, ToldPlace, told_events
from tests.training.marks import sentence_key
from tests.training.participants import PairInputs
from transforms.extract.events.participants.selection.features import BUCKETS

TEXT = "Police arrested two men in Leeds. The arrests of the two men followed the arrests of a third."


def test_committed_events_have_types_of_the_codebook() -> None:
    with gzip.open(ARGUMENTS, "rt", encoding="utf-8") as lines:
        events = [event for line in lines for event in json.loads(line)["events"]]
    assert len(events) > 20_000
    assert all(len(event) == 6 and set(event[2]) <= EVENT_TYPES.keys() for event in events)


def test_pair_inputs_have_a_one_for_each_bucket() -> None:
    inputs = PairInputs(np.ones((3, 2), np.float32), np.array([[0, BUCKETS], [5, BUCKETS + 7], [1, BUCKETS]]))
    rows = inputs[np.array([1])]
    assert inputs.shape == (3, 2 + 2 * BUCKETS)
    assert np.flatnonzero(rows[0]).tolist() == [0, 1, 2 + 5, 2 + BUCKETS + 7]


def test_told_events_are_found_in_their_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first, second = TEXT.split(". ", 1)
    events = [
        [sentence_key(f"{first}."), "arrested", ["COERCE"], ["Police"], ["two men"], "Leeds"],
        [sentence_key(second), "arrests#2", ["COERCE"], [], ["a third"], "=United Kingdom"],
        ["0" * 12, "arrested", ["COERCE"], [], [], None],
    ]
    path = tmp_path / "events.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps({"set": "s", "id": "1", "events": events}).encode()))
    monkeypatch.setattr(arguments, "ARGUMENTS", path)
    annotation = cast(Annotation, SimpleNamespace(article=SimpleNamespace(text=TEXT)))
    one, other = told_events({("s", "1"): annotation})
    assert TEXT[slice(*one.span)] == "arrested"
    assert (one.actors, one.recipients, one.place) == ((("Police",),), (("two men",),), ToldPlace(("Leeds",)))
    assert other.span[0] == TEXT.rindex("arrests")
    assert other.place == ToldPlace(("United Kingdom",), is_written=False)
