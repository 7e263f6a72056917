"""What is kept of word forms over articles: their embeddings, and what each adds to the first layer of the encoder."""

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.vocab import Vocab
from thinc.api import Model

from transforms.extract.annotate.network import WINDOW, Floats, Network, blocks_of, margin_of_blocks
from transforms.extract.annotate.words import Ids, Rows, keys_of, known_rows

KNOWN_FORMS = 10 << 10
"""Word forms that are kept: 4 kB each, at most 40 MB for each of a model's networks."""


class WordForms:
    """The embeddings of word forms, and what each adds to the first layer of the encoder at each place of its window.

    Row 0 stands for padding.

    Args:
        network: The network.
        capacity: Forms that are kept: the most used of them where there are more.

    Attributes:
        embedding: Forms × width.
        window: Forms × (places · pieces · width), the first place of the window first. The bias is in that of the
            form itself.
    """

    def __init__(self, network: Network, capacity: int = KNOWN_FORMS) -> None:
        self._layer = network.embedding
        self._hashed = list(_hashed_columns(network))
        self._static = network.static.get_param("W") if network.static is not None else None
        weights = network.layers[0].weights
        self._first = np.concatenate(np.split(weights[:, :-1], WINDOW, axis=1))
        bias = np.zeros((WINDOW, len(weights)), np.float32)
        bias[WINDOW // 2] = weights[:, -1]
        self._first_bias = bias.reshape(-1)
        self._clear(capacity)

    def _clear(self, capacity: int) -> None:
        self._rows: dict[int, int] = {}
        self._capacity = capacity
        self.embedding = np.empty((capacity + 1, self._layer.width), np.float32)
        self.window = np.empty((capacity + 1, len(self._first)), np.float32)
        self.embedding[0] = 0
        self.window[0] = self._first_bias
        self._uses = np.zeros(capacity + 1, np.int64)

    def rows_of(self, attributes: Ids, vocab: Vocab) -> Rows:
        """The row of each token.

        Args:
            attributes: Tokens × (ORTH, then the network's columns).
            vocab: Of the tokens.
        """
        keys = keys_of(attributes)
        rows, new = known_rows(self._rows, keys)
        if new and len(self._rows) + len(new) > self._capacity:
            self._forget()
            rows, new = known_rows(self._rows, keys)
        if new and len(self._rows) + len(new) > self._capacity:
            self._clear(max(self._capacity, len(keys)))
            rows, new = known_rows(self._rows, keys)
        if new:
            self._learn(list(new), attributes[list(new.values())], vocab)
            rows, _ = known_rows(self._rows, keys)
        self._uses += np.bincount(rows, minlength=len(self._uses))
        return rows

    def _forget(self) -> None:
        """Drop the half of the forms that were used least."""
        kept = np.sort(np.argsort(-self._uses[1:], kind="stable")[: self._capacity // 2]) + 1
        kept = kept[kept <= len(self._rows)]
        tables: list[npt.NDArray[Any]] = [self.embedding, self.window, self._uses]
        for table in tables:
            table[1 : len(kept) + 1] = table[kept]
        self._uses[len(kept) + 1 :] = 0
        self._uses //= 2  # what was used long ago counts less
        new_row = {row: i for i, row in enumerate(kept.tolist(), 1)}
        self._rows = {key: new_row[row] for key, row in self._rows.items() if row in new_row}

    def _learn(self, keys: Sequence[int], attributes: Ids, vocab: Vocab) -> None:
        """Append forms to the tables."""
        margin = margin_of_blocks()
        for block in blocks_of(len(keys)):
            start, end = block.first, block.first + block.used
            columns, row = slice(margin, margin + block.used), len(self._rows) + 1
            rows = slice(row, row + block.used)
            embedding = self._embed(attributes[start:end], block.size, vocab)
            self.embedding[rows] = embedding[:, columns].T
            np.add((self._first @ embedding)[:, columns].T, self._first_bias, out=self.window[rows])
            self._rows.update(zip(keys[start:end], range(rows.start, rows.stop), strict=True))

    def _embed(self, attributes: Ids, size: int, vocab: Vocab) -> Floats:
        """The embeddings of forms, in a block of so many columns."""
        margin = margin_of_blocks()
        used = slice(margin, margin + len(attributes))
        pieces = np.zeros((len(self._layer.weights), size), np.float32)
        if self._static is not None:
            row_of = vocab.vectors.key2row
            places = np.fromiter(map(row_of.get, attributes[:, 0].tolist(), repeat(-1)), np.intp, len(attributes))
            vectors = np.zeros((vocab.vectors.shape[1], size), np.float32)
            vectors[:, used] = np.where(places < 0, 0, vocab.vectors.data[places].T)
            np.dot(self._layer.weights[:, -1 - len(self._static) : -1], self._static @ vectors, out=pieces)
        hashed = np.tile(self._layer.weights[:, -1], (len(attributes), 1))
        for column, table in enumerate(self._hashed, 1):
            values, places = np.unique(attributes[:, column], return_inverse=True)
            hashed += table.pieces(values)[places]
        pieces[:, used] += hashed.T
        return self._layer.outputs(pieces)


class _HashedColumn(NamedTuple):
    """A hash embedding after the weights of the layer that mixes it with others, which is a sum over the columns.

    Attributes:
        node: The hash embedding.
        table: Its rows × pieces of the layer: 13 MB for all columns of a network of `en_core_web_md`.
    """

    node: Model[Any, Any]
    table: Floats

    def pieces(self, values: Ids) -> Floats:
        """What each value of an attribute adds to the pieces: values × pieces."""
        hashes = self.node.ops.hash(values, self.node.attrs["seed"])
        found: Floats = self.table[hashes % np.uint32(len(self.table))].sum(axis=1)
        return found


def _hashed_columns(network: Network) -> Iterator[_HashedColumn]:
    first = 0
    for node in network.hashed:
        rows = node.get_param("E")
        weights = network.embedding.weights[:, first : first + rows.shape[1]]
        yield _HashedColumn(node, rows @ weights.T)
        first += rows.shape[1]
