"""Fit the scores of one matter: `python -m tests.training.stories OUTPUTS [--half a] [--table stories]`.

OUTPUTS has the output folders of runs on the gold data of incidents, stories and semeval22t8, by these names. First a
logistic regression is fitted on the pairs of articles that LINK compares; for stories the weight of names is lowered,
since most of the pairs are of incidents. Then the intercept and the weights of what is not known are moved to where
clusters agree best with those of people: of articles that are dated (incidents), that are mostly not (stories), and
that have no titles either (semeval22t8). With `--half` only the articles of that half are used: the committed table of
stories is of half a, that of incidents of both. `python -m tests.linking.stories` and `python -m
tests.linking.incidents` show what the fitted scores are worth.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.linking.articles import coded_articles, read_tables
from tests.linking.incidents import compared_profiles
from tests.linking.stories import gold_rows
from tests.training.halves import half
from transforms.link.clusters import Pair, clusters_of
from transforms.link.stories import score as module
from transforms.link.stories.cluster import MARGIN
from transforms.link.stories.score import Features, story_features

TABLE = Path(module.__file__).parent / "score.toml"
NAMES = Features._fields
SIMILAR = 2.0
"""Greatest rating, 1 to 4, of two articles on one matter."""
CLASS_WEIGHT = 150.0
"""Weight of all pairs of clustered articles that are together, and of all those that are not."""
RATED_WEIGHT = 3.0
"""Weight of a rated pair."""
NAMES_SHARES = {"stories": 0.5, "incidents": 1.0}
"""What is left of the fitted weight of names, by table."""
SHIFTS = np.arange(-40, 41) * 0.1
SMOOTHING = np.array([1, 2, 3, 4, 3, 2, 1]) / 16

type Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TrainingSet:
    """The articles of a data set, and the pairs of them that are compared.

    Attributes:
        ids: The articles by their ids in the gold data.
        pairs: The ids of each pair.
        inputs: (pairs, features).
        clusters: The cluster that people put an article into; none where they rated pairs.
        rated: Whether people found the articles of a pair alike.
    """

    ids: tuple[str, ...]
    pairs: tuple[Pair, ...]
    inputs: Floats
    clusters: Mapping[str, str]
    rated: Mapping[Pair, bool]

    def truth(self, pair: Pair) -> bool | None:
        """Whether people put two articles together; None where they do not say."""
        if pair in self.rated:
            return self.rated[pair]
        one, other = (self.clusters.get(item) for item in pair)
        return None if one is None or other is None else one == other

    def agreement(self, weights: Floats) -> float:
        """How well clusters agree with those of people, 0 to 1.

        Args:
            weights: (1 + features,), the intercept first.
        """
        scores = 1 / (1 + np.exp(-(weights[0] + self.inputs @ weights[1:])))
        clusters = clusters_of(self.ids, dict(zip(self.pairs, scores.tolist(), strict=True)), margin=MARGIN)
        found = {item: cluster[0] for cluster in clusters for item in cluster}
        return balanced_accuracy(self.rated, found) if self.rated else bcubed_f1(self.clusters, found)


def bcubed_f1(gold: Mapping[str, str], found: Mapping[str, str]) -> float:
    """BCubed F1 of clusters (Bagga and Baldwin, 1998), given the cluster of each item."""
    true, ours = Counter(gold.values()), Counter(found[item] for item in gold)
    both = Counter((gold[item], found[item]) for item in gold)
    precision = sum(count**2 / ours[cluster] for (_, cluster), count in both.items()) / len(gold)
    recall = sum(count**2 / true[cluster] for (cluster, _), count in both.items()) / len(gold)
    return 2 * precision * recall / (precision + recall)


def balanced_accuracy(rated: Mapping[Pair, bool], found: Mapping[str, str]) -> float:
    """The mean of the shares of right answers among the pairs that are alike and among those that are not."""
    right: dict[bool, list[bool]] = {True: [], False: []}
    for (one, other), is_alike in rated.items():
        right[is_alike].append((found[one] == found[other]) == is_alike)
    return sum(sum(answers) / len(answers) for answers in right.values()) / 2


def read_set(folder: Path, name: str, halves: str) -> TrainingSet:
    """A data set with the gold data of some halves.

    Args:
        folder: The output folders.
        name: Of the set.
        halves: 'a', 'b' or 'ab'.
    """
    articles = {one.article.article_id: one for one in coded_articles(read_tables(folder / name))}
    ids = {one.external_id for one in articles.values()}
    gold = [
        row for row in gold_rows(name) if half(row["id"]) in halves and {row["id"], row.get("other", row["id"])} <= ids
    ]
    compared = {
        (articles[one.article_id].external_id, articles[other.article_id].external_id): story_features(one, other)
        for one, other in compared_profiles(articles.values())
    }
    rated = {}
    for row in gold:
        if "other" in row:
            pair = row["id"], row["other"]
            rated[pair if pair in compared else pair[::-1]] = row["overall"] <= SIMILAR
    return TrainingSet(
        ids=tuple(sorted(ids)),
        pairs=tuple(compared),
        inputs=np.array(list(compared.values())),
        clusters={row["id"]: row["cluster"] for row in gold if "cluster" in row},
        rated=rated,
    )


def fit_pairs(sets: Iterable[TrainingSet]) -> Floats:
    """(1 + features,): a logistic regression with an L2 penalty, fitted by Newton's method."""
    rows, truths, weights = [], [], []
    for one in sets:
        known = [(place, truth) for place, pair in enumerate(one.pairs) if (truth := one.truth(pair)) is not None]
        truth = np.array([float(is_same) for _, is_same in known])
        rows.append(one.inputs[[place for place, _ in known]])
        truths.append(truth)
        shares = np.where(truth, CLASS_WEIGHT / truth.sum(), CLASS_WEIGHT / (1 - truth).sum())
        weights.append(np.full(len(truth), RATED_WEIGHT) if one.rated else shares)
    inputs, wanted, share = np.vstack(rows), np.concatenate(truths), np.concatenate(weights)
    matrix = np.hstack([np.ones((len(inputs), 1)), inputs])
    penalty = np.array([1e-6, *([1.0] * len(NAMES))])
    found: Floats = np.zeros(len(penalty))
    for _ in range(30):
        predicted = 1 / (1 + np.exp(-matrix @ found))
        gradient = matrix.T @ (share * (predicted - wanted)) + penalty * found
        curvature = (matrix * (share * predicted * (1 - predicted))[:, None]).T @ matrix + np.diag(penalty)
        found -= np.linalg.solve(curvature, gradient)
    return found


