"""Fit the table of confidence weights on gold data: python -m tests.fit_confidence --types DIR --counts DIR.

Each folder has `input/articles.jsonl` (id, title, text, published_at) and `gold.jsonl`. The gold of `--types` gives the
types of a sentence's events: an event is right if its type is among them. The gold of `--counts` gives how many the
article's main event killed and injured, and its day: an event with such counts is right if they and the day agree. Both
sets have the same total weight. The model is a logistic regression with an L2 penalty, fitted by Newton's method.
"""

import argparse
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt

from schemas.rows.event import Event
from tests.documents import make_article
from transforms.extract.annotate.annotate import annotator
from transforms.extract.document import Document, build_document
from transforms.extract.events import extract
from transforms.extract.events.claims.modality import FACTUAL
from transforms.extract.events.confidence import Features, model_inputs

Floats = npt.NDArray[np.float64]
TABLE = Path(extract.__file__).parent / "confidence.toml"
PRIOR = {"lead": 1.2, "early": 1.5, "headline": 3.0, "place_in_sentence": 0.2, "date_in_text": 0.2, "recent": 0.3}
"""Prior weights of all events, set by hand: single sentences say nothing about the value of a lead, and events
with counts, which have additional weights, little about the others."""
PRIOR_PENALTY = 25.0
"""Penalty on deviations from these priors; that of the other weights is 1."""


def documents(folder: Path) -> Iterator[tuple[Document, dict[str, Any]]]:
    """The annotated articles of a set, each with its gold."""
    gold = {row["id"]: row for row in map(json.loads, (folder / "gold.jsonl").read_text("utf-8").splitlines())}
    model = annotator()
    for line in (folder / "input" / "articles.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        day = date.fromisoformat(row["published_at"][:10]) if row.get("published_at") else None
        article = make_article(row["text"].strip(), title=row.get("title"), published_date=day)
        yield build_document(model.annotate(article)), gold[row["id"]]


def events_of(document: Document) -> list[tuple[Event, Features]]:
    """An article's events, each with the features that its confidence is computed from."""
    seen: list[Features] = []

    def record(features: Features) -> float:
        seen.append(features)
        return float(len(seen) - 1)

    with mock.patch.object(extract, "confidence", record):
        return [(event, seen[int(event.confidence)]) for event in extract.extract_events(document)]


def right_type(event: Event, gold: dict[str, Any]) -> bool:
    """Whether the sentence has an event of that type."""
    return event.event_type in {known["type"] for known in gold["events"]}


def right_count(event: Event, gold: dict[str, Any]) -> bool | None:
    """Whether the counts and the day are those of the main event; None for an event without counts."""
    counts = [(kind, low) for kind, low in (("killed", event.killed_low), ("injured", event.injured_low)) if low]
    if not counts:
        return None
    near = event.date_start is not None and abs((event.date_start - date.fromisoformat(gold["date"])).days) <= 1
    return near and event.modality in FACTUAL and all(gold[kind] == low for kind, low in counts)


def fit(inputs: Floats, right: Floats, weight: Floats, prior: Floats, penalty: Floats) -> Floats:
    """Weights of a logistic regression, the intercept first.

    Args:
        inputs: (events, features), the first column ones.
        right: (events,), 1 or 0.
        weight: (events,), the weight of each event.
        prior: (features,), the expected weights.
        penalty: (features,), the penalty on the squared distance from them.
    """
    found = np.zeros(inputs.shape[1])
    ridge = np.diag(penalty)
    for _ in range(50):
        predicted = 1 / (1 + np.exp(-inputs @ found))
        gradient = inputs.T @ (weight * (predicted - right)) + ridge @ (found - prior)
        curvature = (inputs * (weight * predicted * (1 - predicted))[:, None]).T @ inputs + ridge
        found -= np.linalg.solve(curvature, gradient)
    return found


def prior_of(names: list[str]) -> Floats:
    """Priors of the weights of all events and of the additional ones of events with counts."""
    return np.array([0.0, *(PRIOR.get(name, 0.0) for name in names), *np.zeros(len(names) + 1)])


def penalty_of(names: list[str]) -> Floats:
    """Penalties on deviations from the priors; the intercept is free."""
    return np.array([1e-6, *(PRIOR_PENALTY if name in PRIOR else 1.0 for name in names), *np.ones(len(names) + 1)])


def table(names: list[str], found: Floats, sizes: list[int]) -> str:
    """The fitted weights as TOML."""
    lines = [
        "# Log-odds of an event being right, by input of the model; confidence.py says what each means.",
        f"# Fitted by tests/fit_confidence.py on {sizes[0]} events judged by type and {sizes[1]} by their counts.",
    ]
    for part, heading in enumerate(("all_events", "with_casualties")):
        values = found[part * len(names) : (part + 1) * len(names)]
        lines += ["", f"[{heading}]", *(f"{name} = {value:.3f}" for name, value in zip(names, values, strict=True))]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--types", type=Path, required=True)
    parser.add_argument("--counts", type=Path, required=True)
    options = parser.parse_args()
    rows: list[tuple[dict[str, float], bool, int]] = []
    for source, (folder, judge) in enumerate(((options.types, right_type), (options.counts, right_count))):
        for document, gold in documents(folder):
            for event, features in events_of(document):
                verdict = judge(event, gold)
                if verdict is not None:
                    rows.append((model_inputs(features), verdict, source))
    names = list(model_inputs(Features()))
    plain = np.array([[1.0, *(row[0][name] for name in names)] for row in rows])
    counted = np.maximum(plain[:, 1 + names.index("killed")], plain[:, 1 + names.index("injured")])[:, None]
    inputs = np.hstack([plain, plain * counted])
    right = np.array([float(row[1]) for row in rows])
    sizes = [sum(row[2] == source for row in rows) for source in (0, 1)]
    weight = np.array([len(rows) / 2 / sizes[row[2]] for row in rows])
    found = fit(inputs, right, weight, prior_of(names), penalty_of(names))
    TABLE.write_text(table(["intercept", *names], found, sizes), encoding="utf-8")
    predicted = 1 / (1 + np.exp(-inputs @ found))
    for low in np.arange(0, 1, 0.1):
        in_bin = (predicted >= low) & (predicted < low + 0.1)
        for source in (0, 1):
            chosen = in_bin & np.array([row[2] == source for row in rows])
            if chosen.any():
                print(f"{low:.1f} set {source}: {int(chosen.sum())} events, {right[chosen].mean():.2f} right")


if __name__ == "__main__":
    main()
