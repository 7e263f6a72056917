"""The model of the language identifier, uncompressed in the user's cache folder.

Its package has it compressed so well that each process takes half a second to read it: as long as for 25 pages. A
damaged file counts as missing, and a file that cannot be written is not an error.
"""

import importlib.metadata
from array import array
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
from py3langid.modelio import load_model

from transforms.system.user_cache import cache_path, save_in_cache

_PACKAGE = "py3langid"


def load_identifier() -> LanguageIdentifier:
    """The identifier, whose confidences are probabilities: from the cache, else from its package."""
    with suppress(OSError, RuntimeError, ValueError, KeyError, EOFError, BadZipFile):  # RuntimeError: no home folder
        return _read(cache_path(file_name()))
    probabilities, priors, classes, moves, rows, features = load_model(MODEL_DIR / MODEL_FILE)

    def write(path: Path) -> None:
        np.savez(
            path,
            probabilities=probabilities,
            priors=priors,
            classes=np.array(classes),
            moves=np.array(moves),
            rows=np.array(rows),
            features=np.array(features, np.int32),
        )

    save_in_cache(file_name(), write)
    return LanguageIdentifier(probabilities, priors, classes, moves, features, norm_probs=True, tk_row=rows)


def file_name() -> str:
    """Name of the cache file for the model of the installed version."""
    return f"{_PACKAGE}-{importlib.metadata.version(_PACKAGE)}.npz"


def _read(path: Path) -> LanguageIdentifier:
    with np.load(path, allow_pickle=False) as arrays:
        moves, rows = (_packed(arrays[name]) for name in ("moves", "rows"))
        return LanguageIdentifier(
            arrays["probabilities"],
            arrays["priors"],
            arrays["classes"].tolist(),
            moves,
            arrays["features"].tolist(),
            norm_probs=True,
            tk_row=rows,
        )


def _packed(values: np.ndarray) -> "array[int]":
    """As an array of the standard library, whose elements are read faster one by one."""
    return array(values.dtype.char, values.tobytes())
