"""The parts of a spaCy model's token vectors, and the matrix products that they take."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from thinc.api import Model

type Floats = npt.NDArray[np.float32]

BLOCK_SIZES = range(48, 257, 16)
"""Columns of a matrix product: of the largest its operands stay in the cache of a core."""

WINDOW = 3
"""Tokens that a layer of the encoder reads: one, and its neighbours."""

_EPSILON = np.float32(1e-8)
_NODES = frozenset(
    (
        "dropout",
        "expand_window",
        "extract_features",
        "hashembed",
        "ints-getitem",
        "layernorm",
        "list2ragged",
        "maxout",
        "ragged2list",
        "static_vectors",
    )
)


class UnknownNetworkError(ValueError):
    """A network that is not made as `MultiHashEmbed` and `MaxoutWindowEncoder` make it."""


@cache
def margin_of_blocks() -> int:
    """Columns at each end of a block that are not used.

    A kernel may sum up the columns at the ends of a matrix in another order than those between: OpenBLAS's for AVX2
    does so with eight of them.

    Raises:
        UnknownNetworkError: The kernel treats columns in the middle differently.
    """
    random = np.random.default_rng(0)
    weights, column = random.standard_normal((96, 288), np.float32), random.standard_normal((288, 1), np.float32)
    expected = (weights @ np.repeat(column, BLOCK_SIZES[-1], axis=1))[:, [BLOCK_SIZES[-1] // 2]]
    margin = 0
    for size in BLOCK_SIZES:
        unlike = np.flatnonzero((weights @ np.repeat(column, size, axis=1) != expected).any(axis=0))
        margin = max([margin, *(min(place + 1, size - place) for place in unlike.tolist())])
    if margin > BLOCK_SIZES[0] // 4:
        raise UnknownNetworkError(f"matrix products: columns differ up to {margin} from the end, wanted few")
    return margin


class Block(NamedTuple):
    """A part of the columns of a matrix, with which it is multiplied.

    Attributes:
        first: The first of the columns that are used.
        used: How many columns are used.
        size: How many there are, with the margins before and behind those used, and perhaps more.
    """

    first: int
    used: int
    size: int


def blocks_of(columns: int) -> list[Block]:
    """Blocks that use so many columns."""
    margin = margin_of_blocks()
    most = BLOCK_SIZES[-1] - 2 * margin
    blocks = []
    for first in range(0, columns, most):
        used = min(most, columns - first)
        size = next(size for size in BLOCK_SIZES if size >= used + 2 * margin)
        blocks.append(Block(first, used, size))
    return blocks


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Maxout:
    """A maxout layer with layer normalisation.

    Attributes:
        weights: (Pieces · outputs) × (inputs and 1), the first piece of all outputs first. The last column is the bias.
        scale, shift: Of the normalised outputs: columns.
    """

    weights: Floats
    scale: Floats
    shift: Floats

    @classmethod
    def of(cls, maxout: Model[Any, Any], layernorm: Model[Any, Any]) -> "Maxout":
        """The layer of two nodes of a network."""
        weights, bias = maxout.get_param("W"), maxout.get_param("b")  # outputs × pieces × inputs
        return cls(
            weights=np.column_stack((weights.transpose(1, 0, 2).reshape(-1, weights.shape[2]), bias.T.reshape(-1))),
            scale=layernorm.get_param("G").reshape(-1, 1),
            shift=layernorm.get_param("b").reshape(-1, 1),
        )

    @property
    def width(self) -> int:
        """Number of outputs."""
        return len(self.scale)

    def outputs(self, pieces: Floats) -> Floats:
        """The layer's outputs, outputs × tokens.

        Args:
            pieces: The product of its weights and inputs, which is changed.
        """
        width = self.width
        out = pieces[:width]
        for first in range(width, len(pieces), width):
            np.maximum(out, pieces[first : first + width], out=out)
        out -= np.add.reduce(out, axis=0) / np.float32(width)
        squares = np.multiply(out, out, out=pieces[width : 2 * width])
        out *= 1 / np.sqrt(np.add.reduce(squares, axis=0) / np.float32(width) + _EPSILON)
        out *= self.scale
        out += self.shift
        return out


class Network(NamedTuple):
    """The parts of a spaCy model's token vectors.

    Attributes:
        columns: Names of the attributes of a token that are embedded.
        hashed: For each of them a hash embedding.
        static: The node that projects static word vectors, if there is one.
        embedding: Mixes all these.
        layers: Of the encoder.
    """

    columns: Sequence[str]
    hashed: Sequence[Model[Any, Any]]
    static: Model[Any, Any] | None
    embedding: Maxout
    layers: Sequence[Maxout]

    @classmethod
    def of(cls, model: Model[Any, Any]) -> "Network":
        """The parts of `MultiHashEmbed` and `MaxoutWindowEncoder` with a window of three tokens.

        Raises:
            UnknownNetworkError: It is another kind of network.
        """
        nodes: dict[str, list[Model[Any, Any]]] = {}
        for node in model.walk():
            if not node.layers:
                nodes.setdefault(node.name, []).append(node)
        unknown = nodes.keys() - _NODES
        if unknown or not {"extract_features", "hashembed", "expand_window"} <= nodes.keys():
            raise UnknownNetworkError(f"token vectors: got the nodes {sorted(nodes)}, wanted {sorted(_NODES)}")
        columns, static = nodes["extract_features"][0].attrs["columns"], nodes.get("static_vectors", [])
        maxouts, windows = nodes["maxout"], nodes["expand_window"]
        as_made_by_spacy = (
            len(nodes["extract_features"]) == 1
            and [node.attrs["column"] for node in nodes["hashembed"]] == list(range(len(columns)))
            and all(node.attrs["key_attr"] == "ORTH" for node in static)
            and len(static) <= 1
            and all(node.attrs["window_size"] == 1 for node in windows)
            and len(maxouts) == len(nodes["layernorm"]) == len(windows) + 1
        )
        if not as_made_by_spacy:
            raise UnknownNetworkError("token vectors: got other parameters than those of a model of spaCy")
        embedding, *layers = map(Maxout.of, maxouts, nodes["layernorm"])
        return cls(columns, nodes["hashembed"], static[0] if static else None, embedding, layers)
