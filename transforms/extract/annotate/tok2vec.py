"""The token vectors of a spaCy model, from the model's own weights, at a fraction of the cost of its own layers.

spaCy's token vectors (`MultiHashEmbed`, then `MaxoutWindowEncoder`) are two networks one after the other:

- The embedding of a token depends on its word form alone: orth, norm, affixes, shape and the space behind it. It is
  kept, and so is what it adds to the first layer of the encoder, which is the same wherever the form stands.
- Each layer of the encoder reads a token and its two neighbours: one matrix product, the maxima of its pieces, layer
  normalisation, and the layer's input added.

Arrays are features × tokens: sums over features then run along the tokens. Products are taken over blocks of tokens, of
sizes and columns for which the kernel adds up in one order, so that the vectors of a token are the same to the last bit
whatever else is computed with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.attrs import ORTH, intify_attr
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vectors import Mode
from spacy.vocab import Vocab
from thinc.api import Model

from transforms.extract.annotate.words import Ids, keys_of

type Floats = npt.NDArray[np.float32]
type Rows = npt.NDArray[np.intp]

BLOCK_SIZES = range(48, 257, 16)
"""Columns of a matrix product: of the largest its operands stay in the cache of a core."""

GROUP_TOKENS = 4096
"""Tokens that go through all layers before the next ones do, so that their vectors stay in the cache."""

KNOWN_FORMS = 1 << 14
"""Word forms that are kept: 4 kB each, at most 63 MB for each of a model's networks."""

_EPSILON = np.float32(1e-8)
_WINDOW = 3
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
def _margin() -> int:
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


def _blocks(columns: int) -> list[Block]:
    """Blocks that use so many columns."""
    margin = _margin()
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
        weights: (Pieces · outputs) × inputs, the first piece of all outputs first.
        bias: Of each piece and output: a column.
        scale, shift: Of the normalised outputs: columns.
    """

    weights: Floats
    bias: Floats
    scale: Floats
    shift: Floats

    @classmethod
    def of(cls, maxout: Model[Any, Any], layernorm: Model[Any, Any]) -> "Maxout":
        """The layer of two nodes of a network."""
        weights, bias = maxout.get_param("W"), maxout.get_param("b")  # outputs × pieces × inputs
        return cls(
            weights=np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, weights.shape[2])),
            bias=np.ascontiguousarray(bias.T.reshape(-1, 1)),
            scale=layernorm.get_param("G").reshape(-1, 1),
            shift=layernorm.get_param("b").reshape(-1, 1),
        )

    @property
    def width(self) -> int:
        """Number of outputs."""
        return len(self.scale)

    def outputs(self, pieces: Floats) -> Floats:
        """The layer's outputs, outputs × tokens, for the product of its weights and inputs, which is changed."""
        width = self.width
        pieces += self.bias
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
        self._first = np.split(network.layers[0].weights, _WINDOW, axis=1)
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
        margin = _margin()
        for block in _blocks(len(keys)):
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
        margin = _margin()
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


