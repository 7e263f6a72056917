"""Clusters of items from scored links, the same in whatever order the links come.

The links make a graph; two items that nothing joins, over however many others, are never in one cluster. Within such a
component the pair of clusters with the highest average score is merged, again and again, until no average reaches the
threshold (hierarchical clustering with average linkage, on the pairs that were compared). So one wrong link between two
well-supported clusters does not merge them: all the other pairs that were compared speak against it.

The average of two large clusters rests on many pairs and is believed as it is; that of a single item rests on few, and
an item that says little is not very like any of those that it belongs to. With a margin, the average of two clusters
must therefore be the higher, the larger the smaller one of them is: two matters of a like kind stay apart, while a
single item still finds its own.
"""

import heapq
from collections.abc import Iterable, Mapping

THRESHOLD = 0.5
"""The average score from which two clusters are one."""

MAX_DOUBLINGS = 3
"""Doublings of a cluster for which a margin counts: large clusters can still be merged, if they are alike enough."""

type Pair = tuple[str, str]
type _Entry = tuple[float, str, str, int, int]
"""Margin less average, names of the two clusters (their least items), their numbers."""


def clusters_of(
    items: Iterable[str], scores: Mapping[Pair, float], threshold: float = THRESHOLD, margin: float = 0.0
) -> list[list[str]]:
    """Merge items into clusters.

    A merge costs as much as the smaller of the two clusters has links, so that all of them take a time of the order of
    links times the squared logarithm of their number.

    Args:
        items: Their ids.
        scores: Of the pairs that were compared, 0 to 1; both ids are among the items.
        threshold: The average score from which two clusters are merged.
        margin: By how much that average is higher each time that the smaller of the two clusters is twice as large.

    Returns:
        The clusters, each sorted, sorted by their first item.
    """
    merging = _Merging(items, scores, threshold, margin)
    merging.run()
    return sorted(map(sorted, merging.members.values()))


class _Merging:
    """Clusters while they are merged, by number.

    Attributes:
        members: Their items.
    """

    def __init__(self, items: Iterable[str], scores: Mapping[Pair, float], threshold: float, margin: float) -> None:
        ordered = sorted(set(items))
        numbers = {item: number for number, item in enumerate(ordered)}
        self.members = {number: [item] for number, item in enumerate(ordered)}
        self._names = dict(enumerate(ordered))
        self._threshold = threshold
        self._margin = margin
        self._sums: dict[int, dict[int, tuple[float, int]]] = {number: {} for number in self.members}
        for (one, other), score in scores.items():
            first, second = numbers[one], numbers[other]
            self._sums[first][second] = self._sums[second][first] = (score, 1)
        self._heap: list[_Entry] = []
        for (one, other), score in scores.items():
            if score >= threshold:  # single items have no margin
                self._push(numbers[one], numbers[other])

    def run(self) -> None:
        """Merge until no average, less its margin, reaches the threshold."""
        while self._heap:
            entry = heapq.heappop(self._heap)
            one, other = entry[3], entry[4]
            if other in self._sums.get(one, {}) and entry == self._entry(one, other):  # nothing has changed since
                self._merge(one, other)

    def _push(self, one: int, other: int) -> None:
        """Take two clusters into account that may be merged."""
        entry = self._entry(one, other)
        if -entry[0] >= self._threshold:
            heapq.heappush(self._heap, entry)

    def _merge(self, one: int, other: int) -> None:
        if len(self._sums[one]) < len(self._sums[other]):
            one, other = other, one
        doublings = self._doublings(one)
        self.members[one] += self.members.pop(other)
        linked = self._sums.pop(other)
        del self._sums[one][other]
        for third, (total, count) in linked.items():
            if third != one:
                del self._sums[third][other]
                own_total, own_count = self._sums[one].get(third, (0.0, 0))
                self._sums[one][third] = self._sums[third][one] = (own_total + total, own_count + count)
        name = min(self._names[one], self._names.pop(other))
        all_changed = name != self._names[one] or doublings != self._doublings(one)
        changed = set(self._sums[one]) if all_changed else linked.keys() - {one}
        self._names[one] = name
        for third in changed:
            self._push(one, third)

    def _entry(self, one: int, other: int) -> _Entry:
        total, count = self._sums[one][other]
        names, numbers = sorted((self._names[one], self._names[other])), sorted((one, other))
        # Rounded, so that the order of addition does not decide which of two equal averages is the higher one.
        margin = self._margin * min(self._doublings(one), self._doublings(other))
        return round(margin - total / count, 9), names[0], names[1], numbers[0], numbers[1]

    def _doublings(self, one: int) -> int:
        return min(len(self.members[one]).bit_length() - 1, MAX_DOUBLINGS)


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
