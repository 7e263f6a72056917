"""The gazetteer as a file in the user's cache folder: reading it takes a tenth of the time of building it.

The file's name is a hash of the code and data the gazetteer is built from, so that a change of either is never
served a stale file. A damaged file counts as missing, and a file that cannot be written is not an error.
"""

import importlib.metadata
import importlib.resources
import marshal
import sys
from collections.abc import Sequence
from dataclasses import astuple, fields
from hashlib import blake2b
from typing import Any

import numpy as np

from transforms.extract.entities.gazetteer.model import Columns, Country, Gazetteer
from transforms.extract.languages.load import folder
from transforms.system.user_cache import cache_path, save_in_cache

_DIGEST_SIZE = 32  # bytes
_ARRAYS = {"ids": "int32", "admin1": "int32", "admin2": "int32", "points": "float64", "populations": "int64"}


def file_name(packages: Sequence[str]) -> str:
    """Name of the file for the gazetteer that this code builds from the installed versions of these packages."""
    digest = blake2b(f"{sys.implementation.cache_tag} {marshal.version}".encode(), digest_size=16)
    for package in packages:
        digest.update(f"{package} {importlib.metadata.version(package)} ".encode())
    code = importlib.resources.files(__package__)
    for file in sorted((*code.iterdir(), *folder("gazetteer").iterdir()), key=lambda file: file.name):
        if file.name.endswith((".py", ".tsv", ".toml")):
            digest.update(file.name.encode() + file.read_bytes())
    return f"gazetteer-{digest.hexdigest()}"


def save(gazetteer: Gazetteer, packages: Sequence[str]) -> None:
    """Write the gazetteer to its file; no effect where that is impossible."""
    columns = {field.name: getattr(gazetteer.columns, field.name) for field in fields(Columns)}
    arrays = {name: np.ascontiguousarray(columns[name], dtype=kind).tobytes() for name, kind in _ARRAYS.items()}
    countries = {code: astuple(country) for code, country in gazetteer.countries.items()}
    payload = marshal.dumps(({**columns, **arrays}, countries, gazetteer.lookup_tables()))
    content = blake2b(payload, digest_size=_DIGEST_SIZE).digest() + payload
    save_in_cache(file_name(packages), lambda path: path.write_bytes(content))


def load_cached(packages: Sequence[str]) -> Gazetteer | None:
    """The gazetteer from its file; None when the file is missing or damaged."""
    try:
        content = cache_path(file_name(packages)).read_bytes()
    except (OSError, RuntimeError):
        return None
    payload = memoryview(content)[_DIGEST_SIZE:]
    if blake2b(payload, digest_size=_DIGEST_SIZE).digest() != content[:_DIGEST_SIZE]:
        return None
    columns, countries, lookup_tables = marshal.loads(payload)  # noqa: S302 - written by `save`, as the digest proves
    for name, kind in _ARRAYS.items():
        columns[name] = np.frombuffer(columns[name], dtype=kind)
    columns["points"] = columns["points"].reshape(-1, 2)
    return Gazetteer(
        columns=Columns(**columns),
        countries={code: _country(values) for code, values in countries.items()},
        **lookup_tables,
    )


def _country(values: Sequence[Any]) -> Country:
    return Country(**dict(zip((field.name for field in fields(Country)), values, strict=True)))
