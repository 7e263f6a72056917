"""Fit what the extraction of events has learned: `python -m tests.training [--half a]`.

The marks are those of `tests.training.marks`; their texts are read from the gold data beside this repository. With
`--half` only the articles of that half are used, so that the other one shows what the fitted model is worth; the
committed tables are fitted on all.

First the networks are fitted on all, then the selection of participants on the events that they find, and the choice of
places. For the confidence, networks fitted on one part of the articles give the features of the rows of the other, and
the other way round.
"""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt

from schemas.flow.annotation import Annotation
from tests.measure import EVAL
from tests.training.arguments import gold_events, told_events
from tests.training.confidence import fit_confidence, judged_rows, write_confidence
from tests.training.examples import GOLD_SET, Examples, annotations, collect, gold_readings, marked_readings
from tests.training.fit import WordCounts, fit_ensemble
from tests.training.halves import half, part
from tests.training.marks import Reading, read_marks
from tests.training.participants import fit_selection, write_selection
from tests.training.places import collect_places, fit_place_network, located_events, write_place_networks
from tests.training.tables import listed_words, reload_tables, write_networks, write_priors, write_vectors
from transforms.extract.events.detection.features import PRIOR_COLUMNS, prior_inputs
from transforms.extract.events.detection.words import NO_EVENT
from transforms.extract.events.networks import Floats, Network

SEEDS = range(2)
PLACE_SEEDS = range(4)
Readings = list[tuple[Annotation, Reading]]


@dataclass(frozen=True)
class Detection:
    """What the detection is fitted to.

    Attributes:
        networks: The ensemble.
        priors: (types + 1,), the probabilities of a word, by its key.
        base: The same of words that are not known.
    """

    networks: tuple[Network, ...]
    priors: dict[str, Floats]
    base: Floats


def fit_detection(examples: Examples, used: npt.NDArray[np.bool_], seeds: Sequence[int]) -> Detection:
    """Fit the probabilities of words and the networks on the articles of some examples."""
    counts = WordCounts(examples, used, listed_words())
    known = [
        counts.probabilities(word, int(article))
        for word, article in zip(examples.words, examples.articles, strict=True)
    ]
    examples.inputs[:, PRIOR_COLUMNS] = prior_inputs(np.array(known))
    return Detection(fit_ensemble(examples, used, seeds=seeds), counts.table(), counts.base)


def write_detection(fitted: Detection) -> None:
    """Write its tables, and use them in this process from now on."""
    write_networks(fitted.networks)
    write_priors(fitted.priors, fitted.base)
    reload_tables()


def marked_sets() -> list[str]:
    """The data sets of which there are marks."""
    return sorted({line["set"] for line in read_marks()} | {GOLD_SET})


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=EVAL, help="folder of the gold data")
    parser.add_argument(
        "--half",
        choices=("a", "b"),
        help="use the articles of one half alone; the committed tables are overwritten: git restore them",
    )
    parser.add_argument("--cache", type=Path, help="folder that keeps annotated articles between calls")
    parser.add_argument("--vectors", action="store_true", help="reduce the language model's vectors anew")
    options = parser.parse_args(arguments)
    if options.vectors:
        write_vectors()
    base = np.full(NO_EVENT + 1, 1 / (NO_EVENT + 1), np.float32)
    write_priors(listed_words(), base)  # of the codebook's types, should they have changed
    reload_tables()
    folder = options.eval / "data"
    articles = {
        key: annotation
        for key, annotation in annotations(folder, marked_sets(), options.cache).items()
        if options.half is None or half(key[1]) == options.half
    }
    readings: Readings = [*marked_readings(articles), *gold_readings(folder, articles, GOLD_SET)]
    examples = collect(readings)
    parts = np.array([part(one) for one in examples.ids])[examples.articles]
    fitted = fit_detection(examples, np.ones(len(parts), bool), SEEDS)
    write_detection(fitted)
    told = [*told_events(articles), *gold_events(folder, articles, GOLD_SET)]
    write_selection(fit_selection(articles, told))
    places = collect_places(located_events(articles, told))
    write_place_networks([fit_place_network(places, seed=seed) for seed in PLACE_SEEDS])
    rows = []
    for own in (0, 1):
        write_detection(fit_detection(examples, parts != own, SEEDS))
        rows += list(judged_rows([one for one in readings if part(one[1].id) == own]))
    write_confidence(fit_confidence(rows), len(rows))
    write_detection(fitted)
    triggers = int(((examples.labels[:, NO_EVENT] == 0) & (examples.sure > 0)).sum())
    print(
        f"{len(parts)} words of {len(examples.ids)} articles, {triggers} of them sure triggers; "
        f"{len(told)} events with participants, {len(places.counts)} with places; {len(rows)} judged rows"
    )


if __name__ == "__main__":
    main()