def shifted(weights: Floats, place: int, one: TrainingSet) -> Floats:
    """The weights with one of them moved to where clusters agree best, on average over its neighbourhood."""
    moved = []
    for shift in SHIFTS:
        moved.append(weights.copy())
        moved[-1][place] += shift
    smooth = np.convolve([one.agreement(candidate) for candidate in moved], SMOOTHING, "valid")
    best = np.flatnonzero(smooth >= smooth.max() - 1e-9)
    return moved[int(best[len(best) // 2]) + len(SMOOTHING) // 2]


def fit(table: str, incidents: TrainingSet, stories: TrainingSet, rated: TrainingSet) -> Floats:
    """(1 + features,): the weights of a table, rounded to two digits."""
    weights = fit_pairs([incidents, stories, rated])
    weights[1 + NAMES.index("names")] *= NAMES_SHARES[table]
    weights = shifted(weights, 0, incidents)
    weights = shifted(weights, 1 + NAMES.index("undated"), stories)
    return np.round(shifted(weights, 1 + NAMES.index("untitled"), rated), 2)


def write_tables(fitted: Mapping[str, Floats]) -> None:
    """Write the tables of weights, those that are not fitted as they are, and use them from now on."""
    tables = {table: np.array([one, *others]) for table in NAMES_SHARES for one, others in [module.weights(table)]}
    lines = [
        "# Log-odds of two articles being on one matter, by feature; score.py says what each means.",
        "# Fitted by `python -m tests.training.stories`.",
    ]
    for table, weights in (tables | dict(fitted)).items():
        named = zip(["intercept", *NAMES], weights, strict=True)
        lines += ["", f"[{table}]", *(f"{name} = {weight:.2f}" for name, weight in named)]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    module.weights.cache_clear()


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outputs", type=Path, help="folder of the output folders")
    parser.add_argument("--half", choices=("a", "b"), default="ab", help="use one half alone")
    parser.add_argument("--table", choices=tuple(NAMES_SHARES), help="fit this table alone")
    options = parser.parse_args(arguments)
    sets = {name: read_set(options.outputs, name, options.half) for name in ("incidents", "stories", "semeval22t8")}
    tables = [options.table] if options.table else list(NAMES_SHARES)
    fitted = {table: fit(table, *sets.values()) for table in tables}
    write_tables(fitted)
    for table, weights in fitted.items():
        for name, one in sets.items():
            print(f"{table}: {name}: agreement {one.agreement(weights):.4f}")


if __name__ == "__main__":
    main()
