"""Clusters of items from scored links, the same in whatever order the links come.

The links make a graph; two items that nothing joins, over however many others, are never in one cluster. Within such a
component the pair of clusters with the highest average score is merged, again and again, until no average reaches the
threshold (hierarchical clustering with average linkage, on the pairs that were compared). So one wrong link between two
well-supported clusters does not merge them: all the other pairs that were compared speak against it.
"""

import heapq
from collections.abc import Iterable, Mapping

THRESHOLD = 0.5
"""The average score from which two clusters are one."""

type Pair = tuple[str, str]
type _Entry = tuple[float, str, str, int, int]
"""Negative average, names of the two clusters (their least items), their numbers."""


def clusters_of(items: Iterable[str], scores: Mapping[Pair, float], threshold: float = THRESHOLD) -> list[list[str]]:
    """Merge items into clusters.

    A merge costs as much as the smaller of the two clusters has links, so that all of them take a time of the order of
    links times the squared logarithm of their number.

    Args:
        items: Their ids.
        scores: Of the pairs that were compared, 0 to 1; both ids are among the items.
        threshold: The average score from which two clusters are merged.

    Returns:
        The clusters, each sorted, sorted by their first item.
    """
    merging = _Merging(items, scores)
    merging.run(threshold)
    return sorted(map(sorted, merging.members.values()))


class _Merging:
    """Clusters while they are merged, by number.

    Attributes:
        members: Their items.
    """

    def __init__(self, items: Iterable[str], scores: Mapping[Pair, float]) -> None:
        ordered = sorted(set(items))
        numbers = {item: number for number, item in enumerate(ordered)}
        self.members = {number: [item] for number, item in enumerate(ordered)}
        self._names = dict(enumerate(ordered))
        self._sums: dict[int, dict[int, tuple[float, int]]] = {number: {} for number in self.members}
        for (one, other), score in scores.items():
            first, second = numbers[one], numbers[other]
            self._sums[first][second] = self._sums[second][first] = (score, 1)
        self._heap = [self._entry(one, other) for one, linked in self._sums.items() for other in linked if one < other]
        heapq.heapify(self._heap)

    def run(self, threshold: float) -> None:
        """Merge until no average reaches the threshold."""
        while self._heap and -self._heap[0][0] >= threshold:
            entry = heapq.heappop(self._heap)
            one, other = entry[3], entry[4]
            if other in self._sums.get(one, {}) and entry == self._entry(one, other):  # nothing has changed since
                self._merge(one, other)

    def _merge(self, one: int, other: int) -> None:
        if len(self._sums[one]) < len(self._sums[other]):
            one, other = other, one
        self.members[one] += self.members.pop(other)
        linked = self._sums.pop(other)
        del self._sums[one][other]
        for third, (total, count) in linked.items():
            if third != one:
                del self._sums[third][other]
                own_total, own_count = self._sums[one].get(third, (0.0, 0))
                self._sums[one][third] = self._sums[third][one] = (own_total + total, own_count + count)
        name = min(self._names[one], self._names.pop(other))
        changed = set(self._sums[one]) if name != self._names[one] else linked.keys() - {one}
        self._names[one] = name
        for third in changed:
            heapq.heappush(self._heap, self._entry(one, third))

    def _entry(self, one: int, other: int) -> _Entry:
        total, count = self._sums[one][other]
        names, numbers = sorted((self._names[one], self._names[other])), sorted((one, other))
        # Rounded, so that the order of addition does not decide which of two equal averages is the higher one.
        return -round(total / count, 9), names[0], names[1], numbers[0], numbers[1]


def components(items: Iterable[str], pairs: Iterable[Pair]) -> dict[str, str]:
    """The component of each item: the least item that pairs join it to.

    Args:
        items: Their ids.
        pairs: Of items.
    """
    parent = {item: item for item in items}
    for one, other in pairs:
        root, other_root = _root(parent, one), _root(parent, other)
        parent[max(root, other_root)] = min(root, other_root)
    return {item: _root(parent, item) for item in parent}


def _root(parent: dict[str, str], item: str) -> str:
    root = item
    while parent[root] != root:
        root = parent[root]
    while parent[item] != root:
        parent[item], item = root, parent[item]
    return root