class Tok2Vec:
    """Computes token vectors; not safe to share between threads.

    Args:
        network: The network.

    Raises:
        UnknownNetworkError: With the matrix products of this processor, vectors would depend on other texts.
    """

    def __init__(self, network: Network) -> None:
        _margin()
        self._forms = WordForms(network)
        self._attributes = [ORTH, *map(intify_attr, network.columns)]
        self._first, *self._layers = network.layers
        # Zeros around each text: with as many as there are layers, no text sees another one.
        self._padding = len(network.layers)

    def vectors(self, docs: Sequence[Doc]) -> list[Floats]:
        """The vectors of each Doc's tokens: tokens × width."""
        found: list[Floats] = []
        group: list[Doc] = []
        tokens = 0
        for doc in docs:
            if group and tokens + len(doc) > GROUP_TOKENS:
                found += self._of_group(group)
                group, tokens = [], 0
            group.append(doc)
            tokens += len(doc)
        return found + (self._of_group(group) if group else [])

    def _of_group(self, docs: Sequence[Doc]) -> list[Floats]:
        attributes = [doc.to_array(self._attributes).reshape(len(doc), len(self._attributes)) for doc in docs]
        lengths = [len(doc) for doc in docs]
        ends = np.cumsum(lengths) + self._padding * np.arange(1, len(docs) + 1)
        rows = self._forms.rows_of(np.concatenate(attributes), docs[0].vocab)
        forms = np.zeros(ends[-1] + self._padding, np.intp)
        forms[np.arange(len(rows)) + self._padding * np.repeat(np.arange(1, len(docs) + 1), lengths)] = rows
        encoded = self._encode(forms)
        return [encoded[end - length : end] for end, length in zip(ends.tolist(), lengths, strict=True)]

    def _encode(self, forms: Rows) -> Floats:
        """The vectors of word forms in a row: forms × width."""
        blocks = _blocks(len(forms))
        # Each block has a margin and reads one column more at both ends.
        start = _margin() + 1
        padded = np.zeros(blocks[-1].first + blocks[-1].size + 2, np.intp)
        padded[start : start + len(forms)] = forms
        vectors = np.zeros((self._first.width, len(padded)), np.float32)
        before, at, behind = self._forms.window
        for first, used, size in blocks:
            pieces = before[padded[first : first + size]]
            pieces += at[padded[first + 1 : first + 1 + size]]
            pieces += behind[padded[first + 2 : first + 2 + size]]
            outputs = self._first.outputs(np.ascontiguousarray(pieces.T))
            outputs += self._forms.embedding[padded[first + 1 : first + 1 + size]].T
            vectors[:, first + start : first + start + used] = outputs[:, start - 1 : start - 1 + used]
        for layer in self._layers:
            vectors = _encode_further(layer, vectors, blocks)
        return np.ascontiguousarray(vectors[:, start : start + len(forms)].T)


def _encode_further(layer: Maxout, vectors: Floats, blocks: Sequence[Block]) -> Floats:
    """The vectors behind a layer of the encoder; the columns at both ends, one and the margin, are zero.

    Args:
        layer: The layer.
        vectors: Width × tokens, with one column and a margin at each end.
        blocks: Of the tokens.
    """
    margin, width = _margin(), layer.width
    behind = np.zeros_like(vectors)
    window, pieces = np.empty((0, 0), np.float32), np.empty((0, 0), np.float32)
    for first, used, size in blocks:
        if size != window.shape[1]:
            window = np.empty((_WINDOW * width, size), np.float32)
            pieces = np.empty((len(layer.weights), size), np.float32)
        for place in range(_WINDOW):
            window[place * width : (place + 1) * width] = vectors[:, first + place : first + place + size]
        np.dot(layer.weights, window, out=pieces)
        columns = slice(first + margin + 1, first + margin + 1 + used)
        np.add(layer.outputs(pieces)[:, margin : margin + used], vectors[:, columns], out=behind[:, columns])
    return behind


def speed_up(nlp: Language) -> None:
    """Let a model compute token vectors by `Tok2Vec` wherever its networks allow it; others are left as they are."""
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if not isinstance(model, Model):
            continue
        for node in model.walk():
            try:
                network = Network.of(node)
                tok2vec = Tok2Vec(network)
            except UnknownNetworkError:
                continue
            if network.static is not None and nlp.vocab.vectors.mode != Mode.default:
                continue
            fast: Model[Any, Any] = Model(
                "newsbeam_tok2vec", _forward, attrs={"tok2vec": tok2vec}, dims={"nO": node.get_dim("nO")}
            )
            if node is model:
                component.model = fast
            else:
                model.replace_node(node, fast)
            break


def _forward(model: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[list[Floats], Any]:
    if is_train:
        raise NotImplementedError("token vectors for use alone: got a request to train them")
    return model.attrs["tok2vec"].vectors(docs), lambda _: []
