"""What is kept of word forms over articles: their embeddings, and what each adds to the first layer of the encoder."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.vocab import Vocab

from transforms.extract.annotate.network import WINDOW, Floats, Network, blocks_of, margin_of_blocks
from transforms.extract.annotate.words import Ids, keys_of

type Rows = npt.NDArray[np.intp]

KNOWN_FORMS = 1 << 14
"""Word forms that are kept: 4 kB each, at most 63 MB for each of a model's networks."""


class WordForms:
    """The embeddings of word forms, and what each adds to the first layer of the encoder at each place of its window.

    Row 0 stands for padding.

    Args:
        network: The network.
        capacity: Forms that are kept: the most used of them where there are more.

    Attributes:
        embedding: Forms × width.
        window: For each place of the window, forms × (pieces · width).
    """

    def __init__(self, network: Network, capacity: int = KNOWN_FORMS) -> None:
        self._network = network
        self._first = np.split(network.layers[0].weights, WINDOW, axis=1)
        self._clear(capacity)

    def _clear(self, capacity: int) -> None:
        self._rows: dict[int, int] = {}
        self._capacity = capacity
        self.embedding = np.empty((capacity + 1, self._network.embedding.width), np.float32)
        self.window = [np.empty((capacity + 1, len(first)), np.float32) for first in self._first]
        for table in (self.embedding, *self.window):
            table[0] = 0
        self._uses = np.zeros(capacity + 1, np.int64)

    def rows_of(self, attributes: Ids, vocab: Vocab) -> Rows:
        """The row of each token.

        Args:
            attributes: Tokens × (ORTH, then the network's columns).
            vocab: Of the tokens.
        """
        keys = keys_of(attributes)
        new = self._unknown(keys)
        if len(self._rows) + len(new) > self._capacity:
            self._forget()
            new = self._unknown(keys)
        if len(self._rows) + len(new) > self._capacity:
            self._clear(max(self._capacity, len(keys)))
            new = self._unknown(keys)
        if new:
            self._learn(list(new), attributes[list(new.values())], vocab)
        rows = np.fromiter(map(self._rows.__getitem__, keys), np.intp, len(keys))
        self._uses += np.bincount(rows, minlength=len(self._uses))
        return rows

    def _unknown(self, keys: Sequence[int]) -> dict[int, int]:
        """The forms that are not in the tables, each with the place of one of its tokens."""
        return {key: i for i, key in enumerate(keys) if key not in self._rows}

    def _forget(self) -> None:
        """Drop the half of the forms that were used least."""
        kept = np.sort(np.argsort(-self._uses[1:], kind="stable")[: self._capacity // 2]) + 1
        kept = kept[kept <= len(self._rows)]
        tables: list[npt.NDArray[Any]] = [self.embedding, *self.window, self._uses]
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
            for weights, table in zip(self._first, self.window, strict=True):
                table[rows] = (weights @ embedding)[:, columns].T
            self._rows.update(zip(keys[start:end], range(rows.start, rows.stop), strict=True))

    def _embed(self, attributes: Ids, size: int, vocab: Vocab) -> Floats:
        """The embeddings of forms, in a block of so many columns."""
        margin = margin_of_blocks()
        inputs = np.zeros((self._network.embedding.weights.shape[1], size), np.float32)
        used, first = slice(margin, margin + len(attributes)), 0
        for column, node in enumerate(self._network.hashed, 1):
            table = node.get_param("E")
            hashes = node.ops.hash(np.ascontiguousarray(attributes[:, column]), node.attrs["seed"])
            inputs[first : first + table.shape[1], used] = table[hashes % np.uint32(len(table))].sum(axis=1).T
            first += table.shape[1]
        if self._network.static is not None:
            places = vocab.vectors.find(keys=attributes[:, 0])
            vectors = np.zeros((vocab.vectors.shape[1], size), np.float32)
            vectors[:, used] = np.where(places < 0, 0, vocab.vectors.data[places].T)
            inputs[first:] = self._network.static.get_param("W") @ vectors
        return self._network.embedding.outputs(self._network.embedding.weights @ inputs)
