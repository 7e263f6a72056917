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
from typing import Any

import numpy as np
from spacy.attrs import ORTH, intify_attr
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vectors import Mode
from thinc.api import Model

from transforms.extract.annotate.network import (
    WINDOW,
    Block,
    Floats,
    Maxout,
    Network,
    UnknownNetworkError,
    blocks_of,
    margin_of_blocks,
)
from transforms.extract.annotate.word_forms import WordForms
from transforms.extract.annotate.words import Rows


class Tok2Vec:
    """Computes token vectors; not safe to share between threads.

    Args:
        network: The network.

    Raises:
        UnknownNetworkError: With the matrix products of this processor, vectors would depend on other texts.
    """

    def __init__(self, network: Network) -> None:
        margin_of_blocks()
        self._forms = WordForms(network)
        self._attributes = [ORTH, *map(intify_attr, network.columns)]
        self._first, *self._layers = network.layers
        # Zeros around each text: with as many as there are layers, no text sees another one.
        self._padding = len(network.layers)

    def vectors(self, docs: Sequence[Doc]) -> list[Floats]:
        """The vectors of each Doc's tokens: tokens × width."""
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
        blocks = blocks_of(len(forms))
        # Each block has a margin and reads one column more at both ends.
        start = margin_of_blocks() + 1
        padded = np.zeros(blocks[-1].first + blocks[-1].size + 2, np.intp)
        padded[start : start + len(forms)] = forms
        vectors = np.zeros((self._first.width, len(padded)), np.float32)
        window = self._forms.window.reshape(-1, len(self._first.weights))  # a row for each place of each form
        for first, used, size in blocks:
            pieces = window[WINDOW * padded[first : first + size]]
            for place in range(1, WINDOW):
                pieces += window[WINDOW * padded[first + place : first + place + size] + place]
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
    margin, width = margin_of_blocks(), layer.width
    behind = np.zeros_like(vectors)
    window, pieces = np.empty((0, 0), np.float32), np.empty((0, 0), np.float32)
    for first, used, size in blocks:
        if size != window.shape[1]:
            window = np.ones((WINDOW * width + 1, size), np.float32)  # the last row stays as it is
            pieces = np.empty((len(layer.weights), size), np.float32)
        for place in range(WINDOW):
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
