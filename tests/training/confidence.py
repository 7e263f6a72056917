"""Fitting of the confidence: rows of the events table that readers judged true or false by their marks."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from schemas.flow.annotation import Annotation
from schemas.rows.event import Event
from tests.training.marks import Reading
from transforms.extract.document import build_document
from transforms.extract.events import confidence as module
from transforms.extract.events.confidence import Features, model_inputs
from transforms.extract.events.extract import RatedEvent, rated_events

TABLE = Path(module.__file__).parent / "confidence.toml"
TYPE_PENALTY = 8.0
"""Penalty on the weights of single types; that of the other weights is 1."""


def verdict(event: Event, reading: Reading) -> bool | None:
    """Whether a row is true: its trigger is that of a sure mark of its type; None if such a mark is not sure."""
    start, end = event.trigger.start, event.trigger.end
    own = [mark for mark in reading.marks if any(first < end and start < last for first, last in mark.spans)]
    typed = [mark for mark in own if event.event_type in mark.types]
    if any(mark.sure for mark in typed):
        return True
    return None if typed else False


def judged_rows(readings: Sequence[tuple[Annotation, Reading]]) -> Iterator[tuple[Features, bool]]:
    """The rows of articles with what their readers say of them."""
    known: dict[tuple[str, str], list[RatedEvent]] = {}
    for annotation, reading in readings:
        key = (reading.set, reading.id)
        if key not in known:
            known[key] = rated_events(build_document(annotation))
        for rated in known[key]:
            judged = verdict(rated.event, reading)
            if judged is not None:
                yield rated.features, judged


def fit_confidence(rows: Sequence[tuple[Features, bool]]) -> dict[str, float]:
    """Weights, by name, of a logistic regression with an L2 penalty, fitted by Newton's method."""
    inputs = [model_inputs(features) for features, _ in rows]
    names = sorted({name for row in inputs for name in row})
    matrix = np.array([[1.0, *(row.get(name, 0.0) for name in names)] for row in inputs])
    right = np.array([float(judged) for _, judged in rows])
    penalty = np.array([1e-6, *(TYPE_PENALTY if name.startswith("is_") else 1.0 for name in names)])
    found: npt.NDArray[np.float64] = np.zeros(len(names) + 1)
    for _ in range(30):
        predicted = 1 / (1 + np.exp(-matrix @ found))
        gradient = matrix.T @ (predicted - right) + penalty * found
        curvature = (matrix * (predicted * (1 - predicted))[:, None]).T @ matrix + np.diag(penalty)
        found -= np.linalg.solve(curvature, gradient)
    return dict(zip(["intercept", *names], found.tolist(), strict=True))


def write_confidence(weights: dict[str, float], count: int) -> None:
    """Write the table of weights."""
    lines = [
        "# Log-odds of an event being true, by input of the model; confidence.py says what each means.",
        f"# Fitted by `python -m tests.training` on {count} rows of articles that the networks were not fitted on.",
        "",
        "[weights]",
        *(f"{name} = {value:.3f}" for name, value in weights.items()),
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    module.weights.cache_clear()
