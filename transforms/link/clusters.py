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


def clusters_of(items: Iterable[str], scores: Mapping[Pair, float], threshold: float = THRESHOLD) -> list[list[str]]:
    """Merge items into clusters.

    Args:
        items: Their ids.
        scores: Of the pairs that were compared, 0 to 1, each pair once; both ids are among the items.
        threshold: The average score from which two clusters are merged.

    Returns:
        The clusters, each sorted, sorted by their first item.
    """
    members = {item: [item] for item in sorted(items)}
    sums: dict[str, dict[str, tuple[float, int]]] = {item: {} for item in members}
    for (one, other), score in scores.items():
        sums[one][other] = sums[other][one] = (score, 1)
    heap = [_entry(one, other, *sums[one][other]) for one in members for other in sums[one] if one < other]
    heapq.heapify(heap)
    while heap and -heap[0][0] >= threshold:
        negative, one, other, count = heapq.heappop(heap)
        current = sums.get(one, {}).get(other)
        if current is None or (current[1], -_average(*current)) != (count, negative):
            continue  # one of them has been merged since
        _merge(one, other, members, sums)
        for third, linked in sums[one].items():
            heapq.heappush(heap, _entry(min(one, third), max(one, third), *linked))
    return [sorted(cluster) for _, cluster in sorted(members.items())]


def _merge(one: str, other: str, members: dict[str, list[str]], sums: dict[str, dict[str, tuple[float, int]]]) -> None:
    """Merge the second cluster into the first, which is named by its least item."""
    small, large = sorted((members[one], members.pop(other)), key=len)
    large.extend(small)
    members[one] = large
    del sums[one][other]
    for third, (total, count) in sums.pop(other).items():
        if third == one:
            continue
        del sums[third][other]
        total_one, count_one = sums[one].get(third, (0.0, 0))
        sums[one][third] = sums[third][one] = (total_one + total, count_one + count)


def _average(total: float, count: int) -> float:
    return round(total / count, 9)  # so that the order of addition does not decide


def _entry(one: str, other: str, total: float, count: int) -> tuple[float, str, str, int]:
    return -_average(total, count), one, other, count


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
