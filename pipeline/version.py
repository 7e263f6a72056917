"""The version of the code that wrote a row."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pipeline
import schemas
import transforms

DIGESTED_SUFFIXES = frozenset({".py", ".toml", ".tsv", ".txt", ".csv", ".json", ".npz"})
"""Of the files that rows depend on."""


@cache
def code_version() -> str:
    """The release and a digest of code and data: rows of changed code differ even if the release number does not."""
    try:
        release = version("newsbeam")
    except PackageNotFoundError:
        release = "0"
    digest = hashlib.blake2b(digest_size=6)
    for package in (schemas, transforms, pipeline):
        root = Path(package.__path__[0])
        for file in sorted(path for path in root.rglob("*") if path.suffix in DIGESTED_SUFFIXES):
            digest.update(f"{root.name}/{file.relative_to(root).as_posix()}".encode())
            digest.update(file.read_bytes())
    return f"{release}+{digest.hexdigest()}"
